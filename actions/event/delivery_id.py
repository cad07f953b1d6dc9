"""Names for deliveries that come out the same on every machine."""

from datetime import datetime
from hashlib import sha256


def delivery_id(time: datetime | None, message_id: str, instance: str, action: str, item: int | None) -> str:
    """35 characters `[0-9a-f-]`: the hour of the event's own time, then a hash of who delivers what.

    The hour comes first so that ids made together lie together in an index; an event without a time of its own
    gets hour 0, never the clock's, or a second run would name the delivery anew.

    >>> from datetime import UTC
    >>> delivery_id(datetime(2026, 3, 1, 10, tzinfo=UTC), "m-1", "mixpanel", "orders", None)
    '078322-2c5f54d3e1920e52513a70b8d6d0'
    """
    hours = max(0, int(time.timestamp()) // 3600) if time else 0
    # A separator that no name holds, so that ("a", "b c") and ("a b", "c") differ.
    identity = "\x1f".join((instance, action, message_id, "" if item is None else str(item)))
    return f"{hours % 16**6:06x}-{sha256(identity.encode()).hexdigest()[:28]}"
