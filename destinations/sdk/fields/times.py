"""Moments as vendors want them: epoch seconds, milliseconds, microseconds, ISO 8601 text.

Each type takes a text in ISO 8601 or as programs print times, a datetime, or an epoch number of any unit; a text in
ISO 8601 and a datetime without an offset are UTC. The unit of a number follows from its size: below 1e11 seconds (until
the year 5138), below 1e14 milliseconds, else microseconds. A text that could be read in two ways, such as 03/04/2016,
is not a time. `mappings/functions/times` reads the same texts: `tests/test_times_alike.py` holds both to one table.
"""

import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator

from destinations.sdk.fields.printed_times import read_printed
from destinations.sdk.fields.roles import TimeRole
from destinations.sdk.refusal import refusal, shown

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
# Only the extended form: 20260301 could as well be a number of seconds. Go prints the zone's name behind its offset.
ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ](?P<clock>\d\d:\d\d(?::\d\d(?:[.,]\d*)?)?)"
    r"(?:\s?(?:Z|UTC|GMT|(?P<offset>[+-]\d\d(?::?\d\d)?)(?: [A-Z]{3,4})?))?)?",
    re.ASCII | re.IGNORECASE,
)
# A text of 8, 12 or 14 digits may be a date without its signs.
NUMBER = re.compile(r"-?(?:\d{9,10}|\d{13}|\d{16})(?:\.\d+)?", re.ASCII)
SECONDS_BELOW = Decimal(10) ** 11
MILLIS_BELOW = Decimal(10) ** 14
# Spreadsheets count days since 1900: these are of the years 1954 to 2119. As seconds they are all of one day of 1970.
DAYS_FROM, DAYS_BELOW = 20_000, 80_000
MICROSECOND, MILLISECOND, SECOND = timedelta(microseconds=1), timedelta(milliseconds=1), timedelta(seconds=1)
# The numbers that are in the unit already and before the year 2200, the usual case.
MILLIS_FROM, MILLIS_TO = 10**11, 7_258_118_400_000
MICROS_FROM, MICROS_TO = 10**14, 7_258_118_400_000_000
# What events hold as a rule; nothing in it needs to be normalized.
PLAIN = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|\+00:00)", re.ASCII)


def read_time(value: Any) -> datetime:
    """The moment in UTC, to the microsecond.

    >>> read_time("2026-03-01T11:15:30.250+01:00")
    datetime.datetime(2026, 3, 1, 10, 15, 30, 250000, tzinfo=datetime.timezone.utc)
    >>> read_time(1772360130250) == read_time("1772360130.25") == read_time(1772360130250000)
    True
    """
    if type(value) is str and PLAIN.fullmatch(value):
        return _that_exists(value, value)
    moment = _read(value)
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise refusal(f"{shown(value)} is in the year {moment.year}; write a time of our days")
    return moment


def to_seconds(value: Any) -> int:
    """Whole seconds since 1970.

    >>> to_seconds("2026-03-01T10:15:30.250Z")
    1772360130
    """
    return (read_time(value) - EPOCH) // SECOND


def to_millis(value: Any) -> int:
    """Whole milliseconds since 1970.

    >>> to_millis("2026-03-01T10:15:30.250Z")
    1772360130250
    """
    if type(value) is int and MILLIS_FROM <= value < MILLIS_TO:
        return value
    return (read_time(value) - EPOCH) // MILLISECOND


def to_micros(value: Any) -> int:
    """Microseconds since 1970.

    >>> to_micros("2026-03-01T10:15:30.250Z")
    1772360130250000
    """
    if type(value) is int and MICROS_FROM <= value < MICROS_TO:
        return value
    return (read_time(value) - EPOCH) // MICROSECOND


def to_iso(value: Any) -> str:
    """ISO 8601 in UTC with a `Z`: milliseconds, or microseconds where there are any.

    >>> to_iso("2026-03-01 10:15:30")
    '2026-03-01T10:15:30.000Z'
    """
    moment = read_time(value)
    exactness = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return moment.replace(tzinfo=None).isoformat(timespec=exactness) + "Z"


EpochSeconds = Annotated[int, BeforeValidator(to_seconds), TimeRole()]
EpochMillis = Annotated[int, BeforeValidator(to_millis), TimeRole()]
EpochMicros = Annotated[int, BeforeValidator(to_micros), TimeRole()]
IsoTime = Annotated[str, BeforeValidator(to_iso), TimeRole()]


def _read(value: Any) -> datetime:
    if isinstance(value, datetime):
        return _in_utc(value, value)
    if isinstance(value, str):
        text = value.strip()
        if NUMBER.fullmatch(text):
            return _from_number(Decimal(text), value)
        if found := ISO.fullmatch(text) or ISO.fullmatch(read_printed(text) or ""):
            return _from_iso(found, value)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = value if isinstance(value, Decimal) else Decimal(repr(value))
        if number.is_finite():
            return _from_number(number, value)
    raise refusal(f"{shown(value)} is not a time; write ISO 8601 such as 2026-03-01T10:15:30Z")


def _from_iso(found: re.Match[str], seen: Any) -> datetime:
    clock, offset = (found["clock"] or "00:00").rstrip(".,"), found["offset"] or "Z"
    return _in_utc(_that_exists(f"{found['day']}T{clock}{offset}", seen), seen)


def _that_exists(text: str, seen: Any) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise refusal(f"{shown(seen)} is not a time that exists; write one such as 2026-03-01T10:15:30Z") from error


def _in_utc(moment: datetime, seen: Any) -> datetime:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise refusal(f"{shown(seen)} is at the end of all years; write a time of our days") from error


def _from_number(number: Decimal, seen: Any) -> datetime:
    size = abs(number)
    if DAYS_FROM <= number < DAYS_BELOW:
        raise refusal(f"{shown(seen)} could be days, as spreadsheets count them, as well as seconds; write ISO 8601")
    micros = number * (1_000_000 if size < SECONDS_BELOW else 1000 if size < MILLIS_BELOW else 1)
    try:
        return EPOCH + int(micros.to_integral_value(ROUND_FLOOR)) * MICROSECOND
    except OverflowError as error:
        raise refusal(f"{shown(seen)} is not a time since 1970 in seconds, milliseconds or microseconds") from error
