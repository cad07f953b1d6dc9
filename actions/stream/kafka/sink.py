"""New events into a topic of Kafka, one record each."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from confluent_kafka import KafkaException

from actions.stream.address import Address
from actions.stream.failed_event import FailedEvent
from actions.stream.kafka.client import MOMENTARY, Writer
from actions.stream.kafka.handoff import MOST_BYTES, KafkaHandoff
from actions.stream.kafka.names import Names
from actions.stream.kafka.topics import make_topics, options_of
from actions.stream.portion import Portion
from actions.stream.sink import New, SinkError


@asynccontextmanager
async def sink(address: Address, keep: float) -> AsyncIterator["KafkaSink"]:
    """Where new events go, in a topic that is made, to keep them for so many seconds, where it is missing."""
    options, names = options_of(address), Names(address.stream)
    await make_topics(options, {address.stream: {"retention.ms": str(int(keep * 1000))}}, address)
    await make_topics(options, {names.dead: {"retention.ms": "-1"}}, address, partitions=1)
    writer = Writer({**options, "message.timeout.ms": 8000})
    yield KafkaSink(writer, names, await writer.partitions(address.stream, makes=True))


class KafkaSink:
    """The partition of an event is that of its person."""

    most_bytes = MOST_BYTES

    def __init__(self, writer: Writer, names: Names, partitions: int) -> None:
        self._writer = writer
        self._names = names
        self._partitions = partitions

    async def publish(self, events: Sequence[New]) -> None:
        records = [{"value": one.line, "partition": one.place % max(1, self._partitions)} for one in events]
        try:
            await self._writer.write(self._names.topic, records)
        except MOMENTARY as error:
            raise SinkError(_words(error)) from None

    async def dead(self, failed_events: Sequence[FailedEvent]) -> None:
        handoff = KafkaHandoff(self._writer, self._names, failed_events[0].instance)
        try:
            for one in failed_events:
                await handoff.dead(Portion(b"", f"{one.identity}/{one.at}"), [one])
        except MOMENTARY as error:
            raise SinkError(_words(error)) from None

    async def reach(self) -> None:
        try:
            await self._writer.partitions(self._names.topic)
        except MOMENTARY as error:
            raise SinkError(_words(error)) from None


def _words(error: Exception) -> str:
    if isinstance(error, KafkaException) and error.args:
        return str(error.args[0].str())
    return str(error) or type(error).__name__
