"""A Kafka cluster as the stand-in plays it: topics as they come, records up to the brokers' usual size.

Source: kafka.apache.org/documentation (message.max.bytes, topic names) and the protocol's error codes.
"""

import re
from http import HTTPStatus
from typing import Any

import orjson

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

TOPIC = re.compile(r"[a-zA-Z0-9._-]{1,249}")
MOST_BYTES = 1_000_000


def answer(call: Call) -> Answer:
    """200 for records that the brokers would take; 400 otherwise, and nothing is kept."""
    try:
        body = call.json()
    except ValueError:
        return _error((Refusal(None, "", "INVALID_REQUEST: not JSON"),))
    topic = body.get("target") if isinstance(body, dict) else None
    if not isinstance(topic, str) or topic in {".", ".."} or not TOPIC.fullmatch(topic):
        return _error((Refusal(None, "target", "TOPIC_EXCEPTION: no name of a topic"),))
    rows = body.get("rows")
    if not isinstance(rows, list) or not rows:
        return _error((Refusal(None, "rows", "INVALID_REQUEST: no records"),))
    refusals = tuple(one for number, row in enumerate(rows) if (one := _problem(number, row)))
    return _error(refusals) if refusals else Answer.of_json(HTTPStatus.OK, {"rows": len(rows)}, accepted=tuple(rows))


VENDOR = Vendor("kafka", ("kafka.writer",), answer)


def _error(refusals: tuple[Refusal, ...]) -> Answer:
    return Answer.of_json(HTTPStatus.BAD_REQUEST, {"error": refusals[0].reason}, refusals=refusals)


def _problem(number: int, row: Any) -> Refusal | None:
    if not isinstance(row, dict) or "value" not in row:
        return Refusal(number, "value", "INVALID_RECORD: a record has a value")
    headers = row.get("headers")
    checks = (
        (isinstance(row.get("key", ""), str), "key", "INVALID_RECORD: a key is a text"),
        (isinstance(headers, dict) and bool(headers.get("messageId")), "headers", "INVALID_RECORD: no messageId"),
        (type(row.get("timestamp")) is int, "timestamp", "INVALID_TIMESTAMP: milliseconds, please"),
        (len(orjson.dumps(row["value"])) < MOST_BYTES, "value", "MSG_SIZE_TOO_LARGE: over 1000000 bytes"),
    )
    return next((Refusal(number, field, reason) for holds, field, reason in checks if not holds), None)
