"""Parses a time: the only reader of times for mappings, triggers and events."""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import ROUND_FLOOR
from typing import Any

from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.functions.numbers import read_amount
from mappings.functions.times.printed import as_iso

# What clients send by far the most. Python reads it as the careful reader does, and much sooner.
PLAIN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|\+00:00)", re.ASCII)
# The name behind an offset, as Go prints it, says nothing more.
ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d*))?)?"
    r"(?:\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?(?: [A-Z]{3,4})?))?)?",
    re.ASCII | re.IGNORECASE,
)
# Eight, twelve or fourteen digits may be a date without its signs: 20160324.
EPOCH_TEXT = re.compile(r"-?(?:\d{9,10}|\d{13}|\d{16})(?:\.\d+)?", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
MICRO = timedelta(microseconds=1)
# An epoch number's unit follows from its size: seconds reach 1e11 in the year 5138, milliseconds 1e11 in 1973.
SECONDS_BELOW, MILLIS_BELOW = 10**11, 10**14
# Spreadsheets count days since 1900: these are of the years 1954 to 2119. As seconds they are all of one day of 1970.
DAYS_FROM, DAYS_BELOW = 20_000, 80_000
OFFSET_DIGITS = 4
ADVICE = "write it as 2026-01-02T03:04:05Z, or read it with parse_time(text, format)"


def read_time(value: Any) -> datetime:
    """The moment in UTC of a text or an epoch number; EvaluationError when it names none.

    A text without an offset is UTC, one without a time of day is midnight; digits beyond microseconds are cut off.
    A number below 1e11 is seconds, below 1e14 milliseconds, else microseconds; a text of 9, 10, 13 or 16 digits is
    such a number.

    >>> read_time("1970-01-01T01:00:00.000001+01:00") - EPOCH == MICRO
    True
    >>> read_time(1.5) == read_time("Thu Jan 01 1970 00:00:01 GMT+0000 (UTC)") + 500_000 * MICRO
    True
    """
    if isinstance(value, str) and not EPOCH_TEXT.fullmatch(value.strip()):
        return read_text(value)
    amount = read_amount(value)
    if DAYS_FROM <= amount < DAYS_BELOW:
        raise EvaluationError(f"{show(value)} could be days, as spreadsheets count them, as well as seconds", ADVICE)
    scale = 10**6 if abs(amount) < SECONDS_BELOW else 10**3 if abs(amount) < MILLIS_BELOW else 1
    if abs(amount) * scale < 10**18:
        micros = int((amount * scale).to_integral_value(ROUND_FLOOR))
        if (FIRST - EPOCH) // MICRO <= micros <= (LAST - EPOCH) // MICRO:
            return EPOCH + micros * MICRO
    raise EvaluationError(
        f"{show(value)} is not a time of the years 1 to 9999",
        "give seconds, milliseconds or microseconds since 1970",
    )


def read_text(text: str) -> datetime:
    """The moment in UTC of a text that is not an epoch number; EvaluationError when it names none."""
    moment = parse_text(text)
    if moment is None:
        what = "a time of the calendar" if ISO.fullmatch(text.strip()) else "an ISO 8601 time"
        raise EvaluationError(f"{show(text)} is not {what}", ADVICE)
    return moment


def parse_text(text: str) -> datetime | None:
    """As `read_text`; None when the text names no moment.

    >>> parse_text("2026-01-31T02:00:00+02:00") == parse_text("2026-01-31")
    True
    >>> parse_text("20260131")
    """
    try:
        if PLAIN.fullmatch(text):
            return datetime.fromisoformat(text)
        stripped = text.strip()
        match = ISO.fullmatch(stripped) or ISO.fullmatch(as_iso(stripped) or "")
        if match is None:
            return None
        *numbers, fraction, offset = match.groups()
        year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
        micro = int((fraction or "").ljust(6, "0")[:6])
        return datetime(year, month, day, hour, minute, second, micro, tzinfo=_zone(offset)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None  # There is no such day, hour or offset.


def _zone(offset: str | None) -> timezone:
    if offset is None or offset[0] not in "+-":
        return UTC
    digits = offset[1:].partition(" ")[0].replace(":", "").ljust(OFFSET_DIGITS, "0")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-delta if offset[0] == "-" else delta)
