"""Formats a time in a given form and zone, the same on every machine: English names, no locale."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.functions.times.printed import MONTHS, WEEKDAYS

LONG_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
OFFSET = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})")
LETTER = re.compile(r"%(-?.?)", re.DOTALL)
# As other tools write forms: YYYY-MM-DD, dd.MM.yyyy.
OTHER_FORM = re.compile(r"[Yy]{4}|[Dd]{2}[./-]|\bMM\b")
NOON = 12
# Files among the zones that differ from machine to machine.
OF_THE_MACHINE = frozenset({"localtime", "posixrules", "Factory"})
MOST_ZONES = 256

LETTERS: Final[Mapping[str, Callable[[datetime], str]]] = MappingProxyType(
    {
        "%": lambda _: "%",
        "A": lambda time: LONG_WEEKDAYS[time.weekday()],
        "B": lambda time: LONG_MONTHS[time.month - 1],
        "F": lambda time: f"{time.year:04}-{time.month:02}-{time.day:02}",
        "H": lambda time: f"{time.hour:02}",
        "I": lambda time: f"{_twelve_hour(time):02}",
        "M": lambda time: f"{time.minute:02}",
        "S": lambda time: f"{time.second:02}",
        "T": lambda time: f"{time.hour:02}:{time.minute:02}:{time.second:02}",
        "V": lambda time: f"{time.isocalendar().week:02}",
        "G": lambda time: f"{time.isocalendar().year:04}",
        "Y": lambda time: f"{time.year:04}",
        "a": lambda time: WEEKDAYS[time.weekday()],
        "b": lambda time: MONTHS[time.month - 1],
        "d": lambda time: f"{time.day:02}",
        "f": lambda time: f"{time.microsecond:06}",
        "j": lambda time: f"{time.timetuple().tm_yday:03}",
        "m": lambda time: f"{time.month:02}",
        "p": lambda time: "AM" if time.hour < NOON else "PM",
        "u": lambda time: str(time.isoweekday()),
        "y": lambda time: f"{time.year % 100:02}",
        "z": lambda time: _offset(time),  # noqa: PLW0108  # defined below
        "-d": lambda time: str(time.day),
        "-m": lambda time: str(time.month),
        "-H": lambda time: str(time.hour),
        "-I": lambda time: str(_twelve_hour(time)),
    }
)


def write_time(time: datetime, form: str, zone: str | None = None) -> str:
    """The moment as `form` says, in `zone`, else in UTC; EvaluationError for a form or a zone that does not exist.

    >>> write_time(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "%d.%m.%Y %H:%M", "Europe/Berlin")
    '29.03.2026 03:00'
    """
    try:
        there = time.astimezone(read_zone(zone) if zone is not None else UTC)
    except OverflowError:
        raise EvaluationError("the time is beyond the years 1 to 9999 there", "leave out such values") from None
    return LETTER.sub(lambda found: _letter(found[1])(there), form)


def check_form(form: str, zone: str | None) -> None:
    """EvaluationError if the form has letters that stand for nothing, or the zone does not exist."""
    for found in LETTER.finditer(form):
        _letter(found[1])
    if form and "%" not in form and OTHER_FORM.search(form):
        raise EvaluationError(f"{show(form)} has no % letters", "write %d for the day, %m the month, %Y the year")
    if zone is not None:
        read_zone(zone)


@lru_cache(maxsize=MOST_ZONES)
def read_zone(name: str) -> tzinfo:
    """The zone of that name, or of an offset such as +02:00."""
    if found := OFFSET.fullmatch(name):
        minutes = 60 * int(found[2]) + int(found[3])
        if minutes < 24 * 60:
            return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
    # KeyError is the parent of what zoneinfo raises; ValueError and OSError come of names that are odd paths.
    with suppress(ValueError, OSError, KeyError):
        if name not in OF_THE_MACHINE:
            return ZoneInfo(name)
    raise EvaluationError(
        f"there is no time zone {show(name)}", "write a name such as Europe/Berlin, or an offset such as +02:00"
    )


def _letter(letter: str) -> Callable[[datetime], str]:
    found = LETTERS.get(letter)
    if found is None:
        there = "there are %d %m %Y %H %M %S, and %A %B %I %a %b %f %j %p %u %y %z %F %T %V %G %%"
        raise EvaluationError(f"%{letter} means nothing in a time format", there)
    return found


def _twelve_hour(time: datetime) -> int:
    return time.hour % NOON or NOON


def _offset(time: datetime) -> str:
    minutes = int((time.utcoffset() or timedelta()).total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
