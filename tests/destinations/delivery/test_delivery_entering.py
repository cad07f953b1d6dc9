"""A deliverer says at once, and before anything is sent, when it cannot be used."""

import asyncio
import pickle
from collections.abc import Awaitable, Callable

import pytest

from destinations.delivery import Deliverer, DelivererError
from destinations.sdk.outcome import Retry
from destinations.sdk.settings import Settings
from tests.destinations.delivery.toy_tool import ToySettings, deliveries, run


class RudeSettings(Settings):
    def private_networks(self) -> tuple[str, ...]:
        raise SystemExit(0)


class OddSettings(Settings):
    def private_networks(self) -> tuple[str, ...]:
        return ("somewhere",)


async def twice() -> None:
    async with Deliverer({}) as deliverer, deliverer:
        pass


async def never() -> None:
    await Deliverer({"shop": ToySettings()}).deliver(deliveries([1]))


async def nowhere() -> None:
    async with Deliverer({}, divert="localhost:8090"):
        pass


async def rudely() -> None:
    async with Deliverer({"shop": ToySettings(), "rude": RudeSettings()}):
        pass


async def oddly() -> None:
    async with Deliverer({"odd": OddSettings()}):
        pass


@pytest.mark.parametrize(
    ("use", "words"),
    [
        pytest.param(twice, "is in use already; make another one", id="entered within itself"),
        pytest.param(never, "enter the deliverer first: async with", id="not entered"),
        pytest.param(nowhere, "cannot divert to localhost:8090: the URL must start with", id="diverted to no URL"),
        pytest.param(rudely, "rude: its settings cannot be used: SystemExit: 0", id="settings that exit"),
        pytest.param(oddly, "odd: its settings cannot be used: 'somewhere' does not appear to be", id="no network"),
    ],
)
def test_what_cannot_be_entered_says_so_at_once(use: Callable[[], Awaitable[None]], words: str) -> None:
    with pytest.raises(DelivererError, match=words):
        asyncio.run(use())  # type: ignore[arg-type]  # coroutine functions all


def test_after_its_end_it_says_so() -> None:
    async def inside() -> None:
        async with Deliverer({"shop": ToySettings()}) as deliverer:
            pass
        await deliverer.deliver(deliveries([1]))

    with pytest.raises(DelivererError, match="this deliverer was left; enter it again: async with deliverer"):
        asyncio.run(inside())


def test_while_it_ends_deliveries_come_back() -> None:
    async def inside() -> object:
        async with Deliverer({"shop": ToySettings()}) as deliverer:
            await deliverer.stop(0)
            return (await deliverer.deliver(deliveries([1])))[0].outcome

    assert asyncio.run(inside()) == Retry("not delivered: the run was stopped first", counts=False)


def test_it_is_not_handed_to_another_process() -> None:
    with pytest.raises(TypeError, match="a deliverer belongs to one process; pass on the project"):
        pickle.dumps(Deliverer({"shop": ToySettings()}))


def test_a_sound_one_delivers() -> None:
    assert len(run(deliveries([1]))[0]) == 1
