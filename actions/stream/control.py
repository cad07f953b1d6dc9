"""`Control`: what people see of the lanes of all workers, and what they do to them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from actions.stream.failed_event import FailedEvent


@dataclass(slots=True)
class LaneStatus:
    """One lane as the broker knows it, and as its workers report it.

    `lag` messages wait behind its place, the oldest of which came `oldest` seconds ago. `waiting` were handed on and
    wait for their time, `dead` letters are there. `paused` says why nothing is sent. `workers` are those that read it,
    with what they report.
    """

    name: str
    lag: int = 0
    oldest: float | None = None
    waiting: int = 0
    dead: int = 0
    paused: str | None = None
    workers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


class Numbered(NamedTuple):
    """A dead letter, and the number by which it is spoken of."""

    number: int
    letter: FailedEvent


class Control(Protocol):
    """What is asked of a broker for people. Lanes read what was paused every few seconds."""

    async def status(self) -> list[LaneStatus]:
        """All lanes that ever read the stream, by their names."""

    async def paused(self) -> Mapping[str, str]:
        """The lanes that are paused by hand, and why."""

    async def pause(self, lane: str, reason: str) -> None:
        """Have nothing sent for the lane, by any worker, until `resume`."""

    async def resume(self, lane: str) -> None:
        """Have the lane go on."""

    async def read_by(self, lane: str) -> int:
        """How many partitions of the lane a worker reads at present."""

    async def rewind(self, lane: str, to: float) -> None:
        """Have the lane read anew what came since `to`, in seconds since 1970. It must be paused.

        What it has not read yet is not passed over, however old that is.
        """

    async def report(self, worker: str, facts: Mapping[str, Mapping[str, Any]]) -> None:
        """Say what a worker does for each lane; it is forgotten unless it is said again within seconds.

        Without any lanes, the worker is gone.
        """

    def letters(self, lane: str | None = None) -> AsyncIterator[Numbered]:
        """The dead letters of one lane, or of all, from the oldest on."""

    async def kept(self) -> float | None:
        """For how many seconds the broker keeps events; None where it is for ever, or nobody says."""

    async def drop(self, numbers: Sequence[int]) -> int:
        """Delete dead letters; gives how many were there."""
