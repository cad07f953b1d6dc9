"""Delivery ids: deterministic, so the same on every machine."""

from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b

# To copy an empty digest takes less than to make one.
EVENT_DIGEST = blake2b(digest_size=9)
# How many characters are the hour's, and the hour's and the event's.
HOUR, PART = 7, 25
HOURS_TO_1970 = datetime(1970, 1, 1, tzinfo=UTC).toordinal() * 24


def delivery_id(event_part: str, action_part: str) -> str:
    """35 characters `[0-9a-f-]`: the hour of the event's own time, 18 digits for the event, 10 for the action.

    The hour comes first so that ids made together lie together in an index. The event's part is worked out once
    for all actions, the action's part once for all events.

    >>> when = hour_of(datetime(2026, 3, 1, 10, tzinfo=UTC))
    >>> delivery_id(event_part(when, "m-1"), action_part("mixpanel", "orders"))
    '078322-0fb14b8a4f2264a4475bc7db33d9'
    """
    return event_part + action_part


def event_part(hour: str, message_id: str, item: int | None = None) -> str:
    """The first 25 characters: `hour` as `hour_of` gives it, then the event; of an action with `each:`, its item."""
    # What follows the last separator is digits or nothing, so ("a", 1) and ("a\\x1f1", None) differ.
    identity = f"{message_id}\x1f" if item is None else f"{message_id}\x1f{item}"
    digest = EVENT_DIGEST.copy()
    digest.update(identity.encode())
    return hour + digest.hexdigest()


def of_source(name: str, source: str) -> str:
    """The id, or its first 25 characters, for the events of one source of several.

    Sources choose their ids each for itself: one that two of them have in common is of two events.

    >>> of_source("078322-0fb14b8a4f2264a4475bc7db33d9", "website")
    '078322-b9d7576044aafcfc785bc7db33d9'
    """
    begin, rest = name[:PART], name[PART:]
    digest = blake2b(f"{begin}\x1f{source}".encode(), digest_size=9).hexdigest()
    return f"{begin[:HOUR]}{digest}{rest}"


def action_part(instance: str, action: str) -> str:
    """The last 10 characters, which stand for the action; no two actions of a plan have the same."""
    # A separator that no name holds, so that ("a", "b c") and ("a b", "c") differ.
    return blake2b(f"{instance}\x1f{action}".encode(), digest_size=5).hexdigest()


def hour_of(time: datetime | None) -> str:
    """The whole hours since 1970 in six digits, and a dash.

    Hour 0 for times before, and for an event without a time of its own: never the clock's, or a second run would
    name the delivery anew.
    """
    if time is None:
        return _hour_text(0)
    if time.tzinfo is not UTC:
        time = time.astimezone(UTC)
    return _hour_text(max(0, time.toordinal() * 24 + time.hour - HOURS_TO_1970))


def hour_in(name: str) -> int:
    """The hours since 1970 that a delivery id, or the part that `hour_of` gives, begins with.

    >>> hour_in(hour_of(datetime(1970, 1, 2, 3, tzinfo=UTC)))
    27
    """
    return int(name[: HOUR - 1], 16)


# Events come in the order of their time, more or less: a few hours are asked for again and again.
@lru_cache(maxsize=256)
def _hour_text(hours: int) -> str:
    return f"{hours % 16**6:06x}-"
