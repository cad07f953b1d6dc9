"""NATS as the stand-in plays it: streams that take every subject, and messages up to the servers' usual size.

Source: docs.nats.io/nats-concepts/subjects; max_payload of 1 MB.
"""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from destinations.testing.row_store import Check, take_rows
from destinations.testing.vendor import Answer, Call, Vendor

SUBJECT = re.compile(r"[^\s.*>]+(\.[^\s.*>]+)*")
MOST_BYTES = 1_048_576


def answer(call: Call) -> Answer:
    """200 for messages that a stream would take; 400 otherwise, and nothing is kept."""
    return take_rows(call, _message, no_rows="Protocol Error: no messages")


VENDOR = Vendor("nats", ("nats.writer",), answer)


def _message(row: Any, _: str) -> Iterator[Check]:
    yield isinstance(row, dict) and "value" in row, "value", "Protocol Error: a message has a value"
    headers = row.get("headers")
    yield SUBJECT.fullmatch(str(row.get("subject"))) is not None, "subject", "Invalid Publish Subject"
    yield isinstance(headers, dict) and bool(headers.get("Nats-Msg-Id")), "headers", "no Nats-Msg-Id"
    yield len(orjson.dumps(row["value"])) <= MOST_BYTES, "value", "Maximum Payload Violation"
