"""Fast path: recognise a well-formed event in one pass, and correct its time where its clocks say so."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any

from actions.event.delivery_id import hour_of
from actions.event.message_id import NO_IDS
from actions.event.timestamp import as_text
from mappings.event_fields import EVENT_TYPES
from mappings.functions.times.read_time import EPOCH

DIGITS_ALIKE = bytes.maketrans(b"0123456789", b"0" * 10)
FRACTIONS = ("", *("." + "0" * digits for digits in range(1, 10)))
UTC_ENDS = ("Z", "+00:00")
MOST_HOURS = 256
ONE_HOUR = timedelta(hours=1)
TYPES = frozenset(EVENT_TYPES)
OBJECT_OR_NONE = frozenset({dict, type(None)})

_read = datetime.fromisoformat
# When it begins, when it ends, and how delivery ids of its events begin; empty before 1970.
Hour = tuple[datetime, datetime, str]
Parts = tuple[dict[str, Any], str, str | None, str, str]


def _forms(*ends: str) -> frozenset[bytes]:
    """What times are, all digits made alike, and two of them one behind the other."""
    ones = [f"0000-00-00{sign}00:00:00{part}{end}" for sign in "T " for part in FRACTIONS for end in ends]
    return frozenset(form.encode() for form in (*ones, *map("".join, product(ones, repeat=2))))


# A form does not give the digits of an offset: where it has any, the text itself is asked.
USUAL_FORMS, FORMS = _forms("Z"), _forms(*UTC_ENDS)


class Hours(dict[str, Hour]):
    """The hours of events by the first 13 characters of times: those asked for lately.

    Events come in the order of their time, more or less, so that most are of the hour of the event before, `current`:
    to compare two times takes a third of what it takes to cut a text and look it up. Those of a batch have in common
    when it was sent and received: `travel` is the time between, behind these two. Threads may share an object of this
    class: what is remembered together is one tuple.
    """

    __slots__ = ("current", "travel")

    def __init__(self) -> None:
        super().__init__()
        self.current: Hour = EPOCH, EPOCH, ""
        self.travel: tuple[str | None, str | None, timedelta] = None, None, timedelta()

    def __missing__(self, text: str) -> Hour:
        # A few hours are asked for again and again.
        if len(self) >= MOST_HOURS:
            self.clear()
        begin = _read(text + ":00:00Z")
        self[text] = hour = begin, begin + ONE_HOUR, hour_of(begin) if begin >= EPOCH else ""
        return hour


HOURS = Hours()


def read_usual(value: Any, now: datetime, hours: Hours = HOURS) -> Parts | None:
    """The parts of the `Event` in `value`; None says nothing: look with care.

    The body is `value` itself unless its time is corrected. As `value` comes from JSON, nothing is looked for in it
    that JSON cannot hold. All in one function, as every event comes through here.

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
            or message_id in NO_IDS
            or kind not in TYPES
            or (type(properties) is not dict and properties is not None)
            or type(context) not in OBJECT_OR_NONE
            or (context and type(context.get("traits")) not in OBJECT_OR_NONE)
            or (type(switches) is not dict and switches is not None)
            or ("traits" in value and type(value["traits"]) is not dict)
        ):
            return None
        given, received, sent = value["timestamp"], value.get("receivedAt"), value.get("sentAt")
        hour = usual_hour(given, received, sent, value.get("originalTimestamp"), now, hours)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, OverflowError):
        return None  # A field is missing or of another type, no such day, or a time without a zone.
    if type(hour) is not str:  # quicker than to ask isinstance
        value, hour = {**value, "timestamp": hour[0]}, hour[1]
    return (value, kind, name, message_id, hour) if hour else None


def usual_hour(
    given: str, received: str | None, sent: str | None, original: str | None, now: datetime, hours: Hours
) -> str | tuple[str, str]:
    """The hour that the device wrote, after the corrected time if there is one; empty: look with care.

    Of the times that ids and mappings see, `given` and `original`, the forms are looked at, as Python reads more than
    `read_time` does. Those of the others need not be known while the difference of the clocks is what `given` was
    corrected by already: where `read_time` reads none of them, nothing is corrected.
    """
    if original is None:
        device, form = given, given.encode().translate(DIGITS_ALIKE)
    else:
        # To look at both together takes no longer than at one.
        device, form = original, (given + original).encode().translate(DIGITS_ALIKE)
    if form not in USUAL_FORMS and not (form in FORMS and given.endswith(UTC_ENDS) and device.endswith(UTC_ENDS)):
        return ""
    time = written = _read(given)
    corrected = ""
    if original is not None:
        written = _read(original)
        if received is not None and sent is not None:
            last_received, last_sent, travel = hours.travel
            if received != last_received or sent != last_sent:
                travel = _read(received) - _read(sent)
                hours.travel = received, sent, travel
            if time - written != travel:
                # The forms of all four count now.
                form = (received + sent).encode().translate(DIGITS_ALIKE)
                if form not in USUAL_FORMS and not (
                    form in FORMS and received.endswith(UTC_ENDS) and sent.endswith(UTC_ENDS)
                ):
                    return ""
                time = written + travel
                corrected = as_text(time)
    begin, end, hour = hours.current
    if not begin <= written < end:
        begin, end, hour = hours.current = hours[device[:13]]
    if not hour or not EPOCH <= time <= now:
        return ""
    return (corrected, hour) if corrected else hour
