"""`Membership`: which partitions a member of a consumer group has, what is under way of each, and what is committed."""

import logging
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from confluent_kafka import Consumer, KafkaException, TopicPartition

LOGGER = logging.getLogger("actions.stream")
# How long a partition that goes to another worker is held, for its portion to end and not come again there.
HELD = 8.0
Key = tuple[str, int]


@dataclass(slots=True)
class Place:
    """Where a portion stands, and in which term of having its partition.

    `is_given` once somebody works on it, `is_over` once nobody does any more; then `is_done` says whether it is to be
    committed or to come again.
    """

    topic: str
    partition: int
    first: int
    last: int
    term: int
    is_given: bool = False
    is_over: bool = False
    is_done: bool = False

    @property
    def key(self) -> Key:
        return self.topic, self.partition

    @property
    def start(self) -> TopicPartition:
        return TopicPartition(self.topic, self.partition, self.first)

    @property
    def behind(self) -> TopicPartition:
        return TopicPartition(self.topic, self.partition, self.last + 1)


class Membership:
    """What is committed of a partition is never beyond what is done, and never moved by whoever has lost it.

    All but `end` and `has` is for the thread of the consumer.
    """

    def __init__(self, topics: Sequence[str]) -> None:
        self._topics = list(topics)
        self._is_subscribed = False
        # When each partition was given to this member, counted; those that it has no more are not in it.
        self._terms: dict[Key, int] = {}
        self._term = 0
        self._under_way: dict[Key, Place] = {}
        self._changed = threading.Condition()

    def join(self, consumer: Consumer) -> None:
        """Be a member, unless this is one."""
        if not self._is_subscribed:
            self._is_subscribed = True
            consumer.subscribe(self._topics, on_assign=self._assigned, on_revoke=self._revoked, on_lost=self._lost)

    def abandon(self) -> None:
        """Say that nobody works any more on what is under way."""
        for one in list(self._under_way.values()):
            if not one.is_over:
                self.end(one, is_done=False)

    def left(self) -> None:
        """Forget all: the consumer is closed."""
        self._is_subscribed = False
        self._forget(list(self._terms))

    @property
    def is_joined(self) -> bool:
        return self._is_subscribed

    @property
    def partitions(self) -> list[Key]:
        """Those that this member has at present."""
        return list(self._terms)

    def term(self, key: Key) -> int | None:
        """The term in which the partition is had; None where it is not."""
        return self._terms.get(key)

    def has(self, place: Place) -> bool:
        """Whether the partition has been had ever since the place was taken."""
        return self._terms.get(place.key) == place.term

    def is_free(self, key: Key) -> bool:
        """Whether the partition is had, and nothing of it is under way."""
        return key in self._terms and key not in self._under_way

    def begin(self, consumer: Consumer, key: Key, first: int, last: int) -> Place:
        """Have these records under way: the partition is paused until they are over."""
        place = Place(*key, first, last, self._terms[key])
        with suppress(KafkaException):
            consumer.pause([place.start])
        self._under_way[key] = place
        return place

    def end(self, place: Place, *, is_done: bool) -> None:
        """Say, in any thread, what became of a portion; `settle` tells Kafka."""
        with self._changed:
            place.is_over, place.is_done = True, is_done
            self._changed.notify_all()

    def settle(self, consumer: Consumer) -> bool:
        """Commit what is done, have come again what is not, and read on behind both.

        False where Kafka did not hear of it. The partition then stands still until the next call: it would be read
        ahead of what a killed worker has to do again.
        """
        over = [one for one in self._under_way.values() if one.is_over]
        if not self._commit(consumer, [one for one in over if one.is_done]):
            return False
        for one in over:
            self._under_way.pop(one.key, None)
            with suppress(KafkaException):
                if not one.is_done:
                    consumer.seek(one.start)
                consumer.resume([one.start])
        return True

    def _commit(self, consumer: Consumer, places: Iterable[Place]) -> bool:
        offsets = [one.behind for one in places if self.has(one)]
        try:
            if offsets:
                consumer.commit(offsets=offsets, asynchronous=False)
        except KafkaException as error:
            names = ", ".join(f"{one.topic}/{one.partition}" for one in offsets)
            LOGGER.warning("Kafka did not hear what is done of %s: %s", names, error.args[0].name())
            return False
        return True

    def _assigned(self, _: Consumer, partitions: list[TopicPartition]) -> None:
        self._term += 1
        for one in partitions:
            self._terms[one.topic, one.partition] = self._term

    def _revoked(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Let what is under way of them end, and say so, before others read them."""
        keys, end = [(one.topic, one.partition) for one in partitions], time.monotonic() + HELD
        places = [self._under_way[one] for one in keys if one in self._under_way]
        with self._changed:
            while any(one.is_given and not one.is_over for one in places) and (left := end - time.monotonic()) > 0:
                self._changed.wait(left)
        self._commit(consumer, [one for one in places if one.is_done])
        self._give_up(consumer, partitions)

    def _lost(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Others have them already: nothing is committed of them any more."""
        self._give_up(consumer, partitions)

    def _give_up(self, consumer: Consumer, partitions: Sequence[TopicPartition]) -> None:
        # The client would remember that one was paused, and not read it when it comes back.
        with suppress(KafkaException):
            consumer.resume(list(partitions))
        self._forget([(one.topic, one.partition) for one in partitions])

    def _forget(self, keys: Sequence[Key]) -> None:
        for one in keys:
            self._terms.pop(one, None)
            self._under_way.pop(one, None)
