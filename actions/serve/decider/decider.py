"""Reads the journal in claims, and stores what is decided about them together with how far it has read."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from actions.deliver.deliverer import Deliverer
from actions.event.context import Context
from actions.serve.decider.deciding import Explained, Verdict, decide_claim, join_claim
from actions.serve.decider.joining import Joined
from actions.serve.decider.rules import Rules
from actions.serve.decider.tail import Tail
from actions.serve.decider.totals import Totals
from actions.serve.journal import Claim, DamagedError, Position, SegmentReader, Stored
from actions.serve.journal.frames import segments_of
from actions.serve.journal.keeping import erase_at
from actions.serve.privacy.suppressions import in_outbox
from destinations.delivery.outbox.entry import Mark
from destinations.delivery.outbox.outbox import NoRoomError

LOGGER = logging.getLogger("actions.serve")
# So many records are decided about before lanes, and whoever asks for the status, have their turn.
AT_ONCE = 500
# How often to look for new records, and how long to wait where nothing can be read or stored.
IDLE, PAUSE = 0.05, 0.5
DAY = 86_400.0
MICRO = 1_000_000
# The name under which the outbox keeps the position.
JOURNAL = "journal"


class Decider:
    """Decides about the records of a journal, by the rules of the moment, and hands the deliveries to the outbox.

        decider = Decider(SegmentReader(folder), deliverer, rules)
        await decider.run(stop)

    `rules` may be replaced at any time: a claim is decided by one set of them. `refresh` is called before each claim.
    `problem` says what keeps it from going on. `lock` is held while a claim is on its way into the outbox.
    """

    def __init__(
        self,
        reader: SegmentReader,
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
        self.position = Position()
        self.problem = ""
        self.lock = asyncio.Lock()
        self._reader = reader
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
            if await self.step(stop) < AT_ONCE:
                await _wait(stop, PAUSE if self.problem else IDLE)

    async def begin(self) -> None:
        """Go on where the outbox says that it was left."""
        await self._deliverer.outbox.read(self.totals.load)
        mark = await self._deliverer.outbox.mark(JOURNAL)
        self.position = Position(int(mark.start), mark.line) if mark else Position()
        numbers = list(segments_of(self._reader.folder))
        if numbers and numbers[-1] < self.position.segment:
            # The folder was emptied since: a new journal begins.
            self.position = Position()

    async def step(self, stop: asyncio.Event) -> int:
        """Decide about one claim, and give how many records it has; 0 where there was none, or it was not stored."""
        try:
            claim = self._reader.read(self.position, AT_ONCE)
        except DamagedError as error:
            self.problem = str(error)
            self._behind_since = self._behind_since or time.time()
            return 0
        if not claim.stored:
            self.position = claim.after
            self.problem, self._behind_since = "", None
            return 0
        self._behind_since = claim.stored[0].record.received / MICRO
        self.refresh()
        async with self.lock:
            return len(claim.stored) if await self._take(claim, stop) else 0

    async def replay(self, start: Position, source: str | None, *, again: bool) -> dict[str, int]:
        """Decide once more about the records from `start` to where the journal is decided about, of one source or all.

        What was accepted in the last day is not accepted twice; with `again`, only what still waits is not. Events of
        repeats count as one.
        """
        end, found = self.position, {"events": 0, "accepted": 0, "repeated": 0, "failures": 0}
        known: set[str] = set()
        here = start
        while here < end and (claim := self._reader.read(here, AT_ONCE)).stored:
            here = claim.after
            stored = [one for one in claim.stored if one.position < end and not one.record.code]
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

    async def _take(self, claim: Claim, stop: asyncio.Event) -> bool:
        events = join_claim([one.record for one in claim.stored], self.rules)
        keys = [one.key for one, stored in zip(events, claim.stored, strict=True) if not stored.record.code]
        known = await self._deliverer.outbox.known(keys)
        verdicts = self._decide(claim.stored, events, known)
        while not await self._store(verdicts, claim.after):
            await _wait(stop, PAUSE)
            if stop.is_set():
                return False
        self.position = claim.after
        self.totals.add(verdicts)
        self.tail.put(verdicts)
        await self._erase_suppressed(claim, verdicts)
        return True

    async def _erase_suppressed(self, claim: Claim, verdicts: Sequence[Verdict]) -> None:
        """Of people of whom nothing is taken, the journal keeps nothing either."""
        pairs = zip(claim.stored, verdicts, strict=True)
        gone = [(stored.position, stored.after) for stored, one in pairs if one.suppressed]
        if gone:
            try:
                await asyncio.to_thread(erase_at, self._reader.folder, gone)
            except OSError as error:
                message = "%d events of suppressed people stay in the journal until it is old: %s"
                LOGGER.error(message, len(gone), error.strerror)  # noqa: TRY400 - no defect of ours

    def _decide(self, stored: Sequence[Stored], events: Sequence[Joined], known: set[str]) -> list[Verdict]:
        records, now = [one.record for one in stored], Context.current()
        return decide_claim(records, events, self.rules, known, self._is_suppressed, now, self._explained)

    def _is_suppressed(self, who: str) -> bool:
        store = self._deliverer.outbox.store
        return bool(store.suppressed) and any(store.hashed(name) in store.suppressed for name in in_outbox(who))

    async def _store(self, verdicts: Sequence[Verdict], after: Position) -> bool:
        """Whether the verdicts are in the outbox, with the keys of their events, the totals and the position."""
        marks = [Mark(JOURNAL, str(after.segment), after.offset), *self.totals.with_these(verdicts)]
        arrivals = [one.arrival for one in verdicts if one.arrival]
        keys = [one.key for one in verdicts if one.key]
        try:
            receipt = await self._deliverer.outbox.accept(arrivals, marks, seen=keys, seen_for=self._dedupe)
        except NoRoomError as error:
            self.problem = str(error)
            return False
        self.problem = ""
        if self._deliverer.telemetry:
            self._deliverer.telemetry.accepted(arrivals, receipt)
        if arrivals:
            self._deliverer.workers.poll()
        return True


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
