"""A lane's place in a topic of events: its consumer group, of which each partition has one portion under way."""

import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition

from actions.stream.kafka.client import ANSWER, MOMENTARY, Options, Threaded, sound
from actions.stream.kafka.membership import Key, Membership
from actions.stream.portion import Lag, Owned, Portion

GATHERED = 0.02


class KafkaCursor:
    """Reads a topic as a member of a consumer group; Kafka shares the partitions among all members."""

    def __init__(self, options: Options, topic: str, group: str, partitions: int) -> None:
        self._consumer = Threaded({**options, "group.id": group})
        self._topic = topic
        self._partitions = partitions
        self._member = Membership([topic])
        self._most = 1
        # What is fetched and not given out.
        self._ready: deque[Portion] = deque()
        # How often the portion came that begins at an offset, in a term of having its partition.
        self._tries: dict[Key, tuple[int, int, int]] = {}

    async def next(self, most: int, within: float) -> Portion | None:
        end = time.monotonic() + within
        self._most = most
        while True:
            portion = self._given()
            left = end - time.monotonic()
            if portion is not None or left <= 0:
                return portion
            await self._consumer.run(partial(self._fetch, within=min(left, 0.25)))

    async def done(self, portion: Portion) -> None:
        await self._over(portion, is_done=True)

    async def keep(self, portion: Portion) -> None:  # noqa: ARG002 - the group hears of the whole member
        with suppress(*MOMENTARY):
            await self._consumer.run(partial(self._fetch, within=0.0))

    async def give_back(self, portion: Portion) -> None:
        await self._over(portion, is_done=False)

    async def lag(self) -> Lag:
        return Lag(await self._consumer.run(self._lag))

    def owned(self) -> Owned:
        return Owned(len(self._member.partitions), self._partitions)

    async def close(self) -> None:
        """Leave at once, whatever is under way: nobody works on it any more."""
        self._member.abandon()
        await self.leave()

    async def leave(self) -> None:
        await self._consumer.close()
        self._member.left()

    async def _over(self, portion: Portion, *, is_done: bool) -> None:
        # Whoever waits for it to give the partition away hears of it at once; the thread of the consumer may be that.
        self._member.end(portion.place, is_done=is_done)
        if self._member.has(portion.place):
            with suppress(*MOMENTARY):
                await self._consumer.run(self._member.settle)

    def _given(self) -> Portion | None:
        while self._ready:
            portion = self._ready.popleft()
            # Others may have its partition by now.
            portion.place.is_given = True
            if self._member.has(portion.place):
                return portion
        return None

    def _fetch(self, consumer: Consumer, within: float) -> None:
        self._member.join(consumer)
        self._member.settle(consumer)
        messages = consumer.consume(1, within)
        if messages and self._most > 1:
            messages += consumer.consume(self._most - 1, GATHERED)
        parts: dict[Key, list[Message]] = {}
        for one in sound(messages):
            parts.setdefault((self._topic, one.partition() or 0), []).append(one)
        for key, own in parts.items():
            try:
                self._add(consumer, key, own)
            except KafkaException:
                # How often it came cannot be asked now: it is read again, and nothing behind it before that.
                self._reread(consumer, own)

    def _add(self, consumer: Consumer, key: Key, messages: Sequence[Message]) -> None:
        if not self._member.is_free(key):
            self._reread(consumer, messages)
            return
        first, last = messages[0].offset() or 0, messages[-1].offset() or 0
        tries = self._count(consumer, key, first)
        place = self._member.begin(consumer, key, first, last)
        data = b"\n".join((one.value() or b"").strip(b"\r\n") for one in messages) + b"\n"
        at = (messages[0].timestamp()[1] or 0) / 1000
        self._ready.append(Portion(data, f"{self._topic}/{key[1]}/{first}-{last}", key[1], tries, at, place=place))

    def _reread(self, consumer: Consumer, messages: Sequence[Message]) -> None:
        """Have them come again: a place behind them would be committed with what comes next."""
        with suppress(KafkaException):
            consumer.seek(TopicPartition(self._topic, messages[0].partition() or 0, messages[0].offset() or 0))

    def _count(self, consumer: Consumer, key: Key, first: int) -> int:
        """How often the portion that begins there has come; what came to others is written beside their place.

        Only the first portion after a partition was taken over can be one that its worker was killed by.
        """
        term = self._member.term(key) or 0
        known = self._tries.get(key)
        if known is None or known[0] != term:
            (committed,) = consumer.committed([TopicPartition(*key)], ANSWER)
            before = committed.metadata if committed.offset == first else None
            tries = 1 + (int(before) if before and before.isdecimal() else 0)
            consumer.commit(offsets=[TopicPartition(*key, first, str(tries))], asynchronous=False)
        else:
            tries = 1 + (known[2] if known[1] == first else 0)
        self._tries[key] = term, first, tries
        return tries

    def _lag(self, consumer: Consumer) -> int:
        # Before it has read at all, what waits for the whole group.
        every = [(self._topic, one) for one in range(self._partitions)]
        here = [TopicPartition(*one) for one in (self._member.partitions if self._member.is_joined else every)]
        return lag_of(consumer, consumer.committed(here, ANSWER)) if here else 0


def lag_of(consumer: Consumer, committed: Sequence[TopicPartition]) -> int:
    """How many records stand behind these places."""
    total = 0
    for one in committed:
        low, high = consumer.get_watermark_offsets(one, ANSWER)
        total += max(0, high - (one.offset if one.offset >= 0 else low))
    return total
