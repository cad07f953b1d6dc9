"""PostgreSQL as the stand-in plays it: a table as the destination makes it, which takes a batch or refuses it.

Source: appendix A of PostgreSQL's manual (error codes), sections 8.5 (dates) and 8.14 (JSON). What a server of
one's own would refuse besides - a check, a type of another table - is not played.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Any

import orjson

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

MOST_COLUMNS = 1600
MOST_NAME = 63
SYSTEM = frozenset({"ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"})
# Amounts of what has happened; in rows of people and pages, columns of such names are the sender's own.
NUMBERS = ("revenue", "value")


def answer(call: Call) -> Answer:
    """200 for rows that the table takes; 400 with the first problem otherwise, and nothing is kept."""
    try:
        body = call.json()
    except ValueError:
        return _error((Refusal(None, "", "08P01: the message is no JSON"),))
    parts = str(body.get("target")).split(".") if isinstance(body, dict) else []
    if len(parts) != 2 or not all(0 < len(part.encode()) <= MOST_NAME for part in parts):  # noqa: PLR2004 - schema.table
        return _error((Refusal(None, "target", "42602: a schema and a table, please"),))
    rows = body.get("rows")
    if not isinstance(rows, list) or not rows:
        return _error((Refusal(None, "rows", "42601: no rows"),))
    refusals = tuple(found for number, row in enumerate(rows) if (found := _problem(number, row)))
    return _error(refusals) if refusals else Answer.of_json(HTTPStatus.OK, {"rows": len(rows)}, accepted=tuple(rows))


VENDOR = Vendor("postgres", ("postgres.writer",), answer)


def _error(refusals: tuple[Refusal, ...]) -> Answer:
    return Answer.of_json(HTTPStatus.BAD_REQUEST, {"error": refusals[0].reason}, refusals=refusals)


def _problem(number: int, row: Any) -> Refusal | None:
    if not isinstance(row, dict):
        return Refusal(number, "", "22023: a row is an object")
    numbers = all(_is_number(row[name]) for name in NUMBERS if name in row and "event" in row)
    # What JSON writes as \u0000 has no place in text and jsonb; a backslash of the text itself is doubled.
    legible = rb"\u0000" not in orjson.dumps(row).replace(rb"\\", b"")
    checks = (
        (row.get("id") is not None, "id", '23502: null value in column "id" violates not-null constraint'),
        (not SYSTEM & row.keys(), "", "42701: column name conflicts with a system column name"),
        (len(row) <= MOST_COLUMNS, "", "54011: tables can have at most 1600 columns"),
        (legible, "", "22P05: unsupported Unicode escape sequence"),
        (numbers, "", "22P02: invalid input syntax for type numeric"),
        (_is_time(row.get("timestamp")), "timestamp", "22007: invalid input syntax for type timestamp with time zone"),
    )
    return next((Refusal(number, field, reason) for holds, field, reason in checks if not holds), None)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_time(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False
