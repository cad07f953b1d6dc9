"""Functions of times: ISO 8601 texts and epoch numbers, in exact microseconds."""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import ROUND_FLOOR
from typing import Any

from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.functions.declare import Example, Function, Refusal, declare
from mappings.functions.numbers import read_amount

ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII | re.IGNORECASE,
)
EPOCH_TEXT = re.compile(r"\d{10}|\d{13}|\d{16}", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
MICRO = timedelta(microseconds=1)
# An epoch number's unit is told by its size: seconds reach 1e11 in the year 5138, milliseconds 1e11 in 1973.
SECONDS_BELOW, MILLIS_BELOW = 10**11, 10**14
ADVICE = "write it as 2026-01-02T03:04:05Z, or read it with parse_time(text, format)"


def to_micros(time: Any) -> int:
    """Microseconds since 1970 UTC of an ISO 8601 text or an epoch number; EvaluationError when it is no time.

    A text without offset is UTC, one without time of day is midnight; digits beyond microseconds are cut off.
    A number below 1e11 is seconds, below 1e14 milliseconds, else microseconds; a text of 10, 13 or 16 digits
    is such a number.

    >>> to_micros("1970-01-01T01:00:00.000001+01:00"), to_micros(1.5), to_micros("1970-01-02")
    (1, 1500000, 86400000000)
    """
    if isinstance(time, str) and not EPOCH_TEXT.fullmatch(time.strip()):
        return _micros(_read_iso(time))
    amount = read_amount(time)
    scale = 10**6 if abs(amount) < SECONDS_BELOW else 10**3 if abs(amount) < MILLIS_BELOW else 1
    if abs(amount) * scale < 10**18:
        micros = int((amount * scale).to_integral_value(ROUND_FLOOR))
        if _micros(FIRST) <= micros <= _micros(LAST):
            return micros
    raise EvaluationError(
        f"{show(time)} is no time of the years 1 to 9999",
        "give seconds, milliseconds or microseconds since 1970",
    )


def to_millis(time: Any) -> int:
    """Milliseconds since 1970 UTC, finer digits cut off; reads what `to_micros` reads."""
    return to_micros(time) // 10**3


def to_seconds(time: Any) -> int:
    """Seconds since 1970 UTC, finer digits cut off; reads what `to_micros` reads."""
    return to_micros(time) // 10**6


def to_iso(time: Any) -> str:
    """ISO 8601 text in UTC, with a fraction of 3 or 6 digits if there is one; reads what `to_micros` reads.

    >>> to_iso(1767323045678)
    '2026-01-02T03:04:05.678Z'
    """
    return _write_iso(EPOCH + to_micros(time) * MICRO)


def parse_time(text: str, pattern: str) -> str:
    """ISO 8601 text in UTC of a time in another format, in the letters of C's strptime; UTC without %z."""
    if local := re.search(r"%[cxXZ]", pattern):
        raise EvaluationError(f"{local[0]} differs from machine to machine", "write the parts: %d/%m/%Y %H:%M:%S %z")
    if not re.search(r"%[YyG]", pattern):
        raise EvaluationError(f"the format {show(pattern)} has no year", "add %Y")
    try:
        found = datetime.strptime(text, pattern)  # noqa: DTZ007  # the next lines give it a zone
        return _write_iso(found.replace(tzinfo=found.tzinfo or UTC))
    except (ValueError, OverflowError, re.error):
        raise EvaluationError(
            f"{show(text)} is not written as {pattern}",
            "%d/%m/%Y reads 31/12/2026, %H:%M:%S a time of day, %z an offset",
        ) from None


def _read_iso(text: str) -> datetime:
    match = ISO.fullmatch(text.strip())
    if match is None:
        raise EvaluationError(f"{show(text)} is not an ISO 8601 time", ADVICE)
    *numbers, fraction, offset = match.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    micro = int((fraction or "0").ljust(6, "0")[:6])
    try:
        found = datetime(year, month, day, hour, minute, second, micro, tzinfo=_zone(offset))
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise EvaluationError(f"{show(text)} is not a time of the calendar", ADVICE) from None


def _zone(offset: str | None) -> timezone:
    if offset is None or offset in {"Z", "z"}:
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-delta if offset[0] == "-" else delta)


def _micros(time: datetime) -> int:
    return (time - EPOCH) // MICRO


def _write_iso(time: datetime) -> str:
    digits = "seconds" if not time.microsecond else "microseconds" if time.microsecond % 1000 else "milliseconds"
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=digits) + "Z"


TIMES: tuple[Function, ...] = (
    declare(
        "to_seconds(time: time) -> number",
        "Seconds since 1970, whole. Text without offset is UTC; a number's size tells s, ms and µs apart.",
        to_seconds,
        Example("to_seconds(@)", "2026-01-02T03:04:05.678Z", 1767323045),
        Example("to_seconds(@)", "2026-01-02T04:04:05+01:00", 1767323045),
        Example("to_seconds(@)", 1767323045678, 1767323045),
        Example("to_seconds(@)", None, None),
        Refusal("to_seconds(@)", "yesterday", 'to_seconds(): "yesterday" is not an ISO 8601 time'),
        Refusal("to_seconds(@)", "99999-01-01T00:00:00Z", "is not an ISO 8601 time"),
        Refusal("to_seconds(@)", "2026-02-30", '"2026-02-30" is not a time of the calendar'),
        Refusal("to_seconds(@)", 1e300, "is no time of the years 1 to 9999"),
        Refusal(
            "to_seconds(@)",
            True,
            "takes an ISO 8601 time or seconds since 1970 as its 1st argument, not true",
        ),
    ),
    declare(
        "to_millis(time: time) -> number",
        "Milliseconds since 1970, whole.",
        to_millis,
        Example("to_millis(@)", "2026-01-02T03:04:05.6789Z", 1767323045678),
        Example("to_millis(@)", 1767323045, 1767323045000),
        Refusal("to_millis(@)", "", 'to_millis(): "" is not an ISO 8601 time'),
    ),
    declare(
        "to_micros(time: time) -> number",
        "Microseconds since 1970, whole; finer digits are cut off.",
        to_micros,
        Example("to_micros(@)", "2026-01-02T03:04:05.123456789Z", 1767323045123456),
        Example("to_micros(@)", "1767323045", 1767323045000000),
        Refusal("to_micros(@)", {}, "not an object"),
    ),
    declare(
        "to_iso(time: time) -> text",
        "The time as ISO 8601 text in UTC.",
        to_iso,
        Example("to_iso(@)", 1767323045, "2026-01-02T03:04:05Z"),
        Example("to_iso(@)", "2026-01-02", "2026-01-02T00:00:00Z"),
        Refusal("to_iso(@)", "2026-01-02T25:00:00Z", "is not a time of the calendar"),
    ),
    declare(
        "parse_time(text: text, format: text) -> text",
        "The ISO 8601 text of a time in another format: %d %m %Y %H %M %S %z.",
        parse_time,
        Example("parse_time(@, '%d/%m/%Y')", "31/12/2026", "2026-12-31T00:00:00Z"),
        Example("parse_time(@, '%Y%m%d %H:%M %z')", "20260102 03:04 +0100", "2026-01-02T02:04:00Z"),
        Refusal("parse_time(@, '%d/%m/%Y')", "soon", 'parse_time(): "soon" is not written as %d/%m/%Y'),
        Refusal("parse_time(@, '%d/%m')", "31/12", "has no year"),
        Refusal("parse_time(@, '%Y %Z')", "2026 UTC", "%Z differs from machine to machine"),
        Refusal("parse_time(@, '%Y %')", "2026 x", "is not written as"),
    ),
)
