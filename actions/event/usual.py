"""The usual event, told in one look: nothing to refuse, nothing to mend."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from actions.event.delivery_id import hour_of
from actions.event.event import Event
from actions.event.timestamp import EPOCH
from mappings.event_fields import EVENT_TYPES

DIGITS_ALIKE = bytes.maketrans(b"0123456789", b"0" * 10)
FORMS = frozenset((b"0000-00-00T00:00:00.000Z", b"0000-00-00T00:00:00Z", b"0000-00-00T00:00:00.000000Z"))
HOUR_LENGTH = len("2026-03-01T10")

_read = datetime.fromisoformat
_tuple = tuple.__new__


def read_usual(value: Any, now: datetime) -> Event | None:
    """The event in `value`, with `value` itself as its body; None says nothing, and the careful way has to look.

    As `value` comes from JSON, nothing is looked for in it that JSON cannot hold.

    >>> from datetime import UTC
    >>> read_usual({"type": "track", "event": "Signed Up", "userId": "u1", "messageId": "m1",
    ...     "timestamp": "2026-03-01T10:15:30.250Z"}, datetime(2026, 3, 2, tzinfo=UTC)).hour
    '078322-'
    """
    if type(value) is not dict:
        return None
    kind, name, message_id = value.get("type"), value.get("event"), value.get("messageId")
    if type(name) is not str:
        if kind == "track":
            return None
        name = None
    elif kind == "track" and not name.strip():
        return None
    person = value.get("userId")
    if person is None or person == "":
        person = value.get("anonymousId")
    if not (type(person) is str and person and type(message_id) is str and message_id):
        return None
    if (type(kind) is not str or kind not in EVENT_TYPES) or not _has_plain_objects(value):
        return None
    hour = _hour_if_right(value, now)
    # As the class would make it, after a detour by its own __new__.
    return _tuple(Event, (value, kind, name, message_id, hour)) if hour else None


def _has_plain_objects(event: dict[str, Any]) -> bool:
    properties, traits = event.get("properties"), event.get("traits")
    context, switches = event.get("context"), event.get("integrations")
    return (
        (type(properties) is dict or properties is None)
        and (type(context) is dict or context is None)
        and (type(switches) is dict or switches is None)
        and (type(traits) is dict or traits is None)
    )


def _hour_if_right(event: dict[str, Any], now: datetime) -> str:
    """The hour of `timestamp` if that is in the usual form, possible, and what the clocks say; else an empty text.

    Of the other three times the form does not matter. Python reads more forms than `to_micros` does, and the same
    in those that both read; where `to_micros` reads none, nothing is corrected, and `timestamp` counts as it does
    here.
    """
    given: Any = event.get("timestamp")
    received: Any = event.get("receivedAt")
    sent: Any = event.get("sentAt")
    original: Any = event.get("originalTimestamp")
    try:
        if given.encode().translate(DIGITS_ALIKE) not in FORMS:
            return ""
        time = _read(given)
        if time > now:
            return ""
        if received is None or sent is None or original is None:
            return _hour(given[:HOUR_LENGTH])
        # The same as receivedAt - (sentAt - originalTimestamp), which no order of steps can overflow here.
        if time - _read(original) == _read(received) - _read(sent):
            return _hour(given[:HOUR_LENGTH])
    except (AttributeError, TypeError, ValueError):
        pass  # No text, half a character, no such day, or a time without a zone.
    return ""


# Events come in the order of their time, more or less: a few hours are asked for again and again.
@lru_cache(maxsize=256)
def _hour(text: str) -> str:
    time = _read(text + ":00:00Z")
    return hour_of(time) if time >= EPOCH else ""
