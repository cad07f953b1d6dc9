"""What people see of the lanes of a stream of JetStream, and do to them."""

import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any

from nats.js.api import ConsumerInfo, RawStreamMsg
from nats.js.client import JetStreamContext
from nats.js.errors import KeyNotFoundError, NoKeysError, NotFoundError
from nats.js.kv import KeyValue

from actions.stream.control import LaneStatus, Numbered
from actions.stream.failed_event import FailedEventError, read_failed_events
from actions.stream.nats.connection import surely
from actions.stream.nats.cursor import consumers_of, make_consumer
from actions.stream.nats.names import Names

REPORT, LEASE = "report.", "lease."


class NatsControl:
    """`paused` is the bucket of lanes that are paused, `reports` that of leases and of what workers report."""

    def __init__(self, context: JetStreamContext, names: Names, paused: KeyValue, reports: KeyValue) -> None:
        self._context = context
        self._names = names
        self._paused = paused
        self._reports = reports

    async def status(self) -> list[LaneStatus]:
        found: dict[str, LaneStatus] = {}
        for info in await self._consumers():
            lane = self._names.lane_of(info.name) if info.name else None
            if lane is not None:
                one = found.setdefault(lane, LaneStatus(lane))
                one.lag += (info.num_pending or 0) + (info.num_ack_pending or 0)
                one.oldest = max(filter(None, (one.oldest, await self._age(info))), default=None)
        paused, reports = await self.paused(), await self._read_reports()
        dead = await self._counts(self._names.dead_stream, self._names.dead(""))
        waiting = await self._counts(self._names.later_stream, self._names.later("", "").removesuffix("."))
        for name, one in found.items():
            one.dead, one.waiting, one.paused = dead[name], waiting[name], paused.get(name)
            one.workers = {who: facts[name] for who, facts in reports.items() if name in facts}
        return sorted(found.values(), key=lambda one: one.name)

    async def paused(self) -> Mapping[str, str]:
        return await _entries(self._paused, "")

    async def pause(self, lane: str, reason: str) -> None:
        await surely(lambda: self._paused.put(lane, reason.encode()))

    async def resume(self, lane: str) -> None:
        await surely(lambda: self._paused.delete(lane))

    async def read_by(self, lane: str) -> int:
        return len(await _entries(self._reports, f"{LEASE}{lane}."))

    async def rewind(self, lane: str, to: float) -> None:
        stream = self._names.stream
        own = [one for one in await self._consumers() if self._names.lane_of(str(one.name)) == lane]
        for info in own:
            name, subject = str(info.name), info.config.filter_subject
            oldest = await self._oldest(info)
            from_number = oldest.seq if oldest and oldest.time and oldest.time.timestamp() < to else None
            await surely(partial(self._context.delete_consumer, stream, name))
            at_once = info.config.max_ack_pending or 1
            await make_consumer(
                self._context,
                stream,
                name,
                subject,
                at_once=at_once,
                since=to if from_number is None else None,
                from_number=from_number,
            )

    async def report(self, worker: str, facts: Mapping[str, Mapping[str, Any]]) -> None:
        await self._reports.put(REPORT + worker.replace(".", "-"), json.dumps(facts).encode())

    async def letters(self, lane: str | None = None) -> AsyncIterator[Numbered]:
        number, subject = 1, self._names.dead(lane or "*")
        while True:
            try:
                message = await surely(
                    partial(self._context.get_msg, self._names.dead_stream, number, subject=subject, next=True)
                )
            except NotFoundError:
                return
            number = (message.seq or number) + 1
            try:
                for letter in read_failed_events(message.data or b""):
                    yield Numbered(number - 1, letter)
            except FailedEventError:
                continue

    async def kept(self) -> float | None:
        info = await surely(lambda: self._context.stream_info(self._names.stream))
        return info.config.max_age or None

    async def drop(self, numbers: Sequence[int]) -> int:
        dropped = 0
        for number in numbers:
            try:
                # Of one that is not there, the server says that its store has ended.
                await surely(partial(self._context.get_msg, self._names.dead_stream, number))
                dropped += await surely(partial(self._context.delete_msg, self._names.dead_stream, number))
            except NotFoundError:
                continue
        return dropped

    async def _consumers(self) -> list[ConsumerInfo]:
        return await consumers_of(self._context, self._names.stream)

    async def _age(self, info: ConsumerInfo) -> float | None:
        """How many seconds ago the oldest message came that waits for the consumer."""
        oldest = await self._oldest(info)
        return max(0.0, time.time() - oldest.time.timestamp()) if oldest and oldest.time else None

    async def _oldest(self, info: ConsumerInfo) -> RawStreamMsg | None:
        """The oldest message that waits for the consumer."""
        if not (info.num_pending or info.num_ack_pending) or info.ack_floor is None:
            return None
        start, subject = info.ack_floor.stream_seq + 1, info.config.filter_subject or ">"
        try:
            return await surely(partial(self._context.get_msg, self._names.stream, start, subject=subject, next=True))
        except NotFoundError:
            return None

    async def _counts(self, stream: str, prefix: str) -> Counter[str]:
        """How many messages there are by the lane in their subjects, behind the prefix."""
        found: Counter[str] = Counter()
        try:
            info = await surely(lambda: self._context.stream_info(stream, subjects_filter=f"{prefix}>"))
        except NotFoundError:
            return found
        for subject, many in (info.state.subjects or {}).items():
            found[subject.removeprefix(prefix).split(".")[0]] += many
        return found

    async def _read_reports(self) -> dict[str, dict[str, Any]]:
        found = await _entries(self._reports, REPORT)
        return {who: json.loads(facts) for who, facts in found.items()}


async def _entries(bucket: KeyValue, prefix: str) -> dict[str, str]:
    """What the bucket has under keys that begin so, by the rest of these."""
    try:
        keys = await surely(bucket.keys)
    except NoKeysError:
        return {}
    found = {}
    for key in keys:
        if key.startswith(prefix):
            try:
                entry = await surely(partial(bucket.get, key))
            except KeyNotFoundError:
                continue
            found[key.removeprefix(prefix)] = (entry.value or b"").decode()
    return found
