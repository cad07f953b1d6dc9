"""`KafkaSource`: events of a topic, and what was handed on of them."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from confluent_kafka import Producer

from actions.stream.address import Address
from actions.stream.kafka.again import KafkaAgain
from actions.stream.kafka.client import ANSWER, LOGGER, Writer
from actions.stream.kafka.control import KafkaControl
from actions.stream.kafka.cursor import KafkaCursor
from actions.stream.kafka.handoff import KafkaHandoff
from actions.stream.kafka.names import Names
from actions.stream.kafka.topics import make_topics, options_of, settings_of

SAFE_COPIES, SAFE_IN_SYNC = 3, 2
IN_SYNC = "min.insync.replicas"
FOR_EVER = {"retention.ms": "-1"}


@asynccontextmanager
async def connected(address: Address, *, makes: bool = True) -> AsyncIterator["KafkaSource"]:
    """A source of the events at the address; it `makes` the topics beside it that are missing."""
    source = KafkaSource(address, makes=makes)
    await source.reach()
    try:
        yield source
    finally:
        await source.close()


class KafkaSource:
    """Events of a topic, a record for each or NDJSON of several; of each partition one portion is under way."""

    def __init__(self, address: Address, *, makes: bool = True) -> None:
        self.names = Names(address.stream)
        self._address = address
        self._options = options_of(address)
        self._makes = makes
        self._writer = Writer(self._options)
        self._opened: list[KafkaCursor | KafkaAgain] = []

    async def reach(self) -> None:
        """Return once the cluster answers; KafkaException where it does not."""
        await self._writer.partitions(self.names.topic)
        if self._makes:
            await self._make(self.names.dead, FOR_EVER)
            await self._make(self.names.control, {"cleanup.policy": "compact"})

    async def close(self) -> None:
        """Leave all groups."""
        for one in self._opened:
            await one.close()

    async def cursor(self, lane: str) -> KafkaCursor:
        topic, group = self.names.topic, self.names.group(lane)
        made = KafkaCursor(self._options, topic, group, await self._writer.partitions(topic))
        self._opened.append(made)
        return made

    async def again(self, lane: str) -> KafkaAgain:
        for topic in self.names.delays(lane) if self._makes else ():
            await self._make(topic, FOR_EVER)
        made = KafkaAgain(self._options, self.names.delays(lane), f"{self.names.group(lane)}.later")
        self._opened.append(made)
        return made

    async def handoff(self, lane: str) -> KafkaHandoff:
        return KafkaHandoff(self._writer, self.names, lane)

    async def control(self) -> KafkaControl:
        return KafkaControl(self._options, self.names, self._writer)

    async def check(self) -> list[str]:
        """What will not do of the cluster's set-up, and what nobody can see from here."""
        topics = await asyncio.to_thread(self._topics)
        found = []
        for name in (self.names.topic, self.names.dead):
            if name not in topics or topics[name].error is not None:
                found.append(f"there is no stream {name}")
            else:
                found += problems_of(name, list(topics[name].partitions.values()))
                found += problems_of_settings(name, await settings_of(self._options, name))
        return found

    def _topics(self) -> dict[str, Any]:
        # A request for all topics makes none, as one for a certain topic may.
        return dict(Producer(self._options, logger=LOGGER).list_topics(timeout=ANSWER).topics)

    async def _make(self, topic: str, settings: dict[str, str]) -> None:
        await make_topics(self._options, {topic: settings}, self._address, partitions=1)


def problems_of(topic: str, partitions: Sequence[Any]) -> Iterator[str]:
    """What is wrong with the copies of a topic."""
    copies = min((len(one.replicas) for one in partitions), default=0)
    if copies < SAFE_COPIES:
        yield f"the topic {topic} has {copies} copy; it needs 3 to outlive a broker"
    late = [one for one in partitions if len(one.isrs) < len(one.replicas)]
    if late:
        counts = f"{len(late)} of {len(partitions)} partitions"
        yield f"the topic {topic} has copies that are behind, in {counts}: a broker is lost, or too slow"


def problems_of_settings(topic: str, settings: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with how a topic is set up; of what the cluster does not say, that it cannot be seen."""
    if "compact" in settings.get("cleanup.policy", ""):
        yield f"the topic {topic} is compacted, which drops events that nobody has read: set cleanup.policy=delete"
    least = settings.get(IN_SYNC)
    if least is None:
        yield f"whether {IN_SYNC} of {topic} is 2 cannot be seen from here: look into the topic's settings"
    elif int(least) < SAFE_IN_SYNC:
        yield f"the topic {topic} has {IN_SYNC}={least}: what one broker alone has taken is lost with it; set 2"
