"""Whose an event is."""

from collections.abc import Collection
from typing import Any

from actions.deliver.arrivals import person
from destinations.delivery.outbox.forget import people_named

# The last is whom an alias event gives a new id: it is of both.
PEOPLE = ("userId", "anonymousId", "previousId")


def people_of(event: Any, body: bytes) -> Collection[str]:
    """The ids of the people an event is of; of what could not be read as one, of all who are named in it."""
    if type(event) is not dict:
        return people_named(body)
    return [who for name in PEOPLE if (who := person(event.get(name)))]
