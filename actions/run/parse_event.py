"""The bytes of an event, parsed without changing a digit."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson

from mappings.findings.diagnostic import Diagnostic

BOM = b"\xef\xbb\xbf"
MOST_SHOWN = 60
MOST_KEPT = 1 << 20
# orjson reads integers beyond 64 bits as floats in silence: lines that may hold one go another way.
MAY_BE_HUGE = re.compile(rb"\d{19}")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes that are no JSON: why, on which line of them, and the bytes as text, if they are not too many."""

    diagnostic: Diagnostic
    line: int = 1
    text: str | None = None


def parse_event(data: bytes, line: int = 1) -> Any:
    """The JSON value of `data`, or `Unreadable`; a byte order mark on line 1 is passed over.

    Integers of any size keep all their digits; of two equal keys the last one counts. NaN, infinity and half
    characters are let through: whoever looks at the event says in which field they are.

    >>> parse_event(b'{"order_id": 12345678901234567890123}')
    {'order_id': 12345678901234567890123}
    """
    if line == 1:
        data = data.removeprefix(BOM)
    if not MAY_BE_HUGE.search(data):
        with suppress(orjson.JSONDecodeError):
            return orjson.loads(data)
    try:
        return json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        text = data.decode("utf-8", "replace").strip() if len(data) <= MOST_KEPT else None
        return Unreadable(_explain(data, error), getattr(error, "lineno", 1), text)


def _explain(data: bytes, error: Exception) -> Diagnostic:
    if isinstance(error, RecursionError):
        return Diagnostic("E537", "nested deeper than any event should be", "flatten the event before it is sent")
    if isinstance(error, UnicodeDecodeError):
        return Diagnostic("E540", f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8")
    if isinstance(error, json.JSONDecodeError):
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        message = f"this is no whole JSON value at {line}column {error.colno}: {_cut(data)}"
        return Diagnostic("E540", message, "one line holds one event as JSON")
    return Diagnostic("E538", "an integer of thousands of digits", "send it as text, so that no tool rounds it")


def _cut(data: bytes) -> str:
    text = data.strip().decode(errors="replace")
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN // 2]}…{text[-MOST_SHOWN // 2 :]}"
