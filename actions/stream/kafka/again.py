"""What a lane has handed on, from a topic for each delay: what stands first there is due first."""

import time
from collections import OrderedDict
from contextlib import suppress
from functools import partial
from typing import Any

from confluent_kafka import Consumer, Message, TopicPartition

from actions.stream.kafka.client import MOMENTARY, Options, Threaded, sound
from actions.stream.portion import Lag, Owned, Portion

DUE, NAME = "due", "name"
# What was written twice under one name is given once, as long as one worker gets both.
MOST_NAMES = 10_000
Place = tuple[str, int, int]


class KafkaAgain:
    """Reads the topics of delays as a member of a group; a record that is not due yet holds its partition."""

    def __init__(self, options: Options, topics: list[str], group: str) -> None:
        self._consumer = Threaded({**options, "group.id": group})
        self._topics = topics
        self._is_subscribed = False
        self._waits: dict[tuple[str, int], float] = {}
        self._names: OrderedDict[str, None] = OrderedDict()
        self._tries: dict[Place, int] = {}

    async def next(self, most: int, within: float) -> Portion | None:  # noqa: ARG002 - a record is a portion
        end = time.monotonic() + within
        while True:
            portion = await self._consumer.run(partial(self._fetch, within=max(0.0, min(end - time.monotonic(), 0.25))))
            if portion is not None or time.monotonic() >= end:
                return portion

    async def done(self, portion: Portion) -> None:
        topic, partition, offset = portion.place
        where = [TopicPartition(topic, partition, offset + 1)]

        def commit(consumer: Consumer) -> None:
            consumer.commit(offsets=where, asynchronous=False)
            consumer.resume(where)

        with suppress(*MOMENTARY):
            await self._consumer.run(commit)
        self._tries.pop(portion.place, None)

    async def keep(self, portion: Portion) -> None:
        topic, partition, _ = portion.place

        def poll(consumer: Consumer) -> None:
            # All else is paused meanwhile, so that nothing is read but news of the group.
            here = consumer.assignment()
            consumer.pause(here)
            consumer.poll(0)
            waiting = {(topic, partition), *self._waits}
            consumer.resume([one for one in here if (one.topic, one.partition) not in waiting])

        with suppress(*MOMENTARY):
            await self._consumer.run(poll)

    async def give_back(self, portion: Portion) -> None:
        topic, partition, offset = portion.place
        where = TopicPartition(topic, partition, offset)

        def back(consumer: Consumer) -> None:
            consumer.seek(where)
            consumer.resume([where])

        self._names.pop(portion.key, None)
        with suppress(*MOMENTARY):
            await self._consumer.run(back)

    async def lag(self) -> Lag:
        return Lag(len(self._waits))

    def owned(self) -> Owned:
        return Owned(1, 1)

    async def leave(self) -> None:
        self._is_subscribed = False
        self._waits.clear()
        await self._consumer.close()

    def _fetch(self, consumer: Consumer, within: float) -> Portion | None:
        if not self._is_subscribed:
            self._is_subscribed = True
            consumer.subscribe(self._topics, on_revoke=self._revoked, on_lost=self._revoked)
        now = time.time()
        for (topic, partition), due in list(self._waits.items()):
            if due <= now:
                del self._waits[topic, partition]
                consumer.resume([TopicPartition(topic, partition)])
        within = max(0.0, min([within, *(due - now for due in self._waits.values())]))
        found = sound([message] if (message := consumer.poll(within)) else [])
        return self._portion(consumer, found[0]) if found else None

    def _portion(self, consumer: Consumer, message: Message) -> Portion | None:
        topic, partition, offset = str(message.topic()), message.partition() or 0, message.offset() or 0
        facts = headers_of(message)
        where, due = TopicPartition(topic, partition, offset), float(facts.get(DUE, 0.0))
        if due > time.time():
            consumer.pause([where])
            consumer.seek(where)
            self._waits[topic, partition] = due
            return None
        name = facts.get(NAME, "")
        if name in self._names:
            consumer.commit(offsets=[TopicPartition(topic, partition, offset + 1)], asynchronous=False)
            return None
        self._names[name] = None
        if len(self._names) > MOST_NAMES:
            self._names.popitem(last=False)
        consumer.pause([where])
        place = topic, partition, offset
        self._tries[place] = tries = self._tries.get(place, 0) + 1
        at = (message.timestamp()[1] or 0) / 1000
        return Portion(message.value() or b"", name, partition, tries, at, is_again=True, place=place)

    def _revoked(self, _: Consumer, partitions: list[TopicPartition]) -> None:
        for one in partitions:
            self._waits.pop((one.topic, one.partition), None)


def headers_of(message: Message) -> dict[str, str]:
    """The headers as texts."""
    found: Any = message.headers() or []
    return {str(name): (value if isinstance(value, bytes) else str(value).encode()).decode() for name, value in found}
