"""Functions of times."""

import re
from datetime import UTC, datetime
from typing import Any

from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.functions.declare import Example, Function, Refusal, declare
from mappings.functions.times.read_time import EPOCH, MICRO, read_time
from mappings.functions.times.write_time import check_form, write_time


def to_micros(time: Any) -> int:
    """Microseconds since 1970 UTC of a text or an epoch number, as `read_time` reads them.

    >>> to_micros("1970-01-01T01:00:00.000001+01:00"), to_micros(1.5), to_micros("1970-01-02")
    (1, 1500000, 86400000000)
    """
    return (read_time(time) - EPOCH) // MICRO


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
    return _write_iso(read_time(time))


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


def format_time(time: Any, form: str, zone: str | None = None) -> str:
    """The time in a form of one's own; reads what `to_micros` reads."""
    return write_time(read_time(time), form, zone)


def _check_format(_: Any, form: Any, zone: Any = None) -> None:
    check_form(form if isinstance(form, str) else "", zone if isinstance(zone, str) else None)


def _write_iso(time: datetime) -> str:
    digits = "seconds" if not time.microsecond else "microseconds" if time.microsecond % 1000 else "milliseconds"
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=digits) + "Z"


TIMES: tuple[Function, ...] = (
    declare(
        "to_seconds(time: time) -> number",
        "Seconds since 1970, whole. Text without offset is UTC; s, ms and µs are distinguished by the number's size.",
        to_seconds,
        Example("to_seconds(@)", "2026-01-02T03:04:05.678Z", 1767323045),
        Example("to_seconds(@)", "2026-01-02T04:04:05+01:00", 1767323045),
        Example("to_seconds(@)", 1767323045678, 1767323045),
        Example("to_seconds(@)", None, None),
        Refusal("to_seconds(@)", "yesterday", 'to_seconds(): "yesterday" is not an ISO 8601 time'),
        Refusal("to_seconds(@)", "99999-01-01T00:00:00Z", "is not an ISO 8601 time"),
        Refusal("to_seconds(@)", "2026-02-30", '"2026-02-30" is not a time of the calendar'),
        Refusal("to_seconds(@)", 1e300, "is not a time of the years 1 to 9999"),
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
    declare(
        "format_time(time: time, format: text, zone?: text) -> text",
        "The time in a form of your own, in a zone such as 'Europe/Berlin' (UTC): %d %m %Y %H %M %S %B %A %z.",
        format_time,
        Example("format_time(@, '%d.%m.%Y')", "2026-03-05T23:30:00Z", "05.03.2026"),
        Example(
            "format_time(@, '%d.%m.%Y %H:%M %z', 'Europe/Berlin')", "2026-03-05T23:30:00Z", "06.03.2026 00:30 +0100"
        ),
        Example("format_time(@, '%A, %-d %B', 'America/New_York')", 1767323045, "Thursday, 1 January"),
        Example("format_time(@, '%H:%M:%S.%f %%', '+05:30')", "2026-01-01T00:00:00.5Z", "05:30:00.500000 %"),
        Example("format_time(@, '%Y')", None, None),
        Refusal("format_time(@, '%Y')", "soon", 'format_time(): "soon" is not an ISO 8601 time'),
        check=_check_format,
    ),
)
