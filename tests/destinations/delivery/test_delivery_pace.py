"""When deliveries wait, stop and go on: Retry-After, budgets, limits, a tool that hangs."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from destinations.delivery import Delivered, Deliverer, Delivery
from destinations.delivery.send import Clocks, lasting_clock
from destinations.sdk.destination import Limits
from destinations.sdk.outcome import Retry, Sent
from destinations.testing import Answer, StandIn
from tests.destinations.delivery.toy_tool import (
    QUICK,
    TOY,
    TOYS,
    ToySettings,
    deliver,
    deliveries,
    run,
)


def test_retry_after_holds_the_whole_instance() -> None:
    one_at_a_time = replace(TOY, limits=Limits(items=1, concurrency=1))
    answered = asyncio.Event()
    patient = replace(QUICK, budget=1e9)

    async def inside() -> tuple[list[Delivered], list[Any]]:
        async with StandIn([TOYS]) as standin:
            standin.fail("shop.toy.example", [Answer(429, {"Retry-After": "3600"})])
            settings = {"shop": ToySettings()}
            async with Deliverer(
                settings, divert=standin.url, policy=patient, on_exchange=lambda _: answered.set()
            ) as deliverer:
                delivering = asyncio.create_task(deliverer.deliver(deliveries(range(4), one_at_a_time)))
                await answered.wait()
                # Nothing may leave now: give it every chance to.
                for _ in range(50):
                    await asyncio.sleep(0.001)
                await deliverer.stop(within=30.0)
                return await delivering, [one.body for one in standin.received]

    results, received = asyncio.run(inside())
    assert received == [[0]]
    assert [type(one.outcome) for one in results] == [Retry] * 4


def test_a_wait_beyond_the_budget_is_not_waited_for() -> None:
    results, received = run(deliveries([1, 2]), [Answer(503, {"Retry-After": "3600"})])
    assert received == [[1, 2]]
    assert [getattr(one.outcome, "after", None) for one in results] == [3600.0] * 2


def test_a_wait_of_our_own_ends_with_the_budget_and_is_made_all_the_same() -> None:
    policy = replace(QUICK, base=100.0, cap=100.0, budget=2.0, max_age=1e9)
    results, received = run(deliveries([1]), [500, 500, 500], policy=policy, clocks=Clocks(jitter=lambda: 1.0))
    assert received == [[1], [1]]
    assert [(type(one.outcome), one.attempts) for one in results] == [(Retry, 2)]


def test_the_budget_starts_anew_when_something_got_through() -> None:
    hour = [0.0]
    clocks = Clocks(clock=lambda: hour[0], jitter=lambda: 0.0)

    async def inside() -> list[Delivered]:
        async with StandIn([TOYS]) as standin:
            settings, policy = {"shop": ToySettings()}, replace(QUICK, budget=60.0, max_age=1e9)
            async with Deliverer(settings, divert=standin.url, policy=policy, clocks=clocks) as deliverer:
                standin.fail("shop.toy.example", [500])
                first = await deliverer.deliver(deliveries([1]))
                hour[0] = 3600.0
                standin.fail("shop.toy.example", [500])
                return first + await deliverer.deliver(deliveries([2]))

    assert [(one.outcome, one.attempts) for one in asyncio.run(inside())] == [(Sent(), 2), (Sent(), 2)]


def test_an_instance_that_lets_nothing_through_is_left_alone_and_probed_once_more() -> None:
    async def inside() -> tuple[list[Delivered], list[Delivered], int]:
        async with StandIn([TOYS]) as standin:
            standin.fail("shop.toy.example", [500, 500])
            policy = replace(QUICK, max_age=1000.0, budget=-1.0)
            async with Deliverer({"shop": ToySettings()}, divert=standin.url, policy=policy) as deliverer:
                first = await deliverer.deliver(deliveries([1, 2]))
                await deliverer.deliver(deliveries([3]))
                return first, await deliverer.deliver(deliveries([4])), len(standin.received)

    first, last, received = asyncio.run(inside())
    assert [one.outcome for one in first] == [Retry("answered 500 Internal Server Error")] * 2
    assert [one.outcome for one in last] == [Sent()]
    assert received == 3


def test_an_instance_that_hangs_delays_no_other() -> None:
    ended: list[str] = []

    async def inside() -> list[str]:
        async with StandIn([TOYS]) as standin:
            standin.fail("shop.toy.example", ["slow"])

            async def one(given: list[Delivery]) -> None:
                await deliverer.deliver(given)
                ended.append(given[0].instance)
                standin.release()

            settings = {"shop": ToySettings(), "crm": ToySettings(host="crm.toy.example")}
            async with Deliverer(settings, divert=standin.url, policy=QUICK) as deliverer:
                await asyncio.gather(one(deliveries([1])), one(deliveries(range(100), instance="crm")))
            return ended

    assert asyncio.run(inside()) == ["crm", "shop"]


def test_stopping_finishes_what_is_under_way_and_hands_back_the_rest() -> None:
    one_at_a_time = replace(TOY, limits=Limits(items=1, concurrency=1))

    async def inside() -> tuple[list[Delivered], int]:
        async with StandIn([TOYS]) as standin:
            standin.fail("shop.toy.example", ["slow"])
            async with Deliverer({"shop": ToySettings()}, divert=standin.url, policy=QUICK) as deliverer:
                delivering = asyncio.create_task(deliverer.deliver(deliveries(range(3), one_at_a_time)))
                await standin.until(1)
                stopping = asyncio.create_task(deliverer.stop(within=30.0))
                await asyncio.sleep(0)
                standin.release()
                await stopping
                return [*await delivering, *await deliverer.deliver(deliveries([9]))], len(standin.received)

    results, received = asyncio.run(inside())
    assert received == 1
    assert [type(one.outcome) for one in results] == [Sent, Retry, Retry, Retry]
    assert getattr(results[1].outcome, "reason", "") == "not delivered: the run was stopped first"


def test_stopping_does_not_wait_for_ever() -> None:
    async def inside() -> list[Delivered]:
        async with StandIn([TOYS]) as standin:
            standin.fail("shop.toy.example", ["slow"])
            async with Deliverer({"shop": ToySettings()}, divert=standin.url, policy=QUICK) as deliverer:
                delivering = asyncio.create_task(deliverer.deliver(deliveries([1])))
                await standin.until(1)
                await deliverer.stop(within=0.0)
                return await delivering

    assert [type(one.outcome) for one in asyncio.run(inside())] == [Retry]


def test_no_more_requests_are_under_way_than_declared() -> None:
    async def inside() -> int:
        async with StandIn([TOYS]) as standin:
            standin.fail("shop.toy.example", ["slow"] * 3)

            async def watch() -> int:
                await standin.until(3)
                # Were a fourth allowed, it would have left with the first three: give it every chance to arrive.
                for _ in range(50):
                    await asyncio.sleep(0.001)
                under_way = len(standin.received)
                standin.release()
                return under_way

            three = replace(TOY, limits=Limits(items=1, concurrency=3))
            _, under_way = await asyncio.gather(deliver(standin, deliveries(range(10), three)), watch())
            return under_way

    assert asyncio.run(inside()) == 3


def test_a_rate_that_is_declared_is_kept() -> None:
    one_in_an_hour = replace(TOY, limits=Limits(items=1, requests_per_second=1 / 3600))

    async def inside() -> tuple[list[Delivered], int]:
        async with (
            StandIn([TOYS]) as standin,
            Deliverer({"shop": ToySettings()}, divert=standin.url, policy=QUICK) as deliverer,
        ):
            delivering = asyncio.create_task(deliverer.deliver(deliveries([1, 2], one_in_an_hour)))
            await standin.until(1)
            await deliverer.stop(within=30.0)
            return await delivering, len(standin.received)

    results, received = asyncio.run(inside())
    assert [type(one.outcome) for one in results] == [Sent, Retry]
    assert received == 1


def test_a_clock_that_is_set_changes_no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = lasting_clock()
    before = clock()
    assert abs(before - time.time()) < 60.0
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert before <= clock() < before + 60.0
