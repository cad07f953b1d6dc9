"""The bytes of an event, parsed without changing a digit."""

import json
from contextlib import suppress
from typing import Any

import orjson
from msgspec import Struct

from actions.event.shape import MOST_DEPTH
from actions.personal_names import without_people
from mappings.findings.diagnostic import Diagnostic

MOST_BYTES_A_LINE = 1 << 20
BOM = b"\xef\xbb\xbf"
MOST_SHOWN = 60
HALF = MOST_SHOWN // 2
# What is hidden in an excerpt may begin long before it.
MOST_LOOKED_AT = 2000
ONE_A_LINE = "one line holds one event as JSON"
# orjson reads integers beyond 64 bits as floats in silence: lines that may hold one go another way. To look for
# 19 digits in a row by making all digits alike first takes a tenth of the time of a regular expression.
ALIKE = bytes.maketrans(b"0123456789", b"0" * 10)
HUGE = b"0" * 19
FOUR = b"0" * 4
# Who writes digits in rows to keep us looking gets no more looks than this.
MOST_LOOKS = 200
# A number, as Python looks for one byte in no time, but not for a text of one.
LIST_OPENS = ord("[")


class Unreadable(Struct, frozen=True):
    """Bytes that are not JSON: why, on which line of them, and the bytes as text, if they are not too many.

    `ends_file` says that nothing behind them was read either, so that the number of lost events is unknown.
    """

    diagnostic: Diagnostic
    line: int = 1
    text: str | None = None
    ends_file: bool = False


TOO_LONG = Unreadable(Diagnostic("E540", "the line is over 1 MiB", "send smaller events; one line holds one event"))


def parse_line(row: bytes, number: int) -> Any:
    """As `parse_event`, for line `number` of a file; a line over 1 MiB is `Unreadable` for that alone."""
    return TOO_LONG if len(row.rstrip(b"\r\n")) > MOST_BYTES_A_LINE else parse_event(row, number)


def parse_event(data: bytes, line: int = 1) -> Any:
    """The JSON value of `data`, or `Unreadable`; a byte order mark on line 1 is passed over.

    Integers of any size keep all their digits; of two equal keys the last one counts. NaN, infinity and half
    characters are let through: reading the event reports in which field they are.

    >>> parse_event(b'{"order_id": 12345678901234567890123}')
    {'order_id': 12345678901234567890123}
    """
    if line == 1:
        data = data.removeprefix(BOM)
    if not may_be_huge(data):
        with suppress(orjson.JSONDecodeError):
            return orjson.loads(data)
    try:
        return json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        text = data.decode("utf-8", "replace").strip() if len(data) <= MOST_BYTES_A_LINE else None
        return Unreadable(_explain(data, error), getattr(error, "lineno", 1), text)


def may_be_huge(data: bytes) -> bool:
    """Whether there may be an integer beyond 64 bits in these bytes, of one event or of many."""
    # Of 19 digits in a row, every fourth byte hits four. Where it does, a closer look has to follow.
    sample = data[::4].translate(ALIKE)
    at = sample.find(FOUR)
    for _ in range(MOST_LOOKS):
        if at < 0:
            return False
        start = 4 * at
        # Mostly what lies between is not a digit: that is seen sooner than the whole.
        if data[start : start + 13].isdigit() and HUGE in data[max(0, start - 3) : start + 19].translate(ALIKE):
            return True
        at = sample.find(FOUR, at + 1)
    return HUGE in data.translate(ALIKE)


def is_utf8(data: bytes) -> bool:
    """Whether the bytes, of one event or of many, are UTF-8."""
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_shallow(data: bytes) -> bool:
    """Whether JSON of these bytes cannot be nested too deep: it opens too few lists and objects for that."""
    # To take them out and see what is left takes a third of the time of counting them.
    opened = len(data) - len(data.replace(b"{", b""))
    if LIST_OPENS in data:
        opened += len(data) - len(data.replace(b"[", b""))
    return opened <= MOST_DEPTH


def _explain(data: bytes, error: Exception) -> Diagnostic:
    if isinstance(error, RecursionError):
        return Diagnostic("E537", "nested deeper than any event should be", "flatten the event before it is sent")
    if isinstance(error, UnicodeDecodeError):
        return Diagnostic("E540", f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8")
    if isinstance(error, json.JSONDecodeError):
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        if _is_comma_too_many(error):
            return Diagnostic("E540", f"a comma too many before {line}column {error.colno}", "take the comma out")
        message = f"this is not a complete JSON value at {line}column {error.colno}: {_cut(data)}"
        return Diagnostic("E540", message, ONE_A_LINE)
    return Diagnostic("E538", "an integer of thousands of digits", "send it as text, so that no tool rounds it")


def _is_comma_too_many(error: json.JSONDecodeError) -> bool:
    before = error.doc[: error.pos].rstrip()
    return before.endswith(",") and error.doc[error.pos :].lstrip()[:1] in ("}", "]")


def _cut(data: bytes) -> str:
    """Both ends of the text, without what identifies people: messages are kept and shown where events are not."""
    text = data.strip().decode(errors="replace")
    if len(text) <= MOST_LOOKED_AT:
        text = without_people(text)
        return text if len(text) <= MOST_SHOWN else f"{text[:HALF]}…{text[-HALF:]}"
    start, end = (without_people(part) for part in (text[: MOST_LOOKED_AT // 2], text[-MOST_LOOKED_AT // 2 :]))
    return f"{start[:HALF]}…{end[-HALF:]}"
