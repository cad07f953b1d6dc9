"""Names for deliveries that come out the same on every machine."""

from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

HOURS_TO_1970 = datetime(1970, 1, 1, tzinfo=UTC).toordinal() * 24


def delivery_id(time: datetime | None, message_id: str, instance: str, action: str, item: int | None) -> str:
    """35 characters `[0-9a-f-]`: the hour of the event's own time, then a hash of who delivers what.

    The hour comes first so that ids made together lie together in an index; an event without a time of its own
    gets hour 0, never the clock's, or a second run would name the delivery anew.

    >>> delivery_id(datetime(2026, 3, 1, 10, tzinfo=UTC), "m-1", "mixpanel", "orders", None)
    '078322-2c5f54d3e1920e52513a70b8d6d0'
    """
    hours = _hours(time) if time else 0
    # A separator that no name holds, so that ("a", "b c") and ("a b", "c") differ.
    identity = f"{instance}\x1f{action}\x1f{message_id}\x1f{'' if item is None else item}"
    return _hour_text(hours) + sha256(identity.encode()).hexdigest()[:28]


def _hours(time: datetime) -> int:
    """Whole hours since 1970; 0 for times before."""
    if time.tzinfo is not UTC:
        time = time.astimezone(UTC)
    return max(0, time.toordinal() * 24 + time.hour - HOURS_TO_1970)


# Events come in the order of their time, more or less: a few hours are asked for again and again.
@lru_cache(maxsize=256)
def _hour_text(hours: int) -> str:
    return f"{hours % 16**6:06x}-"
