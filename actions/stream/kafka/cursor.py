"""A lane's place in a topic of events: its consumer group, of which each partition has one portion under way."""

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition

from actions.stream.kafka.client import ANSWER, MOMENTARY, Options, Threaded, sound
from actions.stream.portion import Lag, Owned, Portion

LOGGER = logging.getLogger("actions.stream")
# How long a partition that goes to another worker is held, for its portion to end and not come again there.
HELD = 8.0
GATHERED = 0.02


@dataclass(slots=True)
class _Place:
    """Where a portion stands, and in which time of owning its partition; `is_done` once it is to be committed."""

    partition: int
    first: int
    last: int
    term: int
    is_done: bool = False


class KafkaCursor:
    """Reads a topic as a member of a consumer group; Kafka shares the partitions among all members."""

    def __init__(self, options: Options, topic: str, group: str, partitions: int) -> None:
        self._consumer = Threaded({**options, "group.id": group})
        self._topic = topic
        self._partitions = partitions
        self._is_subscribed = False
        # When each partition was given to this member, counted; those that it has no more are not in it.
        self._terms: dict[int, int] = {}
        self._term = 0
        # What is fetched and not given out, and what is under way, by partition.
        self._ready: deque[Portion] = deque()
        self._under_way: dict[int, _Place] = {}
        self._tries: dict[int, tuple[int, int]] = {}
        self._ended = threading.Condition()

    async def next(self, most: int, within: float) -> Portion | None:
        end = time.monotonic() + within
        while True:
            with self._ended:
                portion = self._given()
            left = end - time.monotonic()
            if portion is not None or left <= 0:
                return portion
            await self._consumer.run(partial(self._fetch, most=most, within=min(left, 0.25)))

    async def done(self, portion: Portion) -> None:
        place: _Place = portion.place
        with self._ended:
            place.is_done = True
            self._ended.notify_all()
        try:
            await self._consumer.run(partial(self._commit, place=place))
        except MOMENTARY as error:
            # It comes again, under the same ids.
            LOGGER.warning("Kafka did not hear that %s is done with: %s", portion.key, type(error).__name__)

    async def keep(self, portion: Portion) -> None:  # noqa: ARG002 - the group hears of the whole member
        with suppress(*MOMENTARY):
            await self._consumer.run(partial(self._fetch, most=1, within=0.0))

    async def give_back(self, portion: Portion) -> None:
        with suppress(*MOMENTARY):
            await self._consumer.run(partial(self._back, place=portion.place))

    async def lag(self) -> Lag:
        return Lag(await self._consumer.run(self._lag))

    def owned(self) -> Owned:
        return Owned(len(self._terms), self._partitions)

    async def leave(self) -> None:
        self._is_subscribed = False
        await self._consumer.close()
        with self._ended:
            self._forget(list(self._terms))

    def _given(self) -> Portion | None:
        while self._ready:
            portion = self._ready.popleft()
            if self._terms.get(portion.place.partition) == portion.place.term:
                return portion
        return None

    def _fetch(self, consumer: Consumer, most: int, within: float) -> None:
        if not self._is_subscribed:
            self._is_subscribed = True
            consumer.subscribe([self._topic], on_assign=self._assigned, on_revoke=self._revoked, on_lost=self._lost)
        messages = consumer.consume(1, within)
        if messages and most > 1:
            messages += consumer.consume(most - 1, GATHERED)
        parts: dict[int, list[Message]] = {}
        for one in sound(messages):
            parts.setdefault(one.partition() or 0, []).append(one)
        for partition, own in parts.items():
            if partition in self._under_way or partition not in self._terms:
                # Fetched before it was paused: it is read again in its turn.
                continue
            with suppress(KafkaException):
                consumer.pause([TopicPartition(self._topic, partition)])
            self._add(consumer, partition, own)

    def _add(self, consumer: Consumer, partition: int, messages: Sequence[Message]) -> None:
        first, last = messages[0].offset() or 0, messages[-1].offset() or 0
        place = _Place(partition, first, last, self._terms[partition])
        data = b"\n".join((one.value() or b"").strip(b"\r\n") for one in messages) + b"\n"
        at = (messages[0].timestamp()[1] or 0) / 1000
        key = f"{self._topic}/{partition}/{first}-{last}"
        portion = Portion(data, key, partition, self._count(consumer, partition, first), at, place=place)
        with self._ended:
            self._under_way[partition] = place
            self._ready.append(portion)

    def _count(self, consumer: Consumer, partition: int, first: int) -> int:
        """How often the portion that begins there has come; what came to others is written beside their place.

        Only the first portion after a partition was taken over can be one that its worker was killed by.
        """
        known = self._tries.get(partition)
        if known is None:
            here = TopicPartition(self._topic, partition)
            (committed,) = consumer.committed([here], ANSWER)
            before = committed.metadata if committed.offset == first else None
            tries = 1 + (int(before) if before and before.isdecimal() else 0)
            consumer.commit(offsets=[_at(self._topic, partition, first, str(tries))], asynchronous=False)
        else:
            tries = 1 + (known[1] if known[0] == first else 0)
        self._tries[partition] = first, tries
        return tries

    def _commit(self, consumer: Consumer, place: _Place) -> None:
        if self._terms.get(place.partition) != place.term:
            # Somebody else has the partition: its place there must not be moved.
            return
        consumer.commit(offsets=[_at(self._topic, place.partition, place.last + 1)], asynchronous=False)
        self._go_on(consumer, place)

    def _back(self, consumer: Consumer, place: _Place) -> None:
        if self._terms.get(place.partition) == place.term:
            consumer.seek(_at(self._topic, place.partition, place.first))
            self._go_on(consumer, place)

    def _go_on(self, consumer: Consumer, place: _Place) -> None:
        with self._ended:
            self._under_way.pop(place.partition, None)
        consumer.resume([TopicPartition(self._topic, place.partition)])

    def _assigned(self, _: Consumer, partitions: list[TopicPartition]) -> None:
        self._term += 1
        for one in partitions:
            self._terms[one.partition] = self._term
            self._tries.pop(one.partition, None)

    def _revoked(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Let what is under way of them end, and say so, before others read them."""
        numbers, end = [one.partition for one in partitions], time.monotonic() + HELD
        with self._ended:
            waiting = {one.place.partition for one in self._ready}
            places = [self._under_way[one] for one in numbers if one in self._under_way and one not in waiting]
            while any(not one.is_done for one in places) and (left := end - time.monotonic()) > 0:
                self._ended.wait(left)
        for place in places:
            if place.is_done:
                with suppress(KafkaException):
                    consumer.commit(offsets=[_at(self._topic, place.partition, place.last + 1)], asynchronous=False)
        with self._ended:
            self._forget(numbers)

    def _lost(self, _: Consumer, partitions: list[TopicPartition]) -> None:
        with self._ended:
            self._forget([one.partition for one in partitions])

    def _forget(self, partitions: Sequence[int]) -> None:
        for one in partitions:
            self._terms.pop(one, None)
            self._under_way.pop(one, None)

    def _lag(self, consumer: Consumer) -> int:
        # Before it has read at all, what waits for the whole group.
        numbers = list(self._terms) if self._is_subscribed else range(self._partitions)
        here = [TopicPartition(self._topic, one) for one in numbers]
        return lag_of(consumer, consumer.committed(here, ANSWER)) if here else 0


def lag_of(consumer: Consumer, committed: Sequence[TopicPartition]) -> int:
    """How many records stand behind these places."""
    total = 0
    for one in committed:
        low, high = consumer.get_watermark_offsets(one, ANSWER)
        total += max(0, high - (one.offset if one.offset >= 0 else low))
    return total


def _at(topic: str, partition: int, offset: int, metadata: str = "") -> TopicPartition:
    return TopicPartition(topic, partition, offset, metadata)
