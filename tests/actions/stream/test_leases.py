"""Workers share the partitions of a lane, and with them the rates of tools; people pause, rewind and look at lanes."""

import asyncio
import json
import time
from itertools import count
from typing import Any

import pytest

from actions.stream import FailedEvent, Portion
from actions.stream.nats import connected
from actions.stream.nats.connection import connection
from tests.actions.stream.lanes import QUICK, Tool, event, lane_of, lines, run_until

NUMBERS = count(1)
PARTITIONS = 4


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases end, and are looked at, sooner than in production."""
    monkeypatch.setattr("actions.stream.nats.leases.BEAT", 0.1)
    monkeypatch.setattr("actions.stream.nats.source.LEASE", 1.0)
    monkeypatch.setattr("actions.stream.lanes.worker.WATCHED_EVERY", 0.05)


async def make_stream(address: str, stream: str) -> None:
    async with connection(address) as client:
        await client.jetstream().add_stream(name=stream, subjects=[f"{stream}.*"])


async def publish(address: str, stream: str, *numbers: int) -> None:
    async with connection(address) as client:
        for number in numbers:
            await client.jetstream().publish(f"{stream}.{number % PARTITIONS}", lines(number))


def source(address: str, stream: str) -> Any:
    return connected(address, stream, partitions=PARTITIONS, leases=True)


async def until_owned(*wanted: tuple[Any, int]) -> None:
    """Ask the cursors for portions until each owns so many partitions."""
    async with asyncio.timeout(20):
        while any(cursor.owned().partitions != many for cursor, many in wanted):
            for cursor, _ in wanted:
                assert await cursor.next(1, 0.02) is None


def test_workers_share_partitions_and_take_over_those_of_one_that_is_gone(nats_address: str) -> None:
    stream = f"L{next(NUMBERS)}"

    async def run() -> None:
        await make_stream(nats_address, stream)
        async with source(nats_address, stream) as one, source(nats_address, stream) as other:
            first, second = await one.cursor("shop"), await other.cursor("shop")
            await until_owned((first, PARTITIONS))
            assert first.owned().share == 1.0
            await until_owned((first, 2), (second, 2))
            assert second.owned().share == 0.5
            # One ends as it should, and its partitions are free at once.
            await second.leave()
            await until_owned((first, PARTITIONS))
            await until_owned((first, 2), (second, 2))
            # One is killed: its leases end by themselves.
            begun = time.monotonic()
            await until_owned((first, PARTITIONS))
            assert time.monotonic() - begun > 0.2

    asyncio.run(run())


def test_a_lane_uses_its_part_of_the_rates_of_tools(nats_address: str) -> None:
    stream = f"L{next(NUMBERS)}"

    async def run() -> tuple[Tool, Tool]:
        await make_stream(nats_address, stream)
        async with source(nats_address, stream) as one, source(nats_address, stream) as other:
            tools = Tool(), Tool()
            lanes = [lane_of(at, tool) for at, tool in zip((one, other), tools, strict=True)]
            number = count(1)

            def shares() -> bool:
                return all(lane.share == 0.5 for lane in lanes)

            async def feed() -> None:
                while not shares():
                    await publish(nats_address, stream, *[next(number) for _ in range(PARTITIONS)])
                    await asyncio.sleep(0.05)

            await asyncio.gather(feed(), run_until(shares, *lanes))
            return tools

    for tool in asyncio.run(run()):
        assert tool.shares[-1] == 0.5


def test_people_pause_a_lane_rewind_it_and_have_it_go_on(nats_address: str) -> None:
    stream = f"L{next(NUMBERS)}"

    async def run() -> None:
        await make_stream(nats_address, stream)
        await publish(nats_address, stream, 1, 2)
        async with source(nats_address, stream) as one:
            control, tool = await one.control(), Tool()
            await run_until(lambda: len(tool.sent) == 2, lane_of(one, tool))
            between = time.time()
            await control.pause("shop", "their maintenance")
            assert await control.paused() == {"shop": "their maintenance"}
            await publish(nats_address, stream, 3)
            (status,) = await control.status()
            assert (status.name, status.lag, status.dead, status.paused) == ("shop", 1, 0, "their maintenance")
            assert status.oldest is not None
            for to, lag in ((between, 1), (between - 3600, 3), (between, 3)):
                await control.rewind("shop", to)
                (status,) = await control.status()
                assert status.lag == lag
            await control.resume("shop")
            assert await control.paused() == {}
            again = Tool()
            await run_until(lambda: len(again.sent) == 3, lane_of(one, again))
            assert sorted(again.sent) == ["m1", "m2", "m3"]

    asyncio.run(run())


def test_a_lane_that_is_held_reads_nothing_and_leaves_its_partitions_to_others(nats_address: str) -> None:
    stream = f"L{next(NUMBERS)}"

    async def run() -> None:
        await make_stream(nats_address, stream)
        async with source(nats_address, stream) as one, source(nats_address, stream) as other:
            held, goes = lane_of(one, Tool()), lane_of(other, tool := Tool())
            held.hold()
            stop = asyncio.Event()
            running = asyncio.create_task(held.run(stop))
            await publish(nats_address, stream, *range(8))
            await run_until(lambda: len(tool.sent) == 8, goes)
            stop.set()
            await running
            assert not held.counts

    asyncio.run(run())


def test_a_lane_of_several_partitions_is_held_without_a_fault(nats_address: str) -> None:
    """Each partition is read by a task of its own, and each of these lets go of all."""
    stream = f"L{next(NUMBERS)}"

    async def run() -> None:
        await make_stream(nats_address, stream)
        async with source(nats_address, stream) as one:
            cursor = await one.cursor("shop")
            await until_owned((cursor, PARTITIONS))
            found = await asyncio.gather(*(cursor.leave() for _ in range(PARTITIONS)), return_exceptions=True)
            assert found == [None] * PARTITIONS

    asyncio.run(run())


def test_dead_letters_are_listed_by_number_and_dropped_one_by_one(nats_address: str) -> None:
    stream = f"L{next(NUMBERS)}"

    async def run() -> None:
        await make_stream(nats_address, stream)
        async with source(nats_address, stream) as one:
            control = await one.control()
            for lane in ("shop", "crm"):
                handoff = await one.handoff(lane)
                await handoff.dead(Portion(b"", "p"), [FailedEvent(event(number), lane, "all") for number in (1, 2)])
            found = [letter async for letter in control.letters()]
            assert [letter.instance for _, letter in found] == ["shop", "shop", "crm", "crm"]
            assert await control.drop([found[0].number, found[3].number, 99]) == 2
            assert [letter.event async for _, letter in control.letters("shop")] == [found[1].letter.event]
            assert [letter.event async for _, letter in control.letters("crm")] == [found[2].letter.event]

    asyncio.run(run())


def test_a_worker_says_what_it_does(nats_address: str) -> None:
    from actions.stream import Worker
    from tests.actions.stream.lanes import project

    stream = f"L{next(NUMBERS)}"

    async def run() -> dict[str, Any]:
        await make_stream(nats_address, stream)
        async with source(nats_address, stream) as one:
            control = await one.control()
            worker = Worker(project("shop"), one, {}, pace=QUICK)
            seen: dict[str, Any] = {}

            async def look() -> None:
                while not seen:
                    seen.update({at.name: at.workers for at in await control.status() if at.workers})
                    await asyncio.sleep(0.05)

            await asyncio.gather(look(), run_until(lambda: seen, worker))
            return seen

    (facts,) = asyncio.run(run())["shop"].values()
    assert json.loads(json.dumps(facts))["paused"] is None
