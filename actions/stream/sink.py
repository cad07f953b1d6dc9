"""`Sink`: where new events go, for the lanes of all workers."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from actions.event.sampling import place_of
from actions.stream.failed_event import FailedEvent


class New(NamedTuple):
    """One event as a line of JSON, and the place of its person: events of one person stay in their order."""

    line: bytes
    place: int


class SinkError(ConnectionError):
    """The broker did not say that it keeps the events: it may have some of them, and they are to be sent again."""


class Sink(Protocol):
    """A broker that takes events in. What a call was given is kept for good once it returns; SinkError else."""

    @property
    def most_bytes(self) -> int:
        """The longest line that it takes."""

    async def publish(self, events: Sequence[New]) -> None:
        """Take in events, in their order."""

    async def dead(self, failed_events: Sequence[FailedEvent]) -> None:
        """Keep what nobody can deliver, for people to look at."""

    async def reach(self) -> None:
        """Return when the broker answers, and has the stream."""


def new(line: bytes, event: Any) -> New:
    """The line of an event that was read.

    >>> new(b'{"userId": "u_42"}', {"userId": "u_42"}).place == place_of("u_42", None)
    True
    """
    fields = event if isinstance(event, dict) else {}
    return New(line, place_of(fields.get("userId"), fields.get("anonymousId")))
