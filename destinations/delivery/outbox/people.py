"""Whose an event is: the ids under which an outbox keeps what is of a person."""

import json
import re
from typing import Any

import orjson

from destinations.delivery.outbox.file.dead_letters import whole_text

# The last is whom an alias event gives a new id: it is of both.
NAMES = ("userId", "anonymousId", "previousId")
# So deep in a value that should be an id one is looked for.
INSIDE = 3
# A person, wherever a text names one that is kept though it could not be read as an event.
NAMED = re.compile(rb'"(?:userId|anonymousId|previousId)"\s*:\s*("(?:[^"\\]|\\.)*"|-?[0-9]+)', re.DOTALL)


def person(value: Any) -> str | None:
    """The id as a text, also where an event has it as a number.

    >>> person(" u_1 "), person(42.0), person(None)
    ('u_1', '42', None)
    """
    if type(value) is str:
        return (value if value.isascii() else whole_text(value)).strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if value == value // 1 else str(value)
    return None


def people_in(value: Any, levels: int = INSIDE) -> set[str]:
    """The ids that stand where an event has one: one alone, or those in a list or an object that stands there.

    >>> sorted(people_in(["u_1", {"id": 42}])), people_in(True)
    (['42', 'u_1'], set())
    """
    if (who := person(value)) is not None:
        return {who} - {""}
    parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return {who for one in parts for who in people_in(one, levels - 1)} if levels else set()


def people_named(text: bytes) -> set[str]:
    """The ids of people, wherever they stand in the text.

    >>> sorted(people_named(b'[{"userId": "u_1", "n": NaN}, {"anonymousId": 42, "previousId": "u_2"'))
    ['42', 'u_1', 'u_2']
    """
    found = {_value(one[1]).strip() for one in NAMED.finditer(text)} - {""}
    event = _read(text) or {}
    return found.union(*(people_in(event.get(name)) for name in NAMES))


def previous_of(event: bytes) -> set[str]:
    """Whom an alias event, given as JSON, gives a new id; of what cannot be read, all who are named in it.

    >>> previous_of(b'{"userId": "new", "previousId": "old"}')
    {'old'}
    """
    value = _read(event)
    return people_named(event) if value is None else people_in(value.get("previousId"))


def _read(text: bytes) -> dict[str, Any] | None:
    try:
        value = orjson.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _value(written: bytes) -> str:
    text = written.decode("utf-8", "replace")
    try:
        return str(json.loads(text))
    except ValueError:
        return text.strip('"')
