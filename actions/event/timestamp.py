"""When did the event really happen? The device's clock may be wrong."""

from datetime import UTC, datetime, timedelta
from typing import Any

from mappings.functions.times import to_micros

# Mixpanel, GA4 and Meta refuse or move what lies further ahead; a client clock that far off says nothing.
MOST_AHEAD = timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class AbsurdTimeError(ValueError):
    """The event's time cannot be read, or nothing can have happened then."""


def event_time(event: dict[str, Any], now: datetime) -> datetime | None:
    """The moment of the event in UTC, or None if it carries none.

    `receivedAt - (sentAt - originalTimestamp)` when all three are there: sent and received are one instant, so
    the two clocks' difference falls out (Segment spec, common fields, "timestamps"). Otherwise the first of
    `timestamp`, `originalTimestamp` and `receivedAt`. Raises AbsurdTimeError for a time that cannot be read,
    lies before 1970 or more than an hour ahead of `now`.
    """
    time = _corrected(event) or _given(event)
    if time is None:
        return None
    if time < EPOCH:
        raise AbsurdTimeError(f"{as_text(time)} is before 1970")
    if time > now + MOST_AHEAD:
        raise AbsurdTimeError(f"{as_text(time)} is in the future (now it is {as_text(now)})")
    return time


def moment(value: Any) -> datetime:
    """The aware UTC datetime that an ISO 8601 text or an epoch number means; ValueError when it means none."""
    return EPOCH + timedelta(microseconds=to_micros(value))


def as_text(time: datetime) -> str:
    """ISO 8601 in UTC with a `Z`: milliseconds, or microseconds where there are any.

    >>> as_text(datetime(2026, 3, 1, 10, 15, 30, 250000, tzinfo=UTC))
    '2026-03-01T10:15:30.250Z'
    """
    exactness = "microseconds" if time.microsecond % 1000 else "milliseconds"
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=exactness) + "Z"


def _corrected(event: dict[str, Any]) -> datetime | None:
    parts = (event.get("receivedAt"), event.get("sentAt"), event.get("originalTimestamp"))
    if None in parts:
        return None
    try:
        received, sent, original = (moment(part) for part in parts)
        return received - (sent - original)
    except (ValueError, OverflowError):
        return None  # One of them is unreadable: then there is nothing to correct with.


def _given(event: dict[str, Any]) -> datetime | None:
    for name in ("timestamp", "originalTimestamp", "receivedAt"):
        value = event.get(name)
        if value is not None:
            try:
                return moment(value)
            except ValueError as error:
                raise AbsurdTimeError(f"{name}: {error}") from error
    return None
