"""`Lane`: reads a stream of events, decides for its instances alone, delivers, and hands on what did not arrive."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol, Self

from actions.decision import Decision
from actions.plan.plan import Plan
from actions.stream.lanes.deciding import decide_portion, failed_events_of
from actions.stream.lanes.ends import Ends
from actions.stream.lanes.pace import Pace
from actions.stream.portion import Cursor, Handoff, Lag, Portion, Source
from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.entry import Cause

LOGGER = logging.getLogger("actions.stream")
KILLER = "whoever worked on this event was killed each time"


class Delivers(Protocol):
    """What a lane asks of a deliverer; one that lives in memory will do, as the stream keeps the events."""

    async def deliver(self, deliveries: Iterable[Decision], /) -> list[Delivered]:
        """What became of each of the deliveries, in their order."""

    def take_share(self, share: float, /) -> None:
        """Use no more than this part of the rates of tools."""

    async def stop(self, within: float) -> None:
        """Start nothing more, and give back what is not under way."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> Any: ...


class Lane:
    """One or some instances with a cursor of their own, which no other lane waits for.

        lane = Lane("mixpanel", project.only(["mixpanel"]).plan, source, project.direct_deliverer(policy=AT_ONCE))
        await lane.run(stop)

    A portion is done with when each of its deliveries has arrived or is handed on. While nothing gets through, the lane
    stands still, and nothing is written: the stream keeps the events. `in_order`, a delivery that fails holds what is
    behind it. `paused` says why a person must act first; `resume()` tries again. `hold()` has nothing sent until
    `go_on()`, and others read its partitions meanwhile. `counts` has what became of deliveries, `share` is its part of
    the partitions, and so of the rates of tools.
    """

    def __init__(
        self,
        name: str,
        plan: Plan,
        source: Source,
        deliverer: Delivers,
        *,
        pace: Pace | None = None,
        in_order: bool = False,
        takes_refused: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self.plan = plan
        self.paused: str | None = None
        self.counts: Counter[str] = Counter()
        self.share = 0.0
        self._source = source
        self._deliverer = deliverer
        self._pace = pace or Pace()
        self.in_order = in_order
        self._takes_refused = takes_refused
        self._clock = clock
        # Rounds in which nothing got through, since something last did.
        self._rounds = 0
        self._resumed = asyncio.Event()
        self._held, self._goes_on = asyncio.Event(), asyncio.Event()
        self._goes_on.set()
        # While a deliverer is entered anew, nobody gives it anything.
        self._is_entered = asyncio.Event()
        self._cursors: list[Cursor] = []
        # How many loops read by each cursor, but for those that rest.
        self._reading: Counter[Cursor] = Counter()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; what is under way then gets the pace's `drain` to end."""
        handoff = await self._source.handoff(self.name)
        own_stop = asyncio.Event()
        cursor, again = await self._source.cursor(self.name), await self._source.again(self.name)
        self._cursors = [cursor, again]
        # Of each partition one portion is under way: several are read at a time.
        loops = [cursor] * min(max(1, cursor.owned().of), self._pace.at_once) + [again]
        self._reading = Counter(loops)
        async with self._deliverer:
            self._is_entered.set()
            work = [asyncio.create_task(self._work(one, handoff, own_stop)) for one in loops]
            stopped = asyncio.create_task(stop.wait())
            try:
                # One that fails ends the lane: whoever started it starts it again.
                await asyncio.wait({*work, stopped}, return_when=asyncio.FIRST_COMPLETED)
                own_stop.set()
                _, late = await asyncio.wait(work, timeout=self._pace.drain)
                if late:
                    await self._deliverer.stop(1.0)
                await asyncio.gather(*work)
            finally:
                for task in (*work, stopped):
                    task.cancel()
                await asyncio.gather(*work, stopped, return_exceptions=True)
                await asyncio.gather(cursor.leave(), again.leave(), return_exceptions=True)

    async def lag(self) -> Lag:
        """What waits for the lane in the stream and of what was handed on; ConnectionError before it has begun."""
        if not self._cursors:
            raise ConnectionError(f"{self.name} does not read yet")
        found = [await one.lag() for one in self._cursors]
        ages = [one.seconds for one in found if one.seconds is not None]
        return Lag(sum(one.messages for one in found), max(ages, default=None))

    def hold(self) -> None:
        """Send nothing until `go_on`; what is under way is ended."""
        self._goes_on.clear()
        self._held.set()

    @property
    def is_held(self) -> bool:
        return self._held.is_set()

    def go_on(self) -> None:
        """End what `hold` began."""
        self._held.clear()
        self._goes_on.set()

    def resume(self) -> None:
        """Try again what a person has seen to."""
        self._resumed.set()

    async def _work(self, cursor: Cursor, handoff: Handoff, stop: asyncio.Event) -> None:
        while not stop.is_set():
            if self._held.is_set():
                await self._rest(cursor, stop)
                continue
            portion = await cursor.next(self._pace.most, self._pace.within)
            if portion is None:
                continue
            if not portion.is_again:
                self._take_share(cursor)
            async with self._kept(cursor, portion):
                is_done = await self._take(portion, handoff, stop)
            await (cursor.done(portion) if is_done else cursor.give_back(portion))

    async def _rest(self, cursor: Cursor, stop: asyncio.Event) -> None:
        """Read nothing until the lane goes on. The last loop to rest leaves: any other that asks would join again."""
        self._reading[cursor] -= 1
        if not self._reading[cursor]:
            await cursor.leave()
            self.share = 0.0
        await _first_of(None, stop, self._goes_on)
        self._reading[cursor] += 1

    @asynccontextmanager
    async def _kept(self, cursor: Cursor, portion: Portion) -> AsyncIterator[None]:
        """The broker hears, as long as this lasts, that somebody works on the portion."""

        async def beat() -> None:
            while True:
                await asyncio.sleep(self._pace.heartbeat)
                # One that is missed does no harm, and the next may get there.
                with suppress(ConnectionError, TimeoutError):
                    await cursor.keep(portion)

        beating = asyncio.create_task(beat())
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    async def _take(self, portion: Portion, handoff: Handoff, stop: asyncio.Event) -> bool:
        """Whether the portion can be done with: each of its deliveries has arrived, or is handed on."""
        if portion.tries > self._pace.most_tries and not self.in_order:
            await self._part(portion, handoff)
            return True
        found = decide_portion(
            portion, self.plan, self.name, self._clock(), takes_refused=self._takes_refused and not portion.is_again
        )
        ends = Ends(dead=found.dead, left=found.due)
        # What was handed on waits again, and for longer, rather than hold what else was.
        most_rounds, rounds = 1 if portion.is_again else self._pace.rounds, 0
        while ends.left:
            got_through = await self._deliver(ends)
            if got_through:
                self._rounds = rounds = 0
            if not ends.left:
                break
            self._rounds, rounds = self._rounds + 1, rounds + 1
            if stop.is_set() or self._held.is_set():
                break
            if not self.in_order and ends.paused is None and (got_through or rounds >= most_rounds):
                ends.hand_on(self._clock())
                break
            await self._stand(ends, stop)
        if ends.left:
            is_given_back_often = portion.tries >= self._pace.most_tries
            if self.in_order or not (ends.ended or is_given_back_often):
                return False
            # What has arrived must not be sent again, so the rest goes on by itself. So does what would seem to kill
            # its workers, as they were stopped so often.
            ends.hand_on(self._clock())
        await self._hand_on(portion, ends, handoff)
        return True

    async def _deliver(self, ends: Ends) -> bool:
        due = ends.left
        await self._is_entered.wait()
        delivered = await self._deliverer.deliver([one.decision for one in due])
        return ends.take(zip(due, delivered, strict=True), self._pace, self._clock(), in_order=self.in_order)

    async def _stand(self, ends: Ends, stop: asyncio.Event) -> None:
        """Wait while nothing gets through, or until a person has seen to it."""
        seconds = max(ends.after, self._pace.standing(self._rounds))
        self.paused = ends.paused or self.paused
        LOGGER.warning("%s: nothing gets through; waiting %.0f s", self.name, seconds)
        self._resumed.clear()
        await _first_of(seconds, stop, self._resumed, self._held)
        if ends.paused is not None and self._is_entered.is_set():
            # A deliverer that waits for a person sends nothing until it is entered anew.
            self.paused = None
            self._is_entered.clear()
            await self._deliverer.__aexit__(None, None, None)
            await self._deliverer.__aenter__()
            self._is_entered.set()

    def _take_share(self, cursor: Cursor) -> None:
        owned = cursor.owned()
        if owned.share not in (0.0, self.share):
            self.share = owned.share
            self._deliverer.take_share(self.share)

    async def _hand_on(self, portion: Portion, ends: Ends, handoff: Handoff) -> None:
        if ends.dead:
            await handoff.dead(portion, ends.dead)
        if ends.later:
            now = self._clock()
            await handoff.later(portion, ends.later, ends.due_at(self._pace, now))
        self.counts.update(sent=ends.sent, later=len(ends.later), dead=len(ends.dead))

    async def _part(self, portion: Portion, handoff: Handoff) -> None:
        """Hand on each event by itself; one that is alone already is what kills whoever works on it."""
        now = self._clock()
        found = failed_events_of(portion, self.name, now)
        if len(found) == 1:
            await handoff.dead(portion, [found[0].ended(Cause.UNREADABLE, KILLER, None, now)])
            self.counts["dead"] += 1
            return
        for number, failed in enumerate(found):
            await handoff.later(portion.part(number), [failed], now)


async def _first_of(seconds: float | None, *events: asyncio.Event) -> None:
    """Return when one of these is set, or so many seconds have passed."""
    waits = [asyncio.create_task(one.wait()) for one in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
