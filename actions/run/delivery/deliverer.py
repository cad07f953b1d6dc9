"""Events in, deliveries out, nothing lost between."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from actions.event.context import Context
from actions.run.delivery.arrivals import arrival_of
from actions.run.delivery.outcome import Outcome, outcome_of
from actions.run.parse_event import parse_line
from actions.run.rows import decide_read
from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.entry import Arrival, Caps, Mark, Receipt
from destinations.delivery.outbox.outbox import DEFAULT, Outbox
from destinations.delivery.pace.retry import PATIENT, RetryPolicy
from destinations.delivery.send import Surroundings
from destinations.delivery.senders import Ways
from destinations.delivery.workers import Tool, Workers

if TYPE_CHECKING:
    from actions.project import Project

OUTBOX = Path(".actions") / "outbox.db"
# So many events go into one commit at most, so that lanes have their turn.
AT_ONCE = 500


def ways_of(divert: str | None) -> Ways:
    """How to send what is on disk: by the time of day, as what is noted there outlives the process."""
    return Ways(divert, around=Surroundings(clock=time.time))


@dataclass
class Deliverer:
    """Decides about events, keeps what fired in the outbox at `path`, and delivers it, while entered.

        async with project.deliverer() as deliverer:
            await deliverer.accept(event)

    What was accepted is on disk: it is delivered now, or by whoever next opens the file. On the way out, requests under
    way get `patience` seconds. `on_outcome` hears of each delivery that is done with; `outcomes()` is a stream of them.
    """

    project: "Project"
    path: Path
    tools: Mapping[str, Tool]
    policy: RetryPolicy = PATIENT
    ways: Ways = field(default_factory=lambda: ways_of(None))
    caps: Caps = field(default_factory=Caps)
    environment: str = DEFAULT
    patience: float = 10.0
    on_outcome: Callable[[Outcome], None] | None = None

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.path, self.environment, self.caps)
        self.workers = Workers(self.outbox, self.tools, self._settled, self.policy, self.ways, self.patience)
        self._streams: list[asyncio.Queue[Outcome]] = []

    async def __aenter__(self) -> Self:
        await self.outbox.__aenter__()
        try:
            await self.workers.__aenter__()
        except BaseException:
            await self.outbox.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await self.workers.__aexit__()
        finally:
            await self.outbox.__aexit__()

    async def accept(self, event: Any, *, type: str | None = None) -> Receipt:  # noqa: A002 - as events call it
        """Accept what fires for the event, all of it or nothing; on disk when this returns.

        NoRoomError where the disk is nearly full, or cannot be written: then nothing of it was accepted.
        """
        return await self.accept_many([event], type=type)

    async def accept_many(self, events: Iterable[Any], *, type: str | None = None) -> Receipt:  # noqa: A002 - as above
        """As `accept`, for each of the events; those before one that raises are accepted."""
        decided = zip(events := list(events), self.project.decide_many(events, type=type), strict=True)
        return await self._accept_all([arrival_of(event, decisions, {}) for event, decisions in decided])

    async def accept_lines(self, data: bytes, *, type: str | None = None) -> Receipt:  # noqa: A002 - as above
        """As `accept_many`, for the events in lines of NDJSON; a line that is no event becomes a dead letter."""
        decide = partial(self.project.decide, context=Context.current(type))
        arrivals = []
        for number, row in enumerate(data.split(b"\n"), 1):
            if row.strip():
                event = parse_line(row, number)
                arrivals.append(arrival_of(event, decide_read(event, decide), {"line": number}))
        return await self._accept_all(arrivals)

    async def accept_arrivals(
        self, arrivals: Sequence[Arrival], marks: Sequence[Mark] = (), *, again: bool = False
    ) -> Receipt:
        """Accept what was decided elsewhere, in one commit, with how far inputs were read."""
        receipt = await self.outbox.accept(arrivals, marks, again=again)
        self.workers.look()
        return receipt

    async def outcomes(self) -> AsyncIterator[Outcome]:
        """What becomes of deliveries from now on, as it is known; the caller ends it."""
        stream: asyncio.Queue[Outcome] = asyncio.Queue()
        self._streams.append(stream)
        try:
            while True:
                yield await stream.get()
        finally:
            self._streams.remove(stream)

    async def drained(self) -> None:
        """Wait until all that can be delivered is."""
        await self.workers.drained()

    async def _accept_all(self, arrivals: Sequence[Arrival]) -> Receipt:
        total = Receipt()
        for start in range(0, len(arrivals), AT_ONCE):
            total = total + await self.accept_arrivals(arrivals[start : start + AT_ONCE])
        return total

    def _settled(self, delivered: Delivered) -> None:
        if self.on_outcome is None and not self._streams:
            return
        outcome = outcome_of(delivered)
        if self.on_outcome:
            self.on_outcome(outcome)
        for stream in self._streams:
            stream.put_nowait(outcome)
