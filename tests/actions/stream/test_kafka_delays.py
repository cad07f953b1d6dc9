"""What waits in a topic of a delay for longer than a member of its group may go without a poll."""

import asyncio
import time

import pytest

from actions.stream import FailedEvent, Portion
from actions.stream.kafka.again import KafkaAgain
from tests.actions.stream.kafka_mock import MockCluster
from tests.actions.stream.lanes import Tool, event, lane_of, run_until
from tests.actions.stream.test_kafka import SHORT, Topic

pytestmark = pytest.mark.cluster
# A member that does not poll for so long is thrown out.
POLLS = f"{SHORT}&max.poll.interval.ms=2000"
WAITS = 5.0


def test_a_delivery_that_waits_for_longer_than_the_time_between_polls_keeps_its_member(
    kafka_mock: MockCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic, tool, readers = Topic(kafka_mock, 1), Tool(), list[KafkaAgain]()
    made = KafkaAgain.__init__

    def noted(self: KafkaAgain, *args: object) -> None:
        readers.append(self)
        made(self, *args)  # type: ignore[arg-type] # as it is called

    monkeypatch.setattr(KafkaAgain, "__init__", noted)

    async def run() -> tuple[float, int]:
        async with topic.source(POLLS) as source:
            at = time.time() + WAITS
            await (await source.handoff("shop")).later(
                Portion(b"", "p"), [FailedEvent(event(1), "shop", "all", tries=1)], at
            )
            await run_until(lambda: tool.sent, lane_of(source, tool), within=40)
            return time.time() - at, readers[0]._member._term

    late, terms = asyncio.run(run())
    assert (tool.sent, terms) == (["m1"], 1)
    assert late >= 0.0


def test_a_member_that_does_not_poll_is_thrown_out(kafka_mock: MockCluster) -> None:
    topic = Topic(kafka_mock, 1)

    async def run() -> int:
        async with topic.source(POLLS) as source:
            again = await source.again("shop")
            async with asyncio.timeout(40):
                while not again._member.partitions:
                    await again.next(1, 0.2)
                await asyncio.sleep(WAITS)
                while again._member._term == 1:
                    await again.next(1, 0.2)
            return again._member._term

    assert asyncio.run(run()) > 1
