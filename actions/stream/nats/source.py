"""`NatsSource`: events of a JetStream stream, and what was handed on of them."""

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from uuid import uuid4

from nats.aio.client import Client
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig, StreamInfo
from nats.js.errors import NotFoundError

from actions.stream.nats.connection import connection, surely, version_of
from actions.stream.nats.control import NatsControl
from actions.stream.nats.cursor import NatsCursor, make_consumer
from actions.stream.nats.handoff import NatsHandoff
from actions.stream.nats.leases import LEASE, Leases, open_bucket
from actions.stream.nats.names import Names, prefix_of
from actions.stream.nats.partitions import check_new_reader, unread_subjects

# Schedules are known from this version of the server on.
LEAST_VERSION = (2, 12)
DAY = 86_400.0
DUPLICATES = 600.0
AGAIN_AT_ONCE = 16
SAFE_COPIES = 3
# Of what a stream may hold.
NEARLY_FULL = 0.8


@asynccontextmanager
async def connected(
    servers: str | list[str],
    stream: str,
    *,
    partitions: int | None = None,
    copies: int = 1,
    leases: bool = False,
    makes: bool = True,
) -> AsyncIterator["NatsSource"]:
    """A source of the events in `stream`, with the streams beside it; it `makes` those that are missing.

    With `partitions`, the last token of the events' subjects is a number from 0 up to that. With `leases`, each
    partition is read by one worker at a time, and each knows which part of all it reads.
    """
    async with connection(servers) as client:
        source = NatsSource(client, stream, partitions, copies, leases=leases, makes=makes)
        if makes:
            await source.make_streams()
        yield source


class NatsSource:
    """Events of a stream of JetStream. Messages are NDJSON; of each partition one is under way at a time."""

    def __init__(
        self,
        client: Client,
        stream: str,
        partitions: int | None = None,
        copies: int = 1,
        *,
        leases: bool = False,
        makes: bool = False,
    ) -> None:
        self.names = Names(stream)
        self._client = client
        self._context = client.jetstream()
        self._partitions = partitions
        self._copies = copies
        self._leases = leases
        self._makes = makes

    async def make_streams(self) -> None:
        """Make the streams of what is handed on, unless they are there."""
        names = self.names
        later = StreamConfig(
            name=names.later_stream,
            subjects=names.later_subjects,
            retention=RetentionPolicy.WORK_QUEUE,
            allow_msg_schedules=True,
        )
        dead = StreamConfig(name=names.dead_stream, subjects=names.dead_subjects, max_age=30 * DAY)
        for one in (later, dead):
            one.storage, one.num_replicas, one.duplicate_window = StorageType.FILE, self._copies, DUPLICATES
            if await self._info(str(one.name)) is None:
                await surely(partial(self._context.add_stream, one))

    async def cursor(self, lane: str) -> NatsCursor:
        stream = self.names.stream
        await check_new_reader(self._context, self.names, lane, self._partitions)
        subjects: list[str | None] = [None] if self._partitions is None else await self._subjects(self._partitions)
        own = [
            await make_consumer(self._context, stream, self.names.consumer(lane, number), subject, at_once=1)
            for number, subject in zip(self._numbers(), subjects, strict=True)
        ]
        leases = None
        if self._leases:
            bucket = await open_bucket(self._context, self.names.leases, self._copies, LEASE)
            # Two workers may run in one process.
            leases = Leases(bucket, lane, f"{os.getpid()}-{uuid4().hex[:8]}", len(own))
        return NatsCursor(self._context, stream, own, is_again=False, leases=leases)

    async def again(self, lane: str) -> NatsCursor:
        names = self.names
        own = await make_consumer(
            self._context, names.later_stream, names.again_consumer(lane), names.again(lane), at_once=AGAIN_AT_ONCE
        )
        return NatsCursor(self._context, names.later_stream, [own], is_again=True)

    async def handoff(self, lane: str) -> NatsHandoff:
        if self._makes:
            # A lane asks for this whenever it starts: what somebody has deleted would end it again and again.
            await self.make_streams()
        return NatsHandoff(self._context, self.names, lane, self._client.max_payload)

    async def control(self) -> NatsControl:
        paused = await open_bucket(self._context, self.names.control, self._copies)
        reports = await open_bucket(self._context, self.names.leases, self._copies, LEASE)
        return NatsControl(self._context, self.names, paused, reports)

    async def check(self) -> list[str]:
        """What will not do of the servers' set-up, and what nobody can see from here."""
        found = []
        version = version_of(self._client)
        if version < LEAST_VERSION:
            found.append(f"the server has version {version[0]}.{version[1]}; deliveries that wait need 2.12 or later")
        names = self.names
        infos = {name: await self._info(name) for name in (names.stream, names.later_stream, names.dead_stream)}
        for name, info in infos.items():
            if info is None:
                found.append(f"there is no stream {name}")
            else:
                found += [*problems_of(info), *problems_of_space(info)]
        if (events := infos[names.stream]) is not None:
            found += problems_of_events(events)
            found += await unread_subjects(self._context, names)
        later = infos[names.later_stream]
        if later is not None and not later.config.allow_msg_schedules:
            found.append(f"the stream {names.later_stream} does not allow schedules: nothing can wait in it")
        found.append("whether sync_interval is `always` cannot be seen from here: look into the servers' files")
        return found

    async def _info(self, name: str) -> StreamInfo | None:
        try:
            return await surely(lambda: self._context.stream_info(name))
        except NotFoundError:
            return None

    def _numbers(self) -> Sequence[int | None]:
        return [None] if self._partitions is None else range(self._partitions)

    async def _subjects(self, partitions: int) -> list[str | None]:
        prefix = await self._prefix()
        return [f"{prefix}.{one}" for one in range(partitions)]

    async def _prefix(self) -> str:
        info = await self._info(self.names.stream)
        return prefix_of([] if info is None else info.config.subjects or [], self.names.stream)


def problems_of(info: StreamInfo) -> Iterator[str]:
    """What is wrong with the copies of a stream."""
    name, copies = info.config.name, info.config.num_replicas or 1
    if copies < SAFE_COPIES:
        yield f"the stream {name} has {copies} copy; it needs 3 to outlive a server"
    for one in (info.cluster.replicas or ()) if info.cluster else ():
        if one.offline or not one.current:
            state = "lost" if one.offline else "behind"
            yield f"the copy of {name} on server {one.name} is {state}: see to that server"


def problems_of_events(info: StreamInfo) -> Iterator[str]:
    """What is wrong with how long a stream keeps events for lanes that have not read them."""
    name, config = info.config.name, info.config
    if config.retention not in (None, RetentionPolicy.LIMITS):
        yield f"the stream {name} drops what one lane has read, before others have: make it with --retention limits"


def problems_of_space(info: StreamInfo) -> Iterator[str]:
    """What becomes of a stream that is nearly full."""
    name, config = info.config.name, info.config
    then = "takes no more" if config.discard == DiscardPolicy.NEW else "drops the oldest then, however young"
    for filled, most, unit in (
        (info.state.bytes, config.max_bytes, "bytes"),
        (info.state.messages, config.max_msgs, "messages"),
    ):
        if most is not None and most > 0 and filled >= most * NEARLY_FULL:
            yield f"the stream {name} has {filled:,} of {most:,} {unit}, and {then}"
