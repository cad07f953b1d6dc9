"""`Portion`: events that are read together, and the interfaces between a lane and the broker that keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol, Self

from actions.stream.control import Control
from actions.stream.failed_event import FailedEvent


# Not frozen: a source may make one for each message.
@dataclass(slots=True)
class Portion:
    """Events of one partition, in their order.

    `data` is NDJSON: events, or failed events where they were handed on before (`is_again`). `key` is the same whenever
    the portion comes again, `tries` is how often it came. `at` is when the broker took it, in seconds since 1970.
    `place` is where the cursor has it.
    """

    data: bytes
    key: str
    partition: int = 0
    tries: int = 1
    at: float = 0.0
    is_again: bool = False
    place: Any = None

    def part(self, number: int) -> Self:
        """What stands for one of its events where that is handed on by itself."""
        return replace(self, key=f"{self.key}/{number}")


class SourceGoneError(Exception):
    """What a lane had read up to is not known any more: to go on would send all events again."""


class Lag(NamedTuple):
    """How many messages wait behind a cursor, and for how many seconds the oldest has; None where that is unknown."""

    messages: int
    seconds: float | None = None


class Owned(NamedTuple):
    """How many of all partitions a cursor reads: a rate limit of an account is shared by those who read it."""

    partitions: int
    of: int

    @property
    def share(self) -> float:
        return self.partitions / self.of if self.of else 0.0


class Cursor(Protocol):
    """How one lane reads one stream. Of each partition, one portion at most is under way at a time."""

    async def next(self, most: int, within: float) -> Portion | None:
        """The next portion, of about `most` events; None where none came `within` so many seconds."""

    async def done(self, portion: Portion) -> None:
        """Be done with the portion: once this returns, it does not come again."""

    async def keep(self, portion: Portion) -> None:
        """Say that somebody is still at work on it."""

    async def give_back(self, portion: Portion) -> None:
        """Have it come again, to whoever asks next."""

    async def lag(self) -> Lag:
        """What is still to be read."""

    def owned(self) -> Owned:
        """The partitions that this cursor reads at present."""

    async def leave(self) -> None:
        """Let others read what this cursor reads, until it is asked for a portion again."""


class Handoff(Protocol):
    """Where events go that their lane is done with for now. They are kept for good when a call returns.

    A portion may come again after it was handed on. Where the same failed events are then written while the first are
    still there, they count once. Others must not be lost: a delivery may end in another way the second time, and people
    may have dropped what the first time ended with.
    """

    async def later(self, portion: Portion, failed_events: Sequence[FailedEvent], at: float) -> None:
        """Have the failed events come again at that time, in seconds since 1970, as one portion."""

    async def dead(self, portion: Portion, failed_events: Sequence[FailedEvent]) -> None:
        """Keep the failed events for people to look at."""


class Source(Protocol):
    """A broker: the events, and what was handed on of them."""

    async def cursor(self, lane: str) -> Cursor:
        """The lane's place in the stream of events."""

    async def again(self, lane: str) -> Cursor:
        """The events that the lane has handed on and whose time has come."""

    async def handoff(self, lane: str) -> Handoff:
        """Where the lane hands on."""

    async def control(self) -> Control:
        """What people see of the lanes, and do to them."""

    async def check(self) -> list[str]:
        """Sentences for people on what will not do of how the broker is set up; none where all is well."""
