"""The bytes of one event, parsed without changing a digit."""

import json
import re
from dataclasses import dataclass
from typing import Any

import orjson

from actions.event.shape import MOST_DEPTH
from mappings.findings.diagnostic import Diagnostic

MOST_BYTES_A_LINE = 1 << 20
BOM = b"\xef\xbb\xbf"
MOST_SHOWN = 60
# orjson reads integers beyond 64 bits as floats in silence: lines that may hold one go another way. To look for
# 19 digits in a row by making all digits alike first takes a tenth of the time of a regular expression.
ALIKE = bytes.maketrans(b"0123456789", b"0" * 10)
HUGE = b"0" * 19


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes that are no JSON, and why."""

    diagnostic: Diagnostic


TOO_LONG = Unreadable(Diagnostic("E540", "the line is over 1 MiB", "send smaller events; one line holds one event"))


def parse_event(data: bytes, line: int = 1) -> Any:
    """The JSON value of `data`, or `Unreadable`; a byte order mark on line 1 is passed over.

    Integers of any size keep all their digits; of two equal keys the last one counts.

    >>> parse_event(b'{"order_id": 12345678901234567890123}')
    {'order_id': 12345678901234567890123}
    """
    if line == 1:
        data = data.removeprefix(BOM)
    try:
        if may_be_huge(data):
            return json.loads(data, parse_constant=_refuse)
        return orjson.loads(data)
    except (ValueError, RecursionError) as error:
        return Unreadable(_explain(data, error))


def may_be_huge(data: bytes) -> bool:
    """Whether there may be an integer beyond 64 bits in these bytes, of one event or of many."""
    return HUGE in data.translate(ALIKE)


def is_shallow(data: bytes) -> bool:
    """Whether JSON of these bytes cannot be nested too deep: it opens too few lists and objects for that."""
    return data.count(b"{") + data.count(b"[") <= MOST_DEPTH


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _explain(data: bytes, error: Exception) -> Diagnostic:
    column = getattr(error, "colno", None)
    where = f" at column {column}" if column else ""
    if isinstance(error, RecursionError) or "depth limit" in str(error):
        return Diagnostic("E537", "nested deeper than any event should be", "flatten the event before it is sent")
    try:
        data.decode()
    except UnicodeDecodeError as bad:
        return Diagnostic("E540", f"byte {bad.start + 1} is not UTF-8", "save the file as UTF-8")
    if "surrogate" in str(error):
        return Diagnostic("E539", f"half a character (a lone surrogate){where}", "send whole UTF-8 characters")
    if re.search(rb"[:\[,]\s*-?(NaN|Infinity)", data):
        return Diagnostic("E536", f"NaN and Infinity are no JSON numbers{where}", "leave the field out, or send null")
    return Diagnostic("E540", f"this is no whole JSON value{where}: {_cut(data)}", "one line holds one event as JSON")


def _cut(data: bytes) -> str:
    text = data.strip().decode(errors="replace")
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN // 2]}…{text[-MOST_SHOWN // 2 :]}"
