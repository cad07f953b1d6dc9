"""NATS as the stand-in plays it: streams that take every subject, and messages up to the servers' usual size.

Source: docs.nats.io/nats-concepts/subjects; max_payload of 1 MB.
"""

import re
from http import HTTPStatus
from typing import Any

import orjson

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

SUBJECT = re.compile(r"[^\s.*>]+(\.[^\s.*>]+)*")
MOST_BYTES = 1_048_576


def answer(call: Call) -> Answer:
    """200 for messages that a stream would take; 400 otherwise, and nothing is kept."""
    try:
        body = call.json()
    except ValueError:
        body = None
    rows = body.get("rows") if isinstance(body, dict) and body.get("target") else None
    if not isinstance(rows, list) or not rows:
        return _error((Refusal(None, "rows", "Protocol Error: no messages"),))
    refusals = tuple(one for number, row in enumerate(rows) if (one := _problem(number, row)))
    return _error(refusals) if refusals else Answer.of_json(HTTPStatus.OK, {"rows": len(rows)}, accepted=tuple(rows))


VENDOR = Vendor("nats", ("nats.writer",), answer)


def _error(refusals: tuple[Refusal, ...]) -> Answer:
    return Answer.of_json(HTTPStatus.BAD_REQUEST, {"error": refusals[0].reason}, refusals=refusals)


def _problem(number: int, row: Any) -> Refusal | None:
    if not isinstance(row, dict) or "value" not in row:
        return Refusal(number, "value", "Protocol Error: a message has a value")
    headers = row.get("headers")
    checks = (
        (SUBJECT.fullmatch(str(row.get("subject"))) is not None, "subject", "Invalid Publish Subject"),
        (isinstance(headers, dict) and bool(headers.get("Nats-Msg-Id")), "headers", "no Nats-Msg-Id"),
        (len(orjson.dumps(row["value"])) <= MOST_BYTES, "value", "Maximum Payload Violation"),
    )
    return next((Refusal(number, field, reason) for holds, field, reason in checks if not holds), None)
