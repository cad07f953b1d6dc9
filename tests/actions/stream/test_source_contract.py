"""What every source does, whatever keeps its events."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from itertools import count
from typing import Any, Protocol

import pytest
from confluent_kafka import Producer

from actions.stream import FailedEvent, MemorySource, Portion, Source, kafka
from actions.stream.address import read_address
from actions.stream.failed_event import read_failed_events
from actions.stream.kafka import KafkaSource
from actions.stream.kafka.topics import make_topics
from actions.stream.nats import NatsSource, connected
from actions.stream.nats.connection import connection
from tests.actions.stream.kafka_mock import MockCluster
from tests.actions.stream.lanes import event, lines
from tests.actions.stream.nats_server import dead_letters


class Broker(Protocol):
    """A source to be tested, with what tests need beside its interface."""

    @property
    def source(self) -> Source: ...
    async def publish(self, data: bytes) -> None: ...
    async def dead(self, lane: str) -> list[FailedEvent]: ...


class InMemory:
    def __init__(self) -> None:
        self.source = MemorySource(lease=60.0)

    async def publish(self, data: bytes) -> None:
        self.source.publish(data)

    async def dead(self, lane: str) -> list[FailedEvent]:
        return self.source.dead[lane]


Clause = Callable[[Broker], Coroutine[Any, Any, None]]
Check = Callable[[Clause], None]
MakeBroker = Callable[[], AbstractAsyncContextManager[Broker]]


@asynccontextmanager
async def in_memory() -> AsyncIterator[Broker]:
    yield InMemory()


class InJetStream:
    """A stream of its own on a real server."""

    def __init__(self, source: NatsSource, context: Any) -> None:
        self.source = source
        self._nats = source
        self._context = context

    async def publish(self, data: bytes) -> None:
        await self._context.publish(f"{self._nats.names.stream}.0", data)

    async def dead(self, lane: str) -> list[FailedEvent]:
        return await dead_letters(self._context, self._nats.names, lane)


@asynccontextmanager
async def in_jetstream(address: str) -> AsyncIterator[Broker]:
    stream = f"S{next(NUMBERS)}"
    async with connection(address) as client:
        context = client.jetstream()
        await context.add_stream(name=stream, subjects=[f"{stream}.*"])
        async with connected(address, stream) as source:
            yield InJetStream(source, context)


class InKafka:
    """A topic of its own with one partition."""

    def __init__(self, source: KafkaSource, producer: Producer) -> None:
        self.source = source
        self._names = source.names
        self._producer = producer

    async def publish(self, data: bytes) -> None:
        self._producer.produce(self._names.topic, data, partition=0)
        await asyncio.to_thread(self._producer.flush, 10)

    async def dead(self, lane: str) -> list[FailedEvent]:
        return [one async for _, one in (await self.source.control()).letters(lane)]


@asynccontextmanager
async def in_kafka(servers: str, mock: MockCluster | None = None) -> AsyncIterator[Broker]:
    topic = f"t{next(NUMBERS)}"
    producer = Producer({"bootstrap.servers": servers})
    if mock is not None:
        mock.make_all(topic, 1, "shop", "crm")
    address = read_address(f"kafka://{servers}/{topic}", 1)
    await make_topics({"bootstrap.servers": servers}, {topic: {}}, address)
    async with kafka.connected(address) as source:
        yield InKafka(source, producer)


NUMBERS = count(1)
BROKERS = ("memory", "jetstream", *(pytest.param(name, marks=pytest.mark.cluster) for name in ("kafka", "mock")))


@pytest.fixture(params=BROKERS)
def check(request: pytest.FixtureRequest) -> Check:
    """A function that runs one clause of the contract on a new broker."""
    make: MakeBroker = in_memory
    if request.param == "jetstream":
        make = partial(in_jetstream, request.getfixturevalue("nats_address"))
    if request.param == "kafka":
        make = partial(in_kafka, request.getfixturevalue("kafka_servers"))
    if request.param == "mock":
        mock: MockCluster = request.getfixturevalue("kafka_mock")
        make = partial(in_kafka, f"{mock.servers}", mock)

    def run(clause: Clause) -> None:
        async def inside() -> None:
            async with make() as broker:
                await asyncio.wait_for(clause(broker), 60)

        asyncio.run(inside())

    return run


async def taken(cursor: Any, within: float = 20.0) -> Portion:
    portion: Portion | None = await cursor.next(1, within)
    assert portion is not None
    return portion


def test_portions_come_in_order_and_done_is_final(check: Check) -> None:
    async def clause(broker: Broker) -> None:
        for number in range(3):
            await broker.publish(lines(number))
        cursor, seen = await broker.source.cursor("shop"), []
        for _ in range(3):
            portion = await taken(cursor)
            seen.append(portion.data)
            assert (portion.tries, portion.is_again) == (1, False)
            await cursor.done(portion)
        assert b"".join(seen) == lines(0, 1, 2)
        assert await cursor.next(100, 0.1) is None
        assert await (await broker.source.cursor("shop")).next(100, 0.1) is None

    check(clause)


def test_what_is_given_back_comes_again_before_what_is_behind_it(check: Check) -> None:
    async def clause(broker: Broker) -> None:
        await broker.publish(lines(1))
        await broker.publish(lines(2))
        cursor = await broker.source.cursor("shop")
        first = await taken(cursor)
        await cursor.give_back(first)
        again = await taken(cursor)
        assert (again.key, again.data, again.tries) == (first.key, first.data, 2)
        await cursor.done(again)
        assert (await taken(cursor)).data == lines(2)

    check(clause)


def test_of_one_partition_one_portion_is_under_way(check: Check) -> None:
    async def clause(broker: Broker) -> None:
        await broker.publish(lines(1))
        await broker.publish(lines(2))
        one, other = [await broker.source.cursor("shop") for _ in range(2)]
        first = await taken(one)
        assert await other.next(100, 0.1) is None
        await one.keep(first)
        await one.done(first)
        # Whichever of them has the partition.
        second = None
        while second is None:
            second = await one.next(1, 0.2) or await other.next(1, 0.2)
        assert second.data == lines(2)

    check(clause)


def test_each_lane_has_a_place_of_its_own(check: Check) -> None:
    async def clause(broker: Broker) -> None:
        await broker.publish(lines(1))
        for lane in ("shop", "crm"):
            cursor = await broker.source.cursor(lane)
            portion = await taken(cursor)
            assert portion.data == lines(1)
            await cursor.done(portion)

    check(clause)


def test_what_is_handed_on_comes_at_its_time_once_however_often_it_is_written(check: Check) -> None:
    async def clause(broker: Broker) -> None:
        await broker.publish(lines(1))
        cursor, again = await broker.source.cursor("shop"), await broker.source.again("shop")
        handoff, portion = await broker.source.handoff("shop"), await taken(cursor)
        letter = FailedEvent(event(1), "shop", "all", tries=1)
        due = portion.at + 1.0
        for _ in range(2):
            await handoff.later(portion, [letter], due)
        await cursor.done(portion)
        assert await again.next(100, 0.1) is None
        come = await taken(again)
        assert come.is_again
        assert read_failed_events(come.data) == [letter]
        await again.done(come)
        assert await again.next(100, 0.3) is None

    check(clause)


def test_dead_letters_are_kept_once_however_often_they_are_written(check: Check) -> None:
    async def clause(broker: Broker) -> None:
        await broker.publish(lines(1))
        cursor, handoff = await broker.source.cursor("shop"), await broker.source.handoff("shop")
        portion = await taken(cursor)
        letter = FailedEvent(event(1), "shop", "all", cause="rejected", reason="no")
        for _ in range(2):
            await handoff.dead(portion, [letter])
        assert await broker.dead("shop") == [letter]

    check(clause)


def test_what_is_written_again_once_the_first_is_gone_is_kept_again(check: Check) -> None:
    async def clause(broker: Broker) -> None:
        await broker.publish(lines(1))
        handoff, portion = await broker.source.handoff("shop"), await taken(await broker.source.cursor("shop"))
        control, again = await broker.source.control(), await broker.source.again("shop")
        for name in ("first", "second"):
            for _ in range(2):
                await handoff.dead(portion, [FailedEvent(event(1), "shop", "all", cause="rejected", reason=name)])
            (letter,) = [one async for one in control.letters("shop")]
            assert letter.letter.reason == name
            assert await control.drop([letter.number]) == 1
            assert not [one async for one in control.letters("shop")]
            await handoff.later(portion, [FailedEvent(event(1), "shop", "all", tries=1)], portion.at)
            await again.done(await taken(again))

    check(clause)


# The mock takes no commit of whoever is not a member of the group, as a rewind is.
@pytest.mark.parametrize("check", BROKERS[:-1], indirect=True)
def test_what_was_never_read_is_not_passed_over_by_a_rewind_to_a_later_moment(check: Check) -> None:
    async def clause(broker: Broker) -> None:
        cursor, control = await broker.source.cursor("shop"), await broker.source.control()
        for number in (1, 2, 3):
            await broker.publish(lines(number))
        await cursor.done(await taken(cursor))
        await cursor.leave()
        await control.rewind("shop", time.time() + 60)
        cursor = await broker.source.cursor("shop")
        found = list[bytes]()
        while b"m3" not in b"".join(found):
            portion = await taken(cursor)
            found.append(portion.data)
            await cursor.done(portion)
        assert b"m2" in b"".join(found)

    check(clause)


def test_other_letters_of_a_portion_that_came_again_are_not_lost(check: Check) -> None:
    async def clause(broker: Broker) -> None:
        await broker.publish(lines(1, 2))
        cursor, again = await broker.source.cursor("shop"), await broker.source.again("shop")
        handoff, portion = await broker.source.handoff("shop"), await taken(cursor)
        first, second = (FailedEvent(event(number), "shop", "all", id=f"id-{number}") for number in (1, 2))
        await handoff.dead(portion, [first])
        await handoff.dead(portion, [first, second])
        assert second in await broker.dead("shop")
        await handoff.later(portion, [first], portion.at)
        await handoff.later(portion, [second], portion.at)
        found: list[FailedEvent] = []
        while second not in found:
            come = await taken(again)
            found += read_failed_events(come.data)
            await again.done(come)

    check(clause)


@pytest.mark.parametrize(
    "large",
    [
        pytest.param(b"\x01" * 800_000, id="each byte takes six as JSON"),
        pytest.param(event(1, note="x" * 4_193_000), id="JSON"),
    ],
)
def test_what_is_larger_than_the_broker_takes_is_a_dead_letter_with_its_beginning(check: Check, large: bytes) -> None:
    async def clause(broker: Broker) -> None:
        handoff, portion = await broker.source.handoff("shop"), Portion(large, "events/7")
        await handoff.dead(portion, [FailedEvent(large, "shop", cause="refused", reason="no JSON " * 9_000)])
        small = FailedEvent(event(2), "shop", "all", id="id-2", tries=1)
        too_large = FailedEvent(large * 2, "shop", "all", id="id-1", reason="503", tries=1)
        await handoff.later(portion, [too_large, small], time.time())
        come = await taken(await broker.source.again("shop"))
        assert small in read_failed_events(come.data)
        if isinstance(broker, InMemory):
            return
        assert read_failed_events(come.data) == [small]
        first, second = await broker.dead("shop")
        assert [(one.cause, one.reason.partition(";")[0].strip()) for one in (first, second)] == [
            ("refused", ("no JSON " * 9_000)[:200].strip()),
            ("gave_up", "503"),
        ]
        for one, of in ((first, large), (second, large * 2)):
            assert one.reason.endswith(f"all {len(of)} bytes are in events/7")
            assert of.startswith(one.event)
            assert len(one.event) > 1000

    check(clause)


def test_parts_of_a_portion_are_handed_on_by_themselves(check: Check) -> None:
    async def clause(broker: Broker) -> None:
        await broker.publish(lines(1, 2))
        cursor, again = await broker.source.cursor("shop"), await broker.source.again("shop")
        handoff, portion = await broker.source.handoff("shop"), await taken(cursor)
        for number in (1, 2):
            await handoff.later(portion.part(number), [FailedEvent(event(number), "shop")], portion.at)
        found = []
        for _ in range(2):
            found.append(await taken(again))
            await again.done(found[-1])
        assert sorted(one.event for come in found for one in read_failed_events(come.data)) == [event(1), event(2)]

    check(clause)


def test_a_cursor_says_what_is_left_and_what_it_reads(check: Check) -> None:
    async def clause(broker: Broker) -> None:
        cursor = await broker.source.cursor("shop")
        assert (await cursor.lag()).messages == 0
        await broker.publish(lines(1))
        await broker.publish(lines(2))
        assert (await cursor.lag()).messages == 2
        await cursor.done(await taken(cursor))
        assert (await cursor.lag()).messages == 1
        assert cursor.owned().share == 1.0

    check(clause)
