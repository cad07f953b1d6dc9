"""What people see of the lanes of a topic, and do to them: written down in a topic of its own."""

import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition

from actions.stream.control import LaneStatus, Numbered
from actions.stream.failed_event import FailedEventError, read_failed_events
from actions.stream.kafka.again import NAME, headers_of
from actions.stream.kafka.client import ANSWER, Options, Threaded, Writer, sound
from actions.stream.kafka.cursor import lag_of
from actions.stream.kafka.names import Names
from actions.stream.kafka.reading import Follower
from actions.stream.kafka.topics import settings_of

# A worker that has said nothing for so long is gone.
FRESH = 10.0
DROPPED = "dropped"
# The number of a dead letter is that of its record, and of its partition.
PARTITIONS = 1024


class KafkaControl:
    """Reads and writes the topics of control and of dead letters."""

    def __init__(self, options: Options, names: Names, writer: Writer) -> None:
        self._options = options
        self._names = names
        self._writer = writer
        self._news = Follower(options, names.control)
        self._paused: dict[str, str] = {}
        self._reports: dict[str, dict[str, Any]] = {}
        self._known: set[str] = set()

    async def status(self) -> list[LaneStatus]:
        await self._read()
        found = {name: LaneStatus(name) for name in sorted(self._lanes())}
        letters = [one async for one in self.letters()]
        for name, one in found.items():
            one.lag, one.oldest = await self._lag(self._names.group(name), [self._names.topic])
            one.waiting, _ = await self._lag(f"{self._names.group(name)}.later", self._names.delays(name))
            one.dead = sum(letter.instance == name for _, letter in letters)
            one.paused = self._paused.get(name)
            one.workers = {who: facts["lanes"][name] for who, facts in self._fresh().items() if name in facts["lanes"]}
        return list(found.values())

    async def paused(self) -> Mapping[str, str]:
        await self._read()
        return self._paused

    async def pause(self, lane: str, reason: str) -> None:
        await self._say(f"paused.{lane}", {"reason": reason})

    async def resume(self, lane: str) -> None:
        await self._say(f"paused.{lane}", {"reason": None})

    async def read_by(self, lane: str) -> int:
        await self._read()
        return sum(bool(facts["lanes"].get(lane, {}).get("share")) for facts in self._fresh().values())

    async def rewind(self, lane: str, to: float) -> None:
        consumer = Threaded({**self._options, "group.id": self._names.group(lane)})
        try:
            await consumer.run(partial(rewind_group, topic=self._names.topic, to=to))
        finally:
            await consumer.close()

    async def report(self, worker: str, facts: Mapping[str, Mapping[str, Any]]) -> None:
        # A report is kept until the next one of the same worker; that there is a lane, for good.
        for lane in facts.keys() - self._known:
            await self._say(f"lane.{lane}", {"at": time.time()})
            self._known.add(lane)
        await self._say(f"report.{worker}", {"at": time.time(), "lanes": facts})

    async def letters(self, lane: str | None = None) -> AsyncIterator[Numbered]:
        for numbers, message in await self._letters():
            try:
                found = read_failed_events(message.value() or b"")
            except FailedEventError:
                continue
            for letter in found:
                if lane in (None, letter.instance):
                    yield Numbered(numbers[0], letter)

    async def kept(self) -> float | None:
        kept = (await settings_of(self._options, self._names.topic)).get("retention.ms", "-1")
        return int(kept) / 1000 if int(kept) > 0 else None

    async def drop(self, numbers: Sequence[int]) -> int:
        there = [own for own, _ in await self._letters() if own[0] in numbers]
        if there:
            # No record can be taken out of a topic: what is dropped is written down behind it.
            dropped = json.dumps(sorted(number for own in there for number in own))
            await self._writer.write(self._names.dead, [{"value": b"", "headers": {DROPPED: dropped}}])
        return len(there)

    async def _letters(self) -> list[tuple[list[int], Message]]:
        """Records of dead letters that nobody has dropped, each with its number and those of its repeats."""
        reader = Follower(self._options, self._names.dead)
        try:
            messages = await reader.more()
        finally:
            await reader.close()
        dropped = {number for one in messages for number in _dropped(one)}
        found: dict[str, tuple[list[int], Message]] = {}
        for one in messages:
            number = _number(one)
            if number not in dropped and one.value():
                found.setdefault(headers_of(one).get(NAME) or str(number), ([], one))[0].append(number)
        return list(found.values())

    def _lanes(self) -> set[str]:
        return self._known | {name for facts in self._reports.values() for name in facts["lanes"]} | self._paused.keys()

    def _fresh(self) -> dict[str, dict[str, Any]]:
        since = time.time() - FRESH
        return {who: facts for who, facts in self._reports.items() if facts["at"] >= since}

    async def _say(self, key: str, value: Mapping[str, Any]) -> None:
        await self._writer.write(self._names.control, [{"key": key, "value": json.dumps(value).encode()}])

    async def _read(self) -> None:
        for one in await self._news.more():
            key, value = (one.key() or b"").decode("utf-8", "replace"), _object(one)
            kind, _, name = key.partition(".")
            if kind == "report" and value.keys() >= {"at", "lanes"}:
                self._reports[name] = value
            elif kind == "lane":
                self._known.add(name)
            elif kind == "paused" and value.get("reason") is None:
                self._paused.pop(name, None)
            elif kind == "paused":
                self._paused[name] = str(value["reason"])

    async def _lag(self, group: str, topics: Sequence[str]) -> tuple[int, float | None]:
        consumer = Threaded({**self._options, "group.id": group})
        try:
            return await consumer.run(partial(_lag, topics=topics))
        finally:
            await consumer.close()


def _object(message: Message) -> dict[str, Any]:
    """What the record says; nothing where somebody else wrote it."""
    with suppress(ValueError):
        found = json.loads(message.value() or b"{}")
        return found if isinstance(found, dict) else {}
    return {}


def _dropped(message: Message) -> list[int]:
    """The numbers of the letters that this record drops."""
    with suppress(ValueError):
        numbers = json.loads(headers_of(message).get(DROPPED, "[]"))
        return [one for one in numbers if isinstance(one, int)] if isinstance(numbers, list) else []
    return []


def _number(message: Message) -> int:
    return (message.offset() or 0) * PARTITIONS + (message.partition() or 0)


def _places(consumer: Consumer, topic: str) -> list[TopicPartition]:
    found = consumer.list_topics(topic, ANSWER).topics.get(topic)
    return [TopicPartition(topic, one) for one in found.partitions] if found and found.error is None else []


def _lag(consumer: Consumer, topics: Sequence[str]) -> tuple[int, float | None]:
    """How many records wait behind the places of a group, and for how many seconds the oldest of them has."""
    here = [place for topic in topics for place in _places(consumer, topic)]
    committed = consumer.committed(here, ANSWER) if here else []
    lag = lag_of(consumer, committed)
    return lag, _age(consumer, committed) if lag else None


def _age(consumer: Consumer, committed: Sequence[TopicPartition]) -> float | None:
    """How many seconds ago the oldest of the first records behind these places came; None where none can be read."""
    starts = []
    for one in committed:
        low, high = consumer.get_watermark_offsets(one, ANSWER)
        if (start := max(low, one.offset)) < high:
            starts.append(TopicPartition(one.topic, one.partition, start))
    left, came, end = {(one.topic, one.partition) for one in starts}, list[float](), time.monotonic() + ANSWER
    consumer.assign(starts)
    while left and time.monotonic() < end:
        for message in sound(consumer.consume(1, 0.2)):
            consumer.pause([TopicPartition(str(message.topic()), message.partition() or 0)])
            left.discard((str(message.topic()), message.partition() or 0))
            came.append((message.timestamp()[1] or 0) / 1000)
    consumer.unassign()
    return max(0.0, time.time() - min(came)) if came else None


def rewind_group(consumer: Consumer, topic: str, to: float) -> None:
    """Have the consumer's group read the topic from that moment on, and all that it has not read."""
    here = _places(consumer, topic)
    wanted = [TopicPartition(one.topic, one.partition, int(to * 1000)) for one in here]
    read = {one.partition: one.offset for one in consumer.committed(here, ANSWER)}
    found = consumer.offsets_for_times(wanted, ANSWER)
    for one in found:
        if one.error is not None:
            raise KafkaException(one.error)
        low, high = consumer.get_watermark_offsets(one, ANSWER)
        # Where nothing came since then, the cluster says a number below zero; so does a group that has read nothing.
        since, unread = (at if at >= 0 else default for at, default in ((one.offset, high), (read[one.partition], low)))
        one.offset = min(since, unread)
    consumer.commit(offsets=found, asynchronous=False)
