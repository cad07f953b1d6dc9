"""ClickHouse as the stand-in plays it: INSERT … FORMAT JSONEachRow into any table whose columns fit.

Source: clickhouse.com/docs/interfaces/http; codes of errors from the published sources. A table whose name begins with
`missing` is not there.
"""

import re
from datetime import datetime
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

INSERT = re.compile(r"INSERT INTO `([^`]+)`\.`([^`]+)` FORMAT JSONEachRow")
TOKEN = re.compile(r"[0-9a-f]{64}")


def answer(call: Call) -> Answer:
    """What the server says to the call."""
    if not call.headers.get("x-clickhouse-user"):
        return _error(HTTPStatus.UNAUTHORIZED, 516, "default: Authentication failed (AUTHENTICATION_FAILED)")
    found = INSERT.fullmatch(call.query.get("query", ""))
    if found is None or call.method != "POST" or not TOKEN.fullmatch(call.query.get("insert_deduplication_token", "")):
        return _error(HTTPStatus.BAD_REQUEST, 62, "Syntax error (SYNTAX_ERROR)")
    if found[2].startswith("missing"):
        return _error(HTTPStatus.NOT_FOUND, 60, f"Table {found[2]} does not exist (UNKNOWN_TABLE)")
    try:
        rows = call.json()
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not rows:
        return _error(HTTPStatus.BAD_REQUEST, 26, "Cannot parse JSON (CANNOT_PARSE_QUOTED_STRING)")
    problem = next((why for row in rows if (why := _problem(row))), None)
    if problem:
        return _error(
            HTTPStatus.BAD_REQUEST, 27, f"Cannot parse input: {problem} (CANNOT_PARSE_INPUT_ASSERTION_FAILED)"
        )
    return Answer(HTTPStatus.OK, {"x-clickhouse-summary": "{}"}, accepted=tuple(rows))


VENDOR = Vendor("clickhouse", ("*.clickhouse.cloud", "*.clickhouse.cloud:*"), answer)


def _problem(row: Any) -> str | None:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        return "a row has an id"
    if any(type(row.get(name, 0)) not in (int, float) for name in ("revenue", "value", "total")):
        return "an amount is a number"
    try:
        datetime.fromisoformat(row["timestamp"])
    except (KeyError, TypeError, ValueError):
        return "a timestamp is a time"
    return None


def _error(status: HTTPStatus, code: int, text: str) -> Answer:
    headers = {"x-clickhouse-exception-code": str(code), "content-type": "text/plain; charset=UTF-8"}
    body = f"Code: {code}. DB::Exception: {text}\n".encode()
    return Answer(status, headers, body, refusals=(Refusal(None, "", text),))
