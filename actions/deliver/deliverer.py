"""The deliverer: accepts events into the outbox, and delivers from it."""

import asyncio
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Self
from weakref import WeakSet

from actions.arguments import as_bytes, decisions_of, many
from actions.decision import Decision
from actions.deliver.answer import BadRequestError, answer
from actions.deliver.arrivals import arrival_of
from actions.deliver.arrivals_of_lines import arrivals_of_lines
from actions.deliver.control import Control, ask_store
from actions.deliver.outcome import MOST_UNREAD, Outcome, OutcomeStream, outcome_of
from actions.event.context import Context
from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.entry import Arrival, Caps, Mark, Receipt
from destinations.delivery.outbox.file.store import DEFAULT
from destinations.delivery.outbox.outbox import Outbox
from destinations.delivery.pace.retry import PATIENT, RetryPolicy
from destinations.delivery.send import Clocks, Exchange, lasting_clock
from destinations.delivery.senders import DelivererError, SenderOptions, no_pickle
from destinations.delivery.wire.kept_tokens import KeptTokens
from destinations.delivery.wire.own_transport import Exchanging
from destinations.delivery.workers import Tool, Workers

if TYPE_CHECKING:
    from actions.deliver.blocking import BlockingDeliverer
    from actions.deliver.observability.telemetry import Telemetry
    from actions.project import Project

OUTBOX = Path(".actions") / "outbox.db"
# What is known of an instance for which nothing was ever accepted.
NOTHING = {
    **dict.fromkeys(("waiting", "retrying", "accepted", "sent", "dropped", "dead"), 0),
    **dict.fromkeys(("oldest_seconds", "paused", "last_trouble")),
}
# So many events go into one commit at most, so that lanes have their turn.
AT_ONCE = 500
# What is asked that changes something.
BY_HAND = ("drop", "pause", "allow", "forget")


def sender_options(
    divert: str | None,
    on_exchange: Callable[[Exchange], None] | None = None,
    transport: Exchanging | None = None,
) -> SenderOptions:
    """How to send what is on disk: by a clock whose times outlive the process."""
    clocks = Clocks(clock=lasting_clock())
    return SenderOptions(divert, on_exchange=on_exchange, clocks=clocks, transport=transport)


@dataclass
class Deliverer:
    """Decides about events, keeps what fired in the outbox at `path`, and delivers it, while entered.

        async with project.deliverer() as deliverer:
            await deliverer.accept(event)

    What was accepted is on disk: it is delivered now, or by whoever next opens the file. On the way out, requests under
    way get `patience` seconds. `on_outcome` hears of each delivery that is done with; `outcomes()` is a stream of them.
    `on_asked` hears of what people change by hand: what it was, and the numbers of it.
    Once it was left it may be entered again, in any event loop.
    """

    project: "Project"
    path: Path
    tools: Mapping[str, Tool]
    policy: RetryPolicy = PATIENT
    options: SenderOptions = field(default_factory=lambda: sender_options(None))
    caps: Caps = field(default_factory=Caps)
    environment: str = DEFAULT
    patience: float = 10.0
    on_outcome: Callable[[Outcome], None] | None = None
    by_person: Collection[str] = ()
    telemetry: "Telemetry | None" = None
    on_asked: Callable[[str, Mapping[str, Any]], None] | None = None

    def __post_init__(self) -> None:
        self._make()
        # Those that nobody has any more are in there no longer.
        self._streams: WeakSet[OutcomeStream] = WeakSet()
        self._open = AsyncExitStack()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._was_left = False

    def _make(self) -> None:
        tools = self.tools
        rows = {name: tool.most_waiting for name, tool in tools.items() if tool.most_waiting}
        sizes = {name: tool.most_bytes for name, tool in tools.items() if tool.most_bytes}
        caps = replace(self.caps, own={**rows, **self.caps.own}, own_bytes={**sizes, **self.caps.own_bytes})
        self.outbox = Outbox(self.path, self.environment, caps)
        options = replace(
            self.options,
            ca_files={name: tool.ca_file for name, tool in tools.items() if tool.ca_file},
            watch=self.telemetry.watch if self.telemetry else None,
            kept_tokens=KeptTokens(self.path.with_name(f"{self.path.name}.tokens")),
        )
        self.workers = Workers(self.outbox, tools, self._settled, self.policy, options, self.patience, self.by_person)

    async def __aenter__(self) -> Self:
        if self._loop and not self._loop.is_closed():
            raise DelivererError("this deliverer is in use already; make another one, as with project.deliverer()")
        if self._was_left or self._loop:
            self._make()
        async with AsyncExitStack() as opening:
            for part in (self.outbox, self.workers, Control(self.path, self.ask)):
                await opening.enter_async_context(part)
            if self.telemetry:
                self.telemetry.start(self.outbox)
                opening.callback(self.telemetry.stop)
            self._open = opening.pop_all()
        self._loop = asyncio.get_running_loop()
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await self._open.aclose()
        finally:
            self._loop, self._was_left = None, True
            for stream in self._streams:
                stream.end()

    async def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """What `actions status` and the like ask: of the file, and of what is under way."""
        if request.get("environment") not in (None, self.environment):
            raise BadRequestError(f"process {os.getpid()} has the file, and delivers for {self.environment}")
        reply = await self._answer(request)
        if self.on_asked and request.get("do") in BY_HAND:
            self.on_asked(str(request["do"]), reply)
        return reply

    async def _answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        commit = self.outbox.commit
        if request.get("do") == "forget":
            return await self._forget(request["people"], suppress=bool(request.get("suppress")))
        if request.get("do") in ("drop", "pause", "allow"):
            reply: dict[str, Any] = await self.outbox.write(lambda store: answer(store, request))
        else:
            reply = await self.outbox.read(lambda store: ask_store(store, request))
        if request.get("do") == "pause":
            self.workers.pause(reply["instance"], reply["paused"])
        if request.get("do") == "status":
            reply |= {"owner": os.getpid(), "trouble": str(commit.trouble) if commit.trouble else None}
            for name, facts in self.workers.facts().items():
                known = reply["instances"].setdefault(name, NOTHING.copy())
                known |= facts
        return reply

    async def status(self) -> dict[str, Any]:
        """What waits for each instance, what was sent, what is dead, what is paused and why."""
        self._look_for_the_loop()
        return await self.ask({"do": "status"})

    async def accept(self, event: Any, *, type: str | None = None) -> Receipt:  # noqa: A002 - the name that events use
        """Accept what fires for the event, all of it or nothing; on disk when this returns.

        NoRoomError where the disk is nearly full, or cannot be written: then nothing of it was accepted.
        """
        return await self.accept_many([event], type=type)

    async def accept_many(self, events: Iterable[Any], *, type: str | None = None) -> Receipt:  # noqa: A002 - the name that events use
        """As `accept`, for each of the events; those before one that raises are accepted."""
        decided = zip(events := list(many(events)), self.project.decide_many(events, type=type), strict=True)
        return await self._accept_all([arrival_of(event, decisions, {}) for event, decisions in decided])

    async def accept_lines(self, data: bytes, *, type: str | None = None) -> Receipt:  # noqa: A002 - the name that events use
        """As `accept_many`, for the events in lines of NDJSON; a line that is not an event becomes a dead letter.

        Fields that no action reads are only checked to be JSON in UTF-8.
        """
        total, context = Receipt(), Context.current(type)
        numbered = enumerate(as_bytes(data).split(b"\n"), 1)
        while rows := list(islice(numbered, AT_ONCE)):
            arrivals = arrivals_of_lines(rows, self.project.plan, context)
            if arrivals:
                total = total + await self.accept_arrivals(arrivals)
        return total

    async def accept_decided(self, event: Any, decisions: Iterable[Decision]) -> Receipt:
        """As `accept`, for decisions about the event that are made already, be it only some of them."""
        return await self._accept_all([arrival_of(event, decisions_of(decisions), {})])

    async def accept_arrivals(
        self, arrivals: Sequence[Arrival], marks: Sequence[Mark] = (), *, again: bool = False
    ) -> Receipt:
        """Accept what was decided elsewhere, in one commit, with how far inputs were read."""
        self._look_for_the_loop()
        receipt = await self.outbox.accept(arrivals, marks, again=again)
        if self.telemetry:
            self.telemetry.accepted(arrivals, receipt)
        self.workers.poll()
        return receipt

    def blocking(self) -> "BlockingDeliverer":
        """This deliverer for callers without an event loop."""
        from actions.deliver.blocking import BlockingDeliverer

        return BlockingDeliverer(self)

    def outcomes(self, most: int = MOST_UNREAD) -> OutcomeStream:
        """What becomes of deliveries from now on until this is left. At most so many outcomes wait for the reader."""
        stream = OutcomeStream(most)
        self._look_for_the_loop()
        self._streams.add(stream)
        return stream

    async def forget(
        self, *, user: str | None = None, anonymous: str | None = None, suppress: bool = False
    ) -> dict[str, int]:
        """Take out what waits of a person, by userId, anonymousId or both, and their dead letters; gives how many.

        `under_way` of the deliveries may arrive all the same; none is tried again. With `suppress`, what comes of the
        person from now on is not accepted; `allow` ends that.
        """
        self._look_for_the_loop()
        return await self._forget(_people(user, anonymous), suppress=suppress)

    async def _forget(self, people: Sequence[str], *, suppress: bool) -> dict[str, int]:
        found = await self.outbox.forget(people, suppressed=suppress)
        return {"deliveries": found.deliveries, "letters": found.letters, "under_way": len(found.under_way)}

    async def allow(self, *, user: str | None = None, anonymous: str | None = None) -> int:
        """Accept what comes of a person again; gives for how many of the ids nothing was accepted before."""
        self._look_for_the_loop()
        people = _people(user, anonymous)
        reply: dict[str, int] = await self.ask({"do": "allow", "people": people})
        return reply["allowed"]

    async def drained(self) -> None:
        """Wait until all that can be delivered is, and `on_outcome` was called for it."""
        self._look_for_the_loop()
        await self.workers.drained()

    def __reduce__(self) -> NoReturn:
        raise no_pickle()

    def _look_for_the_loop(self) -> None:
        if self._loop is not asyncio.get_running_loop():
            left = "left; enter it again" if self._was_left else "not entered"
            other = "entered in another event loop; enter it in each" if self._loop else left
            raise DelivererError(f"this deliverer was {other}: async with project.deliverer() as deliverer")

    async def _accept_all(self, arrivals: Sequence[Arrival]) -> Receipt:
        total = Receipt()
        for start in range(0, len(arrivals), AT_ONCE):
            total = total + await self.accept_arrivals(arrivals[start : start + AT_ONCE])
        return total

    def _settled(self, ends: Sequence[Delivered]) -> None:
        if self.on_outcome is None and not self._streams:
            return
        failed: Exception | None = None
        for delivered in ends:
            outcome = outcome_of(delivered)
            for stream in self._streams:
                stream.put(outcome)
            try:
                if self.on_outcome:
                    self.on_outcome(outcome)
            except Exception as error:  # noqa: BLE001 - one failing callback must not stop the others
                failed = failed or error
        if failed:
            raise failed


def _people(user: str | None, anonymous: str | None) -> list[str]:
    people = [who for who in (user, anonymous) if who]
    if not people:
        raise ValueError("no person is named: give user=, anonymous= or both")
    return people
