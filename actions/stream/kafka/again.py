"""What a lane has handed on, from a topic for each delay: what stands first there is due first."""

import time
from collections import OrderedDict
from contextlib import suppress
from functools import partial
from typing import Any

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition

from actions.stream.kafka.client import MOMENTARY, Options, Threaded, sound
from actions.stream.kafka.membership import Key, Membership
from actions.stream.portion import Lag, Owned, Portion

DUE, NAME = "due", "name"
# What was written twice under one name is given once, as long as one worker gets both. What is written again after the
# first was done with is given again: its lane was rewound.
MOST_NAMES = 10_000


class KafkaAgain:
    """Reads the topics of delays as a member of a group; a record that is not due yet holds its partition."""

    def __init__(self, options: Options, topics: list[str], group: str) -> None:
        self._consumer = Threaded({**options, "group.id": group})
        self._member = Membership(topics)
        # When what stands first in a partition is due, and in which term of having that.
        self._waits: dict[Key, tuple[float, int | None]] = {}
        # By their names, when records were done with in milliseconds since 1970; None while they are under way.
        self._names: OrderedDict[str, int | None] = OrderedDict()
        self._tries: dict[tuple[Key, int], int] = {}

    async def next(self, most: int, within: float) -> Portion | None:  # noqa: ARG002 - a record is a portion
        end = time.monotonic() + within
        while True:
            portion = await self._consumer.run(partial(self._fetch, within=max(0.0, min(end - time.monotonic(), 0.25))))
            if portion is not None or time.monotonic() >= end:
                return portion

    async def done(self, portion: Portion) -> None:
        self._tries.pop((portion.place.key, portion.place.first), None)
        if portion.key in self._names:
            self._names[portion.key] = int(time.time() * 1000)
        await self._over(portion, is_done=True)

    async def keep(self, portion: Portion) -> None:  # noqa: ARG002 - the group hears of the whole member
        def poll(consumer: Consumer) -> None:
            # All else is paused meanwhile, so that nothing is read but news of the group.
            consumer.pause(consumer.assignment())
            for message in sound([one] if (one := consumer.poll(0)) else []):
                _reread(consumer, TopicPartition(str(message.topic()), message.partition() or 0, message.offset() or 0))
            here = consumer.assignment()
            consumer.resume([one for one in here if self._is_read((one.topic, one.partition))])

        with suppress(*MOMENTARY):
            await self._consumer.run(poll)

    async def give_back(self, portion: Portion) -> None:
        self._names.pop(portion.key, None)
        await self._over(portion, is_done=False)

    async def lag(self) -> Lag:
        return Lag(len(self._waits))

    def owned(self) -> Owned:
        return Owned(1, 1)

    async def close(self) -> None:
        """Leave at once, whatever is under way: nobody works on it any more."""
        self._member.abandon()
        await self.leave()

    async def leave(self) -> None:
        await self._consumer.close()
        self._member.left()
        self._waits.clear()

    async def _over(self, portion: Portion, *, is_done: bool) -> None:
        self._member.end(portion.place, is_done=is_done)
        with suppress(*MOMENTARY):
            await self._consumer.run(self._member.settle)

    def _is_read(self, key: Key) -> bool:
        return key not in self._waits and self._member.is_free(key)

    def _fetch(self, consumer: Consumer, within: float) -> Portion | None:
        self._member.join(consumer)
        self._member.settle(consumer)
        now = time.time()
        for key, (due, term) in list(self._waits.items()):
            is_had = self._member.term(key) == term
            if due <= now or not is_had:
                del self._waits[key]
            if due <= now and is_had:
                consumer.resume([TopicPartition(*key)])
        within = max(0.0, min([within, *(due - now for due, _ in self._waits.values())]))
        found = sound([message] if (message := consumer.poll(within)) else [])
        return self._portion(consumer, found[0]) if found else None

    def _portion(self, consumer: Consumer, message: Message) -> Portion | None:
        key, offset = (str(message.topic()), message.partition() or 0), message.offset() or 0
        facts, here = headers_of(message), TopicPartition(*key, offset)
        # What somebody else wrote there has neither, and is due at once.
        due, name = _seconds(facts.get(DUE)), facts.get(NAME) or f"{key[0]}/{key[1]}/{offset}"
        if not self._member.is_free(key):
            _reread(consumer, here)
            return None
        if due > time.time():
            consumer.pause([here])
            _reread(consumer, here)
            self._waits[key] = due, self._member.term(key)
            return None
        place = self._member.begin(consumer, key, offset, offset)
        if self._is_given(name, message.timestamp()[1] or 0):
            self._member.end(place, is_done=True)
            self._member.settle(consumer)
            return None
        place.is_given = True
        self._names[name] = None
        if len(self._names) > MOST_NAMES:
            self._names.popitem(last=False)
        self._tries[key, offset] = tries = self._tries.get((key, offset), 0) + 1
        at = (message.timestamp()[1] or 0) / 1000
        return Portion(message.value() or b"", name, key[1], tries, at, is_again=True, place=place)

    def _is_given(self, name: str, written: int) -> bool:
        """Whether what has this name is under way, or was done with after this record was written."""
        if name not in self._names:
            return False
        done = self._names[name]
        return done is None or written < done


def _reread(consumer: Consumer, place: TopicPartition) -> None:
    """Have the record there come again, but where the partition is somebody else's by now."""
    with suppress(KafkaException):
        consumer.seek(place)


def _seconds(written: str | None) -> float:
    with suppress(ValueError):
        return float(written or 0.0)
    return 0.0


def headers_of(message: Message) -> dict[str, str]:
    """The headers as texts."""
    found: Any = message.headers() or []
    return {
        str(name): (value if isinstance(value, bytes) else str(value).encode()).decode("utf-8", "replace")
        for name, value in found
    }
