"""The id of an event: its own, or one made of its content."""

from hashlib import sha256
from typing import Any

import orjson

from actions.event.shape import whole_text

# What a server adds to an event that it takes in, or a client anew each time that it sends it.
ADDED = frozenset(
    {"_metadata", "originalTimestamp", "projectId", "receivedAt", "request_ip", "rudderId", "sentAt", "timestamp"}
    | {"version", "writeKey"}
)
ADDED_TO_CONTEXT = frozenset({"ip", "userAgent"})
# What programs write where they have no id. Events that all have it would be one.
NO_IDS = frozenset(
    {"[object Object]", "NaN", "(null)", "<nil>", "<null>", "0", "00000000-0000-0000-0000-000000000000"}
    | {
        spelled
        for word in ("undefined", "null", "none", "nil", "n/a", "nan", "true", "false")
        for spelled in (word, word.upper(), word.capitalize())
    }
)


def given_id(event: dict[str, Any]) -> str | None:
    """The id as a text that can be written, also that of a value which is not an event: then it may hold anything.

    A placeholder is none.
    """
    # As the methods of `dict` and `int`, whatever a subclass makes of them.
    value: Any = dict.get(event, "messageId")
    kind = type(value)
    if issubclass(kind, str):
        return None if value in NO_IDS else whole_text(value) or None
    if not issubclass(kind, int) or kind is bool:
        return None
    try:
        return int.__repr__(value) if value else None
    except ValueError:
        return None  # Python does not write thousands of digits.


def made_id(event: dict[str, Any]) -> str:
    """An id from what the sender wrote: the same event gets the same id wherever, and however often, it is read.

    The time is the device's, which servers keep as `originalTimestamp` where they correct `timestamp`.

    >>> event = {"type": "track", "event": "Signed Up", "userId": "u1", "timestamp": "2026-03-01T10:15:30Z"}
    >>> server = {"originalTimestamp": event["timestamp"], "timestamp": "2026-03-01T10:15:29.9Z"}
    >>> made_id(event | server | {"receivedAt": "2026-03-01T10:15:31Z", "context": {"ip": "::1"}}) == made_id(event)
    True
    """
    written = {name: value for name, value in event.items() if name not in ADDED}
    time = event.get("originalTimestamp") or event.get("timestamp")
    if time is not None:
        written["timestamp"] = time
    context = event.get("context")
    if isinstance(context, dict):
        written["context"] = {name: value for name, value in context.items() if name not in ADDED_TO_CONTEXT}
        if not written["context"]:
            del written["context"]
    return "sha256-" + sha256(orjson.dumps(written, option=orjson.OPT_SORT_KEYS)).hexdigest()[:29]
