"""When did the event really happen? The device's clock may be wrong."""

from datetime import UTC, datetime, timedelta
from typing import Any

from mappings.functions.missing import is_blank
from mappings.functions.times import to_micros

# Mixpanel, GA4 and Meta refuse or move what lies further ahead; a client clock that far off says nothing.
MOST_AHEAD = timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Every third character from the fifth on of `2026-03-01T10:15:30Z` and `2026-03-01T10:15:30.250Z`.
STRICT_SIGNS = ("--T::.", "--T::Z")
LONGEST_STRICT = len("2026-03-01T10:15:30.250000Z")


class AbsurdTimeError(ValueError):
    """The event's time cannot be read, or nothing can have happened then."""


def event_time(event: dict[str, Any], now: datetime) -> datetime | None:
    """The moment of the event in UTC, or None if it carries none.

    `receivedAt - (sentAt - originalTimestamp)` when all three are there: sent and received are one instant, so
    the two clocks' difference falls out (Segment spec, common fields, "timestamps"). Otherwise the first of
    `timestamp`, `originalTimestamp` and `receivedAt` that says anything, which a blank text does not. Raises
    AbsurdTimeError for a time that cannot be read, lies before 1970 or more than an hour ahead of `now`.
    """
    time = _corrected(event) or _given(event)
    if time is None:
        return None
    if time < EPOCH:
        raise AbsurdTimeError(f"{as_text(time)} is before 1970")
    # The limit is worked out only for times that lie ahead at all.
    if time > now and time > now + MOST_AHEAD:
        raise AbsurdTimeError(f"{as_text(time)} is in the future (now it is {as_text(now)})")
    return time


def moment(value: Any) -> datetime:
    """The aware UTC datetime that an ISO 8601 text or an epoch number means; ValueError when it means none."""
    # What clients send by far the most; Python reads these shapes as `to_micros` does, a tenth as slow.
    if type(value) is str and value[4:20:3] in STRICT_SIGNS and value[-1] == "Z" and _ends_plainly(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass  # Not a time after all: let the careful reader say why.
    return EPOCH + timedelta(microseconds=to_micros(value))


def _ends_plainly(text: str) -> bool:
    # Python reads a point without digits behind it, and cuts those behind the sixth off.
    return len(text) <= LONGEST_STRICT and text[-2] != "."


def as_text(time: datetime) -> str:
    """ISO 8601 in UTC with a `Z`: milliseconds, or microseconds where there are any.

    >>> as_text(datetime(2026, 3, 1, 10, 15, 30, 250000, tzinfo=UTC))
    '2026-03-01T10:15:30.250Z'
    """
    exactness = "microseconds" if time.microsecond % 1000 else "milliseconds"
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=exactness) + "Z"


def is_moment(value: Any, time: datetime) -> bool:
    """Whether `value` is a time that means just this moment."""
    try:
        return moment(value) == time
    except ValueError:
        return False


def _corrected(event: dict[str, Any]) -> datetime | None:
    received, sent, original = event.get("receivedAt"), event.get("sentAt"), event.get("originalTimestamp")
    if received is None or sent is None or original is None:
        return None
    try:
        return moment(received) - (moment(sent) - moment(original))
    except (ValueError, OverflowError):
        return None  # One of them is unreadable: then there is nothing to correct with.


def _given(event: dict[str, Any]) -> datetime | None:
    for name in ("timestamp", "originalTimestamp", "receivedAt"):
        value = event.get(name)
        if value is not None and not is_blank(value):
            try:
                return moment(value)
            except ValueError as error:
                raise AbsurdTimeError(f"{name}: {error}") from error
    return None
