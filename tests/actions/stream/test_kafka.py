"""Consumer groups whose partitions go from one worker to another, and brokers that are lost: nothing is passed over.

What is committed is asked of the brokers by a client of the tests' own.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from itertools import count
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition

from actions.stream import FailedEvent, Portion, kafka
from actions.stream.address import read_address
from actions.stream.brokers import open_sink
from actions.stream.control import LaneStatus
from actions.stream.kafka import KafkaSource
from actions.stream.kafka.cursor import KafkaCursor
from actions.stream.kafka.source import problems_of, problems_of_settings
from actions.stream.sink import new
from tests.actions.stream.kafka_mock import OFFSET_COMMIT, MockCluster
from tests.actions.stream.lanes import Tool, event, lane_of, lines, run_until

pytestmark = pytest.mark.cluster
NUMBERS = count(1)
T = TypeVar("T")
# A member that the group has not heard of for so long is out of it.
SHORT = "session.timeout.ms=1500&heartbeat.interval.ms=200"


@pytest.fixture
def cluster(kafka_mock: MockCluster) -> MockCluster:
    return kafka_mock


class Topic:
    """A topic of its own, with those beside it; `acknowledged` are the numbers of the events that brokers have."""

    def __init__(self, cluster: MockCluster, partitions: int) -> None:
        self.cluster, self.partitions = cluster, partitions
        self.names = cluster.make_all(f"k{next(NUMBERS)}", partitions, "shop")
        self.acknowledged: list[int] = []
        self._producer = Producer({"bootstrap.servers": cluster.servers, "enable.idempotence": True})

    def publish(self, *numbers: int) -> None:
        for one in numbers:

            def told(error: Any, _: Any, number: int = one) -> None:
                if error is None:
                    self.acknowledged.append(number)

            self._producer.produce(self.names.topic, lines(one), partition=one % self.partitions, on_delivery=told)
        self._producer.flush(30)

    def committed(self, lane: str = "shop") -> list[int]:
        reader = Consumer({"bootstrap.servers": self.cluster.servers, "group.id": self.names.group(lane)})
        try:
            places = [TopicPartition(self.names.topic, one) for one in range(self.partitions)]
            return [max(0, one.offset) for one in reader.committed(places, 10)]
        finally:
            reader.close()

    @asynccontextmanager
    async def source(self, options: str = SHORT) -> AsyncIterator[KafkaSource]:
        address = f"kafka://{self.cluster.servers}/{self.names.topic}"
        async with kafka.connected(read_address(f"{address}?{options}")) as source:
            yield source


async def taken(cursor: Any, within: float = 20.0) -> Portion:
    portion: Portion | None = await cursor.next(1, within)
    assert portion is not None
    return portion


async def while_polled(cursor: KafkaCursor, work: Awaitable[T]) -> T:
    """What the work gives, while a heartbeat hears what the group has to say, as beside any portion."""

    async def beat() -> None:
        while True:
            await cursor.keep(Portion(b"", ""))
            await asyncio.sleep(0.1)

    beating = asyncio.create_task(beat())
    try:
        return await work
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)


async def until_one_is_had(cursor: KafkaCursor) -> list[Portion]:
    """What came to the cursor until it has one of the partitions, and soon after that."""
    found = []
    async with asyncio.timeout(30):
        while not cursor._member.partitions:
            found.append(await cursor.next(1, 0.2))
    found.append(await cursor.next(1, 0.5))
    return [one for one in found if one is not None]


def test_a_partition_goes_on_once_kafka_hears_again_what_is_done(cluster: MockCluster) -> None:
    topic = Topic(cluster, 1)
    topic.publish(1, 2)

    async def run() -> None:
        async with topic.source() as source:
            cursor = await source.cursor("shop")
            first = await taken(cursor)
            cluster.fail(OFFSET_COMMIT, [KafkaError.REQUEST_TIMED_OUT] * 12)
            await cursor.done(first)
            # Not before it was heard: a killed worker has no more than one portion of a partition to do again.
            assert topic.committed() == [0]
            second = await taken(cursor)
            assert (second.data, topic.committed()) == (lines(2), [1])
            await cursor.done(second)

    asyncio.run(run())


def test_no_topic_is_made_by_a_wrong_name(cluster: MockCluster) -> None:
    name = f"wrong{next(NUMBERS)}"

    async def run() -> list[str]:
        address = read_address(f"kafka://{cluster.servers}/{name}")
        async with kafka.connected(address, makes=False) as source:
            return await source.check()

    assert f"there is no stream {name}" in asyncio.run(run())
    assert name not in Producer({"bootstrap.servers": cluster.servers}).list_topics(timeout=10).topics


def test_what_was_handed_on_goes_on_once_kafka_hears_again_what_is_done(cluster: MockCluster) -> None:
    topic = Topic(cluster, 1)

    async def run() -> list[str]:
        async with topic.source() as source:
            handoff, again = await source.handoff("shop"), await source.again("shop")
            for number in (1, 2):
                await handoff.later(Portion(b"", f"p{number}"), [FailedEvent(event(number), "shop")], 0.0)
            found = []
            for _ in range(2):
                portion = await taken(again)
                found.append(json.loads(portion.data)["event"]["messageId"])
                cluster.fail(OFFSET_COMMIT, [KafkaError.REQUEST_TIMED_OUT] * 12)
                await again.done(portion)
            return found

    assert asyncio.run(run()) == ["m1", "m2"]


def test_a_partition_that_goes_to_another_is_held_until_its_portion_has_ended(
    cluster: MockCluster, caplog: pytest.LogCaptureFixture
) -> None:
    topic = Topic(cluster, 2)
    topic.publish(0, 1)

    async def run() -> None:
        async with topic.source() as one, topic.source() as two:
            first, second = await one.cursor("shop"), await two.cursor("shop")
            under_way = [await taken(first), await taken(first)]
            asked = asyncio.create_task(until_one_is_had(second))
            await while_polled(first, asyncio.sleep(1.5))
            # Each in a task of its own, as in a lane: one of them is waited for, and the other has to wait for that.
            await asyncio.gather(*map(first.done, under_way))
            again = {one.partition for one in await while_polled(first, asked)}
            # What it had under way does not come to the other, and the place of both is behind it. The mock, unlike
            # Kafka, refuses at times what is committed while members are counted anew: that comes again, and no more.
            refused = {one for one in (0, 1) if f"{topic.names.topic}/{one}" in caplog.text}
            assert again <= refused
            assert topic.committed() == [int(one not in again) for one in (0, 1)]

    asyncio.run(run())


def test_whoever_has_lost_a_partition_moves_its_place_no_more(
    cluster: MockCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portion takes longer than it is waited for, and is done with once others have its partition."""
    monkeypatch.setattr("actions.stream.kafka.membership.HELD", 0.3)
    topic = Topic(cluster, 2)
    topic.publish(0, 1)

    async def run() -> None:
        async with topic.source() as one, topic.source() as two:
            first, second = await one.cursor("shop"), await two.cursor("shop")
            under_way = {portion.partition: portion for portion in [await taken(first), await taken(first)]}
            again: Portion = await while_polled(first, taken(second))
            assert again.data == under_way[again.partition].data
            await first.done(under_way[again.partition])
            assert topic.committed()[again.partition] == 0
            await second.done(again)
            assert topic.committed()[again.partition] == 1

    asyncio.run(run())


def test_whoever_was_out_of_the_group_drops_what_it_had_fetched(cluster: MockCluster) -> None:
    topic = Topic(cluster, 2)
    topic.publish(0, 1)
    cluster.coordinate(topic.names.group("shop"), 1)

    async def run() -> list[bytes]:
        async with topic.source() as source:
            cursor = await source.cursor("shop")
            late = await taken(cursor)
            # The other one is fetched, and given to nobody yet.
            while not cursor._ready:
                await cursor.keep(late)
            cluster.down(1)
            while cursor._member.partitions:
                await cursor.keep(late)
            await cursor.done(late)
            cluster.up(1)
            assert topic.committed() == [0, 0]
            found = []
            for _ in range(2):
                portion = await taken(cursor, 30.0)
                found.append(portion.data)
                await cursor.done(portion)
            assert topic.committed() == [1, 1]
            return found

    try:
        assert sorted(asyncio.run(run())) == [lines(0), lines(1)]
    finally:
        cluster.up(1)


def test_lanes_lose_nothing_though_one_broker_after_the_other_is_lost(cluster: MockCluster) -> None:
    """A broker is lost with the partitions that it leads and the group that it coordinates; others take these over."""
    topic, tool = Topic(cluster, 3), Tool()

    async def lose(broker: int) -> None:
        other = broker % 3 + 1
        cluster.down(broker)
        for partition in range(3):
            cluster.lead(topic.names.topic, partition, other)
        cluster.coordinate(topic.names.group("shop"), other)
        await asyncio.to_thread(topic.publish, *range(broker * 60, broker * 60 + 60))
        await asyncio.sleep(0.3)
        cluster.up(broker)

    async def feed() -> None:
        await asyncio.to_thread(topic.publish, *range(60))
        for broker in (1, 2, 3):
            await lose(broker)

    async def run() -> None:
        async with topic.source() as one, topic.source(SHORT) as two:
            feeding = asyncio.create_task(feed())

            def is_there() -> bool:
                return feeding.done() and set(tool.sent) >= {f"m{number}" for number in range(240)}

            await run_until(is_there, lane_of(one, tool), lane_of(two, tool), within=90)

    try:
        asyncio.run(run())
    finally:
        for broker in (1, 2, 3):
            cluster.up(broker)
    assert sorted(topic.acknowledged) == list(range(240))
    assert set(tool.sent) == {f"m{number}" for number in range(240)}
    # Of each partition one portion was under way, each time that a broker was lost.
    assert sum(many - 1 for many in Counter(tool.sent).values()) <= 3 * 60
    assert sum(topic.committed()) == 240


@pytest.mark.parametrize(
    ("isrs", "settings", "wrong"),
    [
        pytest.param([3, 3], {"min.insync.replicas": "2"}, [], id="well"),
        pytest.param([3, 2], {"min.insync.replicas": "2"}, ["copies that are behind, in 1 of 2 partitions"], id="lost"),
        pytest.param([3, 3], {"min.insync.replicas": "1"}, ["min.insync.replicas=1"], id="one will do"),
        pytest.param([3, 3], {}, ["cannot be seen"], id="not said"),
        pytest.param(
            [3, 3],
            {"min.insync.replicas": "2", "cleanup.policy": "compact"},
            ["drops events that nobody has read"],
            id="compacted",
        ),
    ],
)
def test_what_is_wrong_with_a_topic_is_said(isrs: list[int], settings: dict[str, str], wrong: list[str]) -> None:
    partitions = [SimpleNamespace(replicas=[1, 2, 3], isrs=list(range(one))) for one in isrs]
    found = [*problems_of("t", partitions), *problems_of_settings("t", settings)]
    assert len(found) == len(wrong)
    assert all(part in one for part, one in zip(wrong, found, strict=True))


def test_lanes_are_held_against_the_time_for_which_a_topic_keeps_events(kafka_servers: str) -> None:
    address = read_address(f"kafka://{kafka_servers}/kept{next(NUMBERS)}", 1)

    async def run() -> tuple[float | None, LaneStatus]:
        async with open_sink(address, 3600.0) as sink, kafka.connected(address) as source:
            await sink.publish([new(event(1), json.loads(event(1)))])
            control = await source.control()
            await control.report("w", {"shop": {}})
            await asyncio.sleep(1.1)
            (status,) = await control.status()
            return await control.kept(), status

    kept, status = asyncio.run(run())
    assert (kept, status.lag) == (3600.0, 1)
    assert status.oldest is not None
    assert 1.0 < status.oldest < 60.0
