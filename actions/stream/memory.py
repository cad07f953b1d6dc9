"""A source in memory: for tests, and for trying things out; nothing of it outlives the process."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import count
from typing import Any

from actions.stream.control import LaneStatus, Numbered
from actions.stream.failed_event import FailedEvent, write_failed_events
from actions.stream.portion import Lag, Owned, Portion

STEP = 0.01


@dataclass(slots=True)
class _Kept:
    """A portion that a lane is not done with: from when on it may be read, and until when somebody has it."""

    portion: Portion
    ready_at: float = 0.0
    leased_until: float | None = None


@dataclass(slots=True)
class _Queue:
    """What is left of one stream for one lane, which all workers of the lane share."""

    kept: dict[str, _Kept] = field(default_factory=dict)
    # How far the stream was put in here.
    seen: int = 0


class MemorySource:
    """A stream of events with partitions, and what lanes hand on.

        source = MemorySource(partitions=4)
        source.publish(lines, partition=0)

    What a worker took and neither did nor kept for `lease` seconds comes again. `dead` has the dead letters by lane.
    """

    def __init__(self, partitions: int = 1, lease: float = 10.0, clock: Callable[[], float] = time.time) -> None:
        self.partitions = partitions
        self.lease = lease
        self.clock = clock
        self.dead: dict[str, list[FailedEvent]] = defaultdict(list)
        self.paused: dict[str, str] = {}
        self.reports: dict[str, Mapping[str, Mapping[str, Any]]] = {}
        self._stream: list[Portion] = []
        self._numbers = count(1)
        self.queues: dict[tuple[str, bool], _Queue] = defaultdict(_Queue)
        self._handed_on: set[tuple[str, str, str]] = set()

    def publish(self, data: bytes, partition: int = 0) -> None:
        """Take in events, as NDJSON; they are one portion for each lane."""
        key = f"memory/{next(self._numbers)}"
        self._stream.append(Portion(data, key, partition, at=self.clock()))

    async def cursor(self, lane: str) -> "MemoryCursor":
        return MemoryCursor(self, lane, is_again=False)

    async def again(self, lane: str) -> "MemoryCursor":
        return MemoryCursor(self, lane, is_again=True)

    async def handoff(self, lane: str) -> "MemoryHandoff":
        return MemoryHandoff(self, lane)

    async def control(self) -> "MemoryControl":
        return MemoryControl(self)

    async def check(self) -> list[str]:
        return ["what is in memory is lost with the process"]

    def queue(self, lane: str, *, is_again: bool) -> _Queue:
        """What is left for the lane, with what has come since."""
        queue = self.queues[lane, is_again]
        if not is_again:
            for portion in self._stream[queue.seen :]:
                queue.kept[portion.key] = _Kept(replace(portion, tries=0))
            queue.seen = len(self._stream)
        return queue

    def read_again(self, lane: str, since: float) -> None:
        """Have left what came since that time, besides what is left already."""
        queue = self.queue(lane, is_again=False)
        left = {one.key for one in self._stream if one.at >= since or one.key in queue.kept}
        queue.kept = {one.key: _Kept(replace(one, tries=0)) for one in self._stream if one.key in left}

    def put_again(self, lane: str, portion: Portion, failed_events: Sequence[FailedEvent], at: float) -> None:
        """Keep the failed events until that time; what was handed on before under this key counts once."""
        name = _name(portion, failed_events)
        if self._is_new("later", lane, name):
            again = Portion(
                write_failed_events(failed_events), f"again/{name}", portion.partition, 0, self.clock(), is_again=True
            )
            self.queues[lane, True].kept[again.key] = _Kept(again, at)

    def put_dead(self, lane: str, portion: Portion, failed_events: Sequence[FailedEvent]) -> None:
        """Keep the dead letters, once for each key."""
        if self._is_new("dead", lane, _name(portion, failed_events)):
            self.dead[lane] += failed_events

    def end_again(self, lane: str, key: str) -> None:
        """Be done with what came again: whoever hands the same on from now on hands on anew."""
        self._handed_on.discard(("later", lane, key.removeprefix("again/")))

    def drop_dead(self, gone: Sequence[FailedEvent]) -> None:
        """Delete dead letters, which are new ones where they are written again."""
        for own in self.dead.values():
            own[:] = [one for one in own if not any(one is failed for failed in gone)]
        self._handed_on = {one for one in self._handed_on if one[0] != "dead"}

    def _is_new(self, kind: str, lane: str, name: str) -> bool:
        key = (kind, lane, name)
        is_new = key not in self._handed_on
        self._handed_on.add(key)
        return is_new


def _name(portion: Portion, failed_events: Sequence[FailedEvent]) -> str:
    """What only the same failed events of the same portion have."""
    return blake2b("/".join((portion.key, *(one.identity for one in failed_events))).encode()).hexdigest()


class MemoryCursor:
    """One worker's way to what is left for a lane. It gives portions as they were published, whatever is asked for."""

    def __init__(self, source: MemorySource, lane: str, *, is_again: bool) -> None:
        self._source = source
        self._lane = lane
        self._is_again = is_again

    async def next(self, most: int, within: float) -> Portion | None:  # noqa: ARG002 - a portion is not cut
        end = time.monotonic() + within
        while (portion := self._take()) is None:
            left = end - time.monotonic()
            if left <= 0:
                return None
            await asyncio.sleep(min(STEP, left))
        return portion

    async def done(self, portion: Portion) -> None:
        self._kept.pop(portion.key, None)
        if self._is_again:
            self._source.end_again(self._lane, portion.key)

    async def keep(self, portion: Portion) -> None:
        with suppress(KeyError):
            self._kept[portion.key].leased_until = self._source.clock() + self._source.lease

    async def give_back(self, portion: Portion) -> None:
        with suppress(KeyError):
            self._kept[portion.key].leased_until = None

    async def lag(self) -> Lag:
        waiting = [one.portion.at for one in self._kept.values()]
        return Lag(len(waiting), self._source.clock() - min(waiting) if waiting else 0.0)

    def owned(self) -> Owned:
        return Owned(self._source.partitions, self._source.partitions)

    async def leave(self) -> None:
        """Nothing: partitions belong to nobody."""

    @property
    def _kept(self) -> dict[str, _Kept]:
        return self._source.queue(self._lane, is_again=self._is_again).kept

    def _take(self) -> Portion | None:
        now = self._source.clock()
        under_way = set()
        for one in self._kept.values():
            if one.leased_until is not None and one.leased_until > now:
                under_way.add(one.portion.partition)
            # What was handed on has no order to keep.
            elif one.ready_at <= now and (self._is_again or one.portion.partition not in under_way):
                one.portion = replace(one.portion, tries=one.portion.tries + 1)
                one.leased_until = now + self._source.lease
                return one.portion
        return None


class MemoryControl:
    """What people see and do, in the process that has the source."""

    def __init__(self, source: MemorySource) -> None:
        self._source = source

    async def status(self) -> list[LaneStatus]:
        found = {name: LaneStatus(name) for name in sorted({name for name, _ in self._source.queues})}
        for name, one in found.items():
            one.lag, one.waiting = (len(self._source.queue(name, is_again=again).kept) for again in (False, True))
            one.dead, one.paused = len(self._source.dead[name]), self._source.paused.get(name)
            one.workers = {who: dict(facts[name]) for who, facts in self._source.reports.items() if name in facts}
        return list(found.values())

    async def paused(self) -> Mapping[str, str]:
        return self._source.paused

    async def pause(self, lane: str, reason: str) -> None:
        self._source.paused[lane] = reason

    async def resume(self, lane: str) -> None:
        self._source.paused.pop(lane, None)

    async def read_by(self, lane: str) -> int:  # noqa: ARG002 - partitions belong to nobody
        return 0

    async def rewind(self, lane: str, to: float) -> None:
        self._source.read_again(lane, to)

    async def report(self, worker: str, facts: Mapping[str, Mapping[str, Any]]) -> None:
        self._source.reports[worker] = facts

    async def letters(self, lane: str | None = None) -> AsyncIterator[Numbered]:
        every = [one for name, own in self._source.dead.items() if lane in (None, name) for one in own]
        for number, failed in enumerate(every):
            yield Numbered(number, failed)

    async def kept(self) -> float | None:
        return None

    async def drop(self, numbers: Sequence[int]) -> int:
        gone = [one.letter async for one in self.letters() if one.number in set(numbers)]
        self._source.drop_dead(gone)
        return len(gone)


class MemoryHandoff:
    """Where one lane hands on."""

    def __init__(self, source: MemorySource, lane: str) -> None:
        self._source = source
        self._lane = lane

    async def later(self, portion: Portion, failed_events: Sequence[FailedEvent], at: float) -> None:
        self._source.put_again(self._lane, portion, failed_events, at)

    async def dead(self, portion: Portion, failed_events: Sequence[FailedEvent]) -> None:
        self._source.put_dead(self._lane, portion, failed_events)
