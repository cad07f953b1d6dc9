"""Answers have so much time, and what the process itself is late by does not count."""

import asyncio
import threading
import time

import pytest

from destinations.delivery.wire.patience import Patience


def test_an_answer_that_was_there_while_the_process_had_no_time_is_taken() -> None:
    async def use() -> str:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        is_there = threading.Event()

        def give() -> None:
            loop.call_soon_threadsafe(answer.set_result, "taken")
            is_there.set()

        loop = asyncio.get_running_loop()
        async with Patience(0.05):
            threading.Thread(target=give).start()
            # All callbacks wait meanwhile, that of the timer included.
            is_there.wait()
            time.sleep(0.2)  # noqa: ASYNC251 - that is what is tried
            return await answer

    assert asyncio.run(use()) == "taken"


@pytest.mark.parametrize("busy", [0.0, 0.2], ids=["who has time", "who had none at first"])
def test_nobody_waits_for_an_answer_that_never_comes(busy: float) -> None:
    async def use() -> float:
        began = time.monotonic()
        with pytest.raises(TimeoutError):  # noqa: PT012 - what is left is what raises
            async with Patience(0.05):
                time.sleep(busy)  # noqa: ASYNC251 - a busy event loop is what is tried
                await asyncio.sleep(60)
        return time.monotonic() - began

    assert busy + 0.05 <= asyncio.run(use()) < 30


def test_who_is_done_in_time_is_left_alone_afterwards() -> None:
    async def use() -> str:
        async with Patience(0.05):
            pass
        await asyncio.sleep(0.1)
        return "fine"

    assert asyncio.run(use()) == "fine"
