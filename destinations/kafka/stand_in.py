"""A Kafka cluster as the stand-in plays it: topics as they come, records up to the brokers' usual size.

Source: kafka.apache.org/documentation (message.max.bytes, topic names) and the protocol's error codes.
"""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from destinations.testing.row_store import Check, take_rows
from destinations.testing.vendor import Answer, Call, Vendor

TOPIC = re.compile(r"[a-zA-Z0-9._-]{1,249}")
MOST_BYTES = 1_000_000


def answer(call: Call) -> Answer:
    """200 for records that the brokers would take; 400 otherwise, and nothing is kept."""
    return take_rows(call, _record, _topic, no_rows="INVALID_REQUEST: no records")


VENDOR = Vendor("kafka", ("kafka.writer",), answer)


def _topic(topic: str) -> Iterator[Check]:
    is_name = topic not in {".", ".."} and TOPIC.fullmatch(topic) is not None
    yield is_name, "target", "TOPIC_EXCEPTION: no name of a topic"


def _record(row: Any, _: str) -> Iterator[Check]:
    yield isinstance(row, dict) and "value" in row, "value", "INVALID_RECORD: a record has a value"
    headers = row.get("headers")
    yield isinstance(row.get("key", ""), str), "key", "INVALID_RECORD: a key is a text"
    yield isinstance(headers, dict) and bool(headers.get("messageId")), "headers", "INVALID_RECORD: no messageId"
    yield type(row.get("timestamp")) is int, "timestamp", "INVALID_TIMESTAMP: milliseconds, please"
    yield len(orjson.dumps(row["value"])) < MOST_BYTES, "value", "MSG_SIZE_TOO_LARGE: over 1000000 bytes"
