"""The usual event, told in one look: nothing to refuse, nothing to mend."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from actions.event.delivery_id import hour_of
from actions.event.timestamp import EPOCH
from mappings.event_fields import EVENT_TYPES

DIGITS_ALIKE = bytes.maketrans(b"0123456789", b"0" * 10)
FORMS = frozenset((b"0000-00-00T00:00:00.000Z", b"0000-00-00T00:00:00Z", b"0000-00-00T00:00:00.000000Z"))
HOUR_LENGTH = len("2026-03-01T10")
MOST_HOURS = 256
TYPES = frozenset(EVENT_TYPES)

_read = datetime.fromisoformat
Parts = tuple[dict[str, Any], str, str | None, str, str]


def read_usual(value: Any, now: datetime) -> Parts | None:
    """The parts of the `Event` in `value`, whose body is `value` itself; None says nothing: look with care.

    As `value` comes from JSON, nothing is looked for in it that JSON cannot hold. All in one function, as every
    event comes through here: a call takes as long as five tests.

    >>> from datetime import UTC
    >>> read_usual({"type": "track", "event": "Signed Up", "userId": "u1", "messageId": "m1",
    ...     "timestamp": "2026-03-01T10:15:30.250Z"}, datetime(2026, 3, 2, tzinfo=UTC))[1:]
    ('track', 'Signed Up', 'm1', '078322-')
    """
    try:
        kind, name, message_id, person = value["type"], value.get("event"), value["messageId"], value.get("userId")
        if kind == "track":
            if type(name) is not str or not name or name.isspace():
                return None
        elif type(name) is not str:
            name = None
        if person is None or person == "":
            person = value["anonymousId"]
        properties, context, switches = value.get("properties"), value.get("context"), value.get("integrations")
        if (
            (type(person) is not str or not person or type(message_id) is not str or not message_id)
            or kind not in TYPES
            or (type(properties) is not dict and properties is not None)
            or (context is not None and (type(context) is not dict or context.get("traits") == []))
            or (type(switches) is not dict and switches is not None)
            or ("traits" in value and type(value["traits"]) is not dict)
        ):
            return None
        given = value["timestamp"]
        if given.encode().translate(DIGITS_ALIKE) not in FORMS:
            return None
        time = _read(given)
        received, sent, original = value.get("receivedAt"), value.get("sentAt"), value.get("originalTimestamp")
        # The same as receivedAt - (sentAt - originalTimestamp), which no order of steps can overflow here. Of these
        # the form does not matter: Python reads more forms than `to_micros`, and the same in those that both read;
        # where `to_micros` reads none, nothing is corrected, and `timestamp` counts as it does here.
        if time > now or (
            received is not None
            and sent is not None
            and original is not None
            and time - _read(original) != _read(received) - _read(sent)
        ):
            return None
        hour = _hour(given[:HOUR_LENGTH])
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # A field is missing or of another type, no such day, or a time without a zone.
    return (value, kind, name, message_id, hour) if hour else None


class Hours(dict[str, str]):
    """The hours as delivery ids begin with them, by the first 13 characters of times: those asked for lately.

    To look one up in a dict takes half as long as to ask a function that remembers. Before 1970 an hour is empty.
    """

    def __missing__(self, text: str) -> str:
        if len(self) >= MOST_HOURS:
            self.clear()
        self[text] = hour = _hour(text)
        return hour


def read_decoded(event: Any, now: datetime, hours: Hours) -> str | None:
    """The hour of an event decoded to an object with attributes, if `read_usual` would give its parts; else None.

    None also where it switches a destination off. Its type and name are looked at where they are looked up. `messageId`
    is a text and not empty, `timestamp` is a text; so are `userId`, `anonymousId`, and the clocks that correct
    `timestamp`, if they are there.
    """
    switches = event.integrations
    if switches and False in switches.values():
        return None
    given, received, sent, original = event.timestamp, event.receivedAt, event.sentAt, event.originalTimestamp
    if given.encode().translate(DIGITS_ALIKE) not in FORMS or not (event.userId or event.anonymousId):
        return None
    try:
        time = _read(given)
        if time > now or (
            received is not None
            and sent is not None
            and original is not None
            and time - _read(original) != _read(received) - _read(sent)
        ):
            return None
        return hours[given[:HOUR_LENGTH]] or None
    except (TypeError, ValueError):
        return None  # No such day, or a time without a zone.


# Events come in the order of their time, more or less: a few hours are asked for again and again.
@lru_cache(maxsize=MOST_HOURS)
def _hour(text: str) -> str:
    time = _read(text + ":00:00Z")
    return hour_of(time) if time >= EPOCH else ""
