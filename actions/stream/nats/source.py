"""`NatsSource`: events of a JetStream stream, and what was handed on of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from nats.aio.client import Client
from nats.js.api import RetentionPolicy, StorageType, StreamConfig, StreamInfo
from nats.js.errors import NotFoundError

from actions.stream.nats.connection import connection, surely, version_of
from actions.stream.nats.cursor import NatsCursor, make_consumer
from actions.stream.nats.handoff import NatsHandoff
from actions.stream.nats.names import Names, prefix_of

# Schedules are known from this version of the server on.
LEAST_VERSION = (2, 12)
DAY = 86_400.0
DUPLICATES = 600.0
AGAIN_AT_ONCE = 16
SAFE_COPIES = 3


@asynccontextmanager
async def connected(
    servers: str | list[str], stream: str, *, partitions: int | None = None, copies: int = 1
) -> AsyncIterator["NatsSource"]:
    """A source of the events in `stream`, with the streams beside it, which are made where they are missing.

    With `partitions`, the last token of the events' subjects is a number from 0 up to that.
    """
    async with connection(servers) as client:
        source = NatsSource(client, stream, partitions, copies)
        await source.make_streams()
        yield source


class NatsSource:
    """Events of a stream of JetStream. Messages are NDJSON; of each partition one is under way at a time."""

    def __init__(self, client: Client, stream: str, partitions: int | None = None, copies: int = 1) -> None:
        self.names = Names(stream)
        self._client = client
        self._context = client.jetstream()
        self._partitions = partitions
        self._copies = copies

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
        stream, make = self.names.stream, make_consumer
        if self._partitions is None:
            own = [await make(self._context, stream, self.names.consumer(lane, None), None, at_once=1)]
        else:
            subject = await self._prefix()
            own = [
                await make(self._context, stream, self.names.consumer(lane, one), f"{subject}.{one}", at_once=1)
                for one in range(self._partitions)
            ]
        return NatsCursor(self._context, stream, own, is_again=False)

    async def again(self, lane: str) -> NatsCursor:
        names = self.names
        own = await make_consumer(
            self._context, names.later_stream, names.again_consumer(lane), names.again(lane), at_once=AGAIN_AT_ONCE
        )
        return NatsCursor(self._context, names.later_stream, [own], is_again=True)

    async def handoff(self, lane: str) -> NatsHandoff:
        return NatsHandoff(self._context, self.names, lane, self._client.max_payload)

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
            elif (info.config.num_replicas or 1) < SAFE_COPIES:
                found.append(f"the stream {name} has {info.config.num_replicas} copy; it needs 3 to outlive a server")
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

    async def _prefix(self) -> str:
        info = await self._info(self.names.stream)
        return prefix_of([] if info is None else info.config.subjects or [], self.names.stream)
