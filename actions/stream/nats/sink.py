"""New events into a stream of JetStream: NDJSON messages, each of one partition."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

from nats.aio.client import Client
from nats.js.api import RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from actions.stream.address import Address
from actions.stream.failed_event import FailedEvent
from actions.stream.nats.connection import ANSWER, LOGGER, MOMENTARY, connection, surely
from actions.stream.nats.cursor import consumers_of
from actions.stream.nats.handoff import FOR_HEADERS, MESSAGE_ID, NatsHandoff
from actions.stream.nats.names import Names, prefix_of
from actions.stream.nats.partitions import too_few_are_read
from actions.stream.nats.source import DUPLICATES, NatsSource
from actions.stream.portion import Portion
from actions.stream.sink import New, SinkError

# Whoever sent the events waits for so long.
PATIENCE = 8.0
# A larger message would be a larger portion to do again.
MOST_BYTES = 512 << 10


@asynccontextmanager
async def sink(address: Address, keep: float) -> AsyncIterator["NatsSink"]:
    """Where new events go, in a stream that is made, to keep them for so many seconds, where it is missing."""
    async with connection(address.servers.split(",")) as client:
        await make_stream(client, address, keep)
        await warn_of_readers(client, address)
        await NatsSource(client, address.stream, address.partitions, address.copies).make_streams()
        yield NatsSink(client, address)


async def make_stream(client: Client, address: Address, keep: float) -> None:
    """Make the stream of events, unless it is there."""
    context, name = client.jetstream(), address.stream
    try:
        await surely(lambda: context.stream_info(name), PATIENCE)
    except NotFoundError:
        config = StreamConfig(
            name=name,
            subjects=[f"{name}.*"],
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            num_replicas=address.copies,
            max_age=keep,
            duplicate_window=min(DUPLICATES, keep),
        )
        await surely(lambda: context.add_stream(config), PATIENCE)


async def warn_of_readers(client: Client, address: Address) -> None:
    """Log where a lane reads fewer partitions than are written: the stream keeps their events until it reads more."""
    there = await consumers_of(client.jetstream(), address.stream)
    if (problem := too_few_are_read(there, Names(address.stream), address.partitions or 1)) is not None:
        LOGGER.warning("%s", problem)


class NatsSink:
    """The subjects are those of the stream, with the number of the event's partition at their end."""

    def __init__(self, client: Client, address: Address) -> None:
        self._client = client
        self._context = client.jetstream()
        self._names = Names(address.stream)
        self._partitions = address.partitions or 1
        self._subject: str | None = None

    @property
    def most_bytes(self) -> int:
        return self._client.max_payload - FOR_HEADERS

    async def publish(self, events: Sequence[New]) -> None:
        parts: dict[int, list[bytes]] = defaultdict(list)
        for one in events:
            parts[one.place % self._partitions].append(one.line)
        await asyncio.gather(*(self._publish(number, lines) for number, lines in parts.items()))

    async def dead(self, failed_events: Sequence[FailedEvent]) -> None:
        handoff = NatsHandoff(self._context, self._names, failed_events[0].instance, self._client.max_payload)
        try:
            await handoff.dead(Portion(b"", uuid4().hex), failed_events)
        except MOMENTARY as error:
            raise SinkError(str(error) or type(error).__name__) from None

    async def reach(self) -> None:
        try:
            await surely(lambda: self._context.stream_info(self._names.stream), PATIENCE)
        except MOMENTARY as error:
            raise SinkError(str(error) or type(error).__name__) from None

    async def _publish(self, number: int, lines: list[bytes]) -> None:
        try:
            for data in cut(lines, min(MOST_BYTES, self.most_bytes)):
                # Asked for a second time, as the answer was lost, the server keeps it once.
                headers = {MESSAGE_ID: uuid4().hex}
                subject = f"{await self._prefix()}.{number}"
                await surely(
                    lambda s=subject, d=data, h=headers: self._context.publish(s, d, timeout=ANSWER, headers=h),  # type: ignore[misc]
                    PATIENCE,
                )
        except MOMENTARY as error:
            raise SinkError(str(error) or type(error).__name__) from None

    async def _prefix(self) -> str:
        if self._subject is None:
            info = await surely(lambda: self._context.stream_info(self._names.stream), PATIENCE)
            self._subject = prefix_of(info.config.subjects or [], self._names.stream)
        return self._subject


def cut(lines: Sequence[bytes], most: int) -> Iterator[bytes]:
    r"""The lines as NDJSON of at most so many bytes; a line that is longer stands alone.

    >>> list(cut([b"1", b"22", b"3"], 5))
    [b'1\n22\n', b'3\n']
    """
    found: list[bytes] = []
    size = 0
    for line in lines:
        if found and size + len(line) + 1 > most:
            yield b"".join(found)
            found, size = [], 0
        found.append(line + b"\n")
        size += len(line) + 1
    if found:
        yield b"".join(found)
