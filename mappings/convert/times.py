"""Conversions of times."""

from typing import Any

from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.functions.times import catalog as times


def to_epoch_s(value: Any) -> int:
    """Whole seconds since 1970 of an ISO 8601 text or an epoch number of any unit.

    >>> to_epoch_s("2026-03-01T11:15:30+01:00"), to_epoch_s(1772360130250)
    (1772360130, 1772360130)
    """
    return times.to_seconds(_time(value))


def to_epoch_ms(value: Any) -> int:
    return times.to_millis(_time(value))


def to_epoch_us(value: Any) -> int:
    return times.to_micros(_time(value))


def to_iso_time(value: Any) -> str:
    """ISO 8601 text in UTC, with a fraction of 3 or 6 digits where there is one.

    >>> to_iso_time("2026-03-01T11:15:30.250+01:00")
    '2026-03-01T10:15:30.250Z'
    """
    return times.to_iso(_time(value))


def to_date(value: Any) -> str:
    """The day in UTC.

    >>> to_date("2026-03-01T23:30:00-05:00"), to_date("1990-05-17")
    ('2026-03-02', '1990-05-17')
    """
    return to_iso_time(value).partition("T")[0]


def to_written_date(value: Any, form: str, zone: str | None) -> str:
    """The day, or the time, in a form and a zone of one's own.

    >>> to_written_date("2026-03-01T23:30:00Z", "%d.%m.%Y", "Europe/Berlin")
    '02.03.2026'
    """
    return times.format_time(_time(value), form, zone)


def _time(value: Any) -> Any:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return value
    raise EvaluationError(f"{show(value)} is not a time", "write a path to a text such as 2026-01-02T03:04:05Z")
