"""Whose an event is."""

from collections.abc import Collection
from typing import Any

from destinations.delivery.outbox.forget import NAMES, people_in, people_named, person

NESTED = (list, dict)


def people_of(event: Any, body: bytes) -> Collection[str]:
    """The ids of the people an event is of; of what could not be read as one, of all who are named in it."""
    if type(event) is not dict:
        return people_named(body)
    given = [value for name in NAMES if (value := event.get(name)) is not None]
    if any(type(value) in NESTED for value in given):
        # No event is decided about with such an id, and yet it is somebody's.
        return {who for value in given for who in people_in(value)}
    return [who for value in given if (who := person(value))]
