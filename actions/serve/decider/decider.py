"""Reads the journal in claims, and stores what is decided about them together with how far it has read."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

from actions.deliver.deliverer import Deliverer
from actions.event.context import Context
from actions.serve.decider.deciding import Explained, Verdict, decide_claim, join_claim
from actions.serve.decider.joining import Joined
from actions.serve.decider.rules import Rules
from actions.serve.decider.tail import Tail
from actions.serve.decider.totals import Totals
from actions.serve.journal import JournalError, JournalReader, MergedClaim, Position, Stored, read_merged
from actions.serve.privacy.suppressions import in_outbox
from destinations.delivery.outbox.entry import Mark
from destinations.delivery.outbox.outbox import NoRoomError

LOGGER = logging.getLogger("actions.serve")
# So many records are decided about before lanes, and whoever asks for the status, have their turn.
AT_ONCE = 500
# How often to look for new records, and how long to wait where nothing can be read or stored.
IDLE, PAUSE = 0.05, 0.5
# Where fewer than that come, each look and each transaction costs more than what is in it, and there are to be few.
FEW, SELDOM = 50, 0.15
DAY = 86_400.0
MICRO = 1_000_000


class Decider:
    """Decides about the records of journals, by the rules of the moment, and hands the deliveries to the outbox.

        decider = Decider([SegmentReader(folder)], deliverer, rules)
        await decider.run(stop)

    There is a journal for each process that accepts events. How far each was read, the outbox keeps by its name.
    `rules` may be replaced at any time: a claim is decided by one set of them. `refresh` is called before each claim,
    and `learn` first where a record is of a source that the rules do not have: it may have been added a moment ago.
    `problem` says what keeps it from going on. `lock` is held while a claim is on its way into the outbox.
    """

    def __init__(
        self,
        readers: Sequence[JournalReader],
        deliverer: Deliverer,
        rules: Rules,
        *,
        dedupe: float = DAY,
        tail: Tail | None = None,
        totals: Totals | None = None,
    ) -> None:
        self.rules = rules
        self.tail = tail or Tail()
        self.totals = totals or Totals()
        self.refresh: Callable[[], None] = lambda: None
        self.learn: Callable[[], Awaitable[None]] | None = None
        self.positions: Mapping[str, Position] = {}
        self.problem = ""
        self.lock = asyncio.Lock()
        self.readers = readers
        self._deliverer = deliverer
        self._dedupe = dedupe
        self._explained = Explained()
        self._behind_since: float | None = None

    @property
    def lag(self) -> float:
        """How many seconds ago the oldest record was received that is not decided about; 0 where all are."""
        return 0.0 if self._behind_since is None else max(0.0, time.time() - self._behind_since)

    async def run(self, stop: asyncio.Event) -> None:
        """Decide about all that is in the journal, and comes into it, until `stop` is set."""
        await self.begin()
        while not stop.is_set():
            # What comes meanwhile goes into the next claim: few large transactions cost less than many small ones.
            if (number := await self.step(stop)) < AT_ONCE:
                await _wait(stop, PAUSE if self.problem else SELDOM if number < FEW else IDLE)

    async def begin(self) -> None:
        """Go on where the outbox says that it was left."""
        await self._deliverer.outbox.read(self.totals.load)
        found = {}
        for one in self.readers:
            mark = await self._deliverer.outbox.mark(one.name)
            found[one.name] = one.resume(Position(int(mark.start), mark.line) if mark else Position())
        self.positions = found

    async def step(self, stop: asyncio.Event) -> int:
        """Decide about one claim, and give how many records it has; 0 where there was none, or it was not stored."""
        claim = read_merged(self.readers, self.positions, AT_ONCE)
        self._say(claim.problem)
        if claim.problem:
            self._behind_since = self._behind_since or time.time()
        else:
            self._behind_since = claim.stored[0].record.received / MICRO if claim.stored else None
        if not claim.stored:
            self.positions = claim.after
            return 0
        if self.learn and any(one.record.source not in self.rules.sources for one in claim.stored):
            await self.learn()
            if stop.is_set():
                return 0
        self.refresh()
        async with self.lock:
            return len(claim.stored) if await self._take(claim, stop) else 0

    def _say(self, problem: str) -> None:
        """Keep what stands in the way, and log it once."""
        if problem and problem != self.problem:
            LOGGER.error("the decider cannot go on: %s", problem)
        self.problem = problem

    async def replay(self, since: int, source: str | None, *, again: bool) -> dict[str, int]:
        """Decide once more about what was received from `since` on (microseconds since 1970), of one source or all.

        What was accepted in the last day is not accepted twice; with `again`, only what still waits is not. Events of
        repeats count as one.
        """
        ends, found = self.positions, {"events": 0, "accepted": 0, "repeated": 0, "failures": 0}
        known: set[str] = set()
        here = {one.name: await asyncio.to_thread(one.first_since, since) for one in self.readers}
        while (claim := self._read_again(here)).stored:
            here = dict(claim.after)
            stored = [one for one in claim.stored if one.position < ends[one.journal] and not one.record.code]
            chosen = [one for one in stored if source in (None, one.record.source)]
            verdicts = self._decide(chosen, join_claim([one.record for one in chosen], self.rules), known)
            known |= {one.key for one in verdicts if one.key}
            arrivals = [one.arrival for one in verdicts if one.arrival]
            async with self.lock:
                receipt = await self._deliverer.accept_arrivals(arrivals, again=again)
            found["events"] += len(chosen)
            found["accepted"] += receipt.accepted
            found["repeated"] += len(receipt.repeated)
            found["failures"] += receipt.failures
            await asyncio.sleep(0)
        return found

    def _read_again(self, here: Mapping[str, Position]) -> MergedClaim:
        """The next records of the journals that are decided about further than that."""
        readers = [one for one in self.readers if here[one.name] < self.positions[one.name]]
        claim = read_merged(readers, here, AT_ONCE)
        if claim.problem:
            raise JournalError(claim.problem)
        return claim

    async def _take(self, claim: MergedClaim, stop: asyncio.Event) -> bool:
        events = join_claim([one.record for one in claim.stored], self.rules)
        keys = [one.key for one, stored in zip(events, claim.stored, strict=True) if not stored.record.code]
        known = await self._deliverer.outbox.known(keys)
        verdicts = self._decide(claim.stored, events, known)
        while not await self._store(verdicts, claim.after):
            await _wait(stop, PAUSE)
            if stop.is_set():
                return False
        self._say(claim.problem)
        self.positions = claim.after
        self.totals.add(verdicts)
        self.tail.put(verdicts)
        await self._erase_suppressed(claim, verdicts)
        return True

    async def _erase_suppressed(self, claim: MergedClaim, verdicts: Sequence[Verdict]) -> None:
        """Of people of whom nothing is taken, the journal keeps nothing either."""
        whose = [stored for stored, one in zip(claim.stored, verdicts, strict=True) if one.suppressed]
        for reader in self.readers if whose else ():
            gone = [(one.position, one.after) for one in whose if one.journal == reader.name]
            try:
                await asyncio.to_thread(reader.erase_at, gone)
            except OSError as error:
                message = "%d events of suppressed people stay in the journal until it is old: %s"
                LOGGER.error(message, len(gone), error.strerror)  # noqa: TRY400 - no defect of ours

    def _decide(self, stored: Sequence[Stored], events: Sequence[Joined], known: set[str]) -> list[Verdict]:
        records, now = [one.record for one in stored], Context.current()
        is_suppressed = self._is_suppressed if self._deliverer.outbox.store.suppressed else None
        return decide_claim(records, events, self.rules, known, is_suppressed, now, self._explained)

    def _is_suppressed(self, who: str) -> bool:
        store = self._deliverer.outbox.store
        return any(store.hashed(name) in store.suppressed for name in in_outbox(who))

    async def _store(self, verdicts: Sequence[Verdict], after: Mapping[str, Position]) -> bool:
        """Whether the verdicts are in the outbox, with the keys of their events, the totals and the position."""
        moved = {name: one for name, one in after.items() if one != self.positions.get(name)}
        marks = [Mark(name, str(one.segment), one.offset) for name, one in moved.items()]
        marks += self.totals.with_these(verdicts)
        arrivals = [one.arrival for one in verdicts if one.arrival]
        keys = [one.key for one in verdicts if one.key]
        try:
            receipt = await self._deliverer.outbox.accept(arrivals, marks, seen=keys, seen_for=self._dedupe)
        except NoRoomError as error:
            self._say(str(error))
            return False
        if self._deliverer.telemetry:
            self._deliverer.telemetry.accepted(arrivals, receipt)
        if arrivals:
            self._deliverer.workers.poll()
        return True


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
