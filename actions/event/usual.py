"""Fast path: recognise a well-formed event in one pass, and correct its time where its clocks say so."""

from datetime import datetime
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
FIRST_YEAR = "1970"
MOST_HOURS = 256
TYPES = frozenset(EVENT_TYPES)

_read = datetime.fromisoformat
Parts = tuple[dict[str, Any], str, str | None, str, str]


def _forms(*ends: str) -> frozenset[bytes]:
    """What times are, all digits made alike, and two of them one behind the other."""
    ones = [f"0000-00-00{sign}00:00:00{part}{end}" for sign in "T " for part in FRACTIONS for end in ends]
    return frozenset(form.encode() for form in (*ones, *map("".join, product(ones, repeat=2))))


# The digits of an offset are not told by a form: where it has any, the text itself is asked.
USUAL_FORMS, FORMS = _forms("Z"), _forms(*UTC_ENDS)


class Hours(dict[str, str]):
    """The hours as delivery ids begin with them, by the first 13 characters of times: those asked for lately.

    To look one up in a dict takes half as long as to ask a function that remembers. An hour is empty before 1970.
    """

    def __missing__(self, text: str) -> str:
        # Events come in the order of their time, more or less: a few hours are asked for again and again.
        if len(self) >= MOST_HOURS:
            self.clear()
        self[text] = hour = _hour(text)
        return hour


def _hour(text: str) -> str:
    time = _read(text + ":00:00Z")
    return hour_of(time) if time >= EPOCH else ""


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
            or (context is not None and (type(context) is not dict or context.get("traits") == []))
            or (type(switches) is not dict and switches is not None)
            or ("traits" in value and type(value["traits"]) is not dict)
        ):
            return None
        given, received, sent = value["timestamp"], value.get("receivedAt"), value.get("sentAt")
        hour = usual_hour(given, received, sent, value.get("originalTimestamp"), now, hours)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, OverflowError):
        return None  # A field is missing or of another type, no such day, or a time without a zone.
    if isinstance(hour, tuple):
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
    time = _read(given)
    if original is not None:
        written = _read(original)
        if received is not None and sent is not None:
            arrived, left = _read(received), _read(sent)
            if time - written != arrived - left:
                # The forms of all four count now.
                form = (received + sent).encode().translate(DIGITS_ALIKE)
                if form not in USUAL_FORMS and not (
                    form in FORMS and received.endswith(UTC_ENDS) and sent.endswith(UTC_ENDS)
                ):
                    return ""
                time, hour = arrived - (left - written), hours[original[:13]]
                return (as_text(time), hour) if hour and EPOCH <= time <= now else ""
    return hours[device[:13]] if time <= now and given > FIRST_YEAR else ""
