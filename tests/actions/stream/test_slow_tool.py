"""One of twenty tools answers nothing: the others get all events meanwhile, and it gets its own once it answers."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from actions.stream.address import read_address
from actions.stream.brokers import open_sink
from actions.stream.sink import new
from tests.actions.cli.sending import event, project, server, start, taken
from tests.actions.stream.sizes import short_or_full

pytestmark = pytest.mark.cluster
EVENTS = short_or_full(40, 400)
NAMES = [f"tool{number}" for number in range(20)]


async def publish(text: str) -> None:
    events = [event(number) for number in range(EVENTS)]
    async with open_sink(read_address(text), 3600.0) as sink:
        # Messages of their own: a lane takes the next one once it is done with the one before.
        for at in range(0, EVENTS, EVENTS // 4):
            await sink.publish([new(json.dumps(one).encode(), one) for one in events[at : at + EVENTS // 4]])


def until(holds: Callable[[], bool], within: float = 150.0) -> None:
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def has_all(ledger: Path, names: list[str]) -> bool:
    wanted = {f"m{number}" for number in range(EVENTS)}
    return ledger.exists() and all(set(taken(ledger, one)) == wanted for one in names)


def test_a_tool_that_does_not_answer_holds_no_other_back_and_loses_nothing(nats_address: str, tmp_path: Path) -> None:
    folder, text = project(tmp_path, *NAMES), f"{nats_address}/SLOW"
    slow, *others = NAMES
    asyncio.run(publish(text))
    with server(tmp_path, **{slow: {"hang": True}}) as (url, ledger):
        worker = start(folder, "worker", "--from", text, "--divert", url)
        try:
            until(lambda: has_all(ledger, others))
            assert taken(ledger, slow) == []
            worker.terminate()
            assert worker.wait(60) == 0
        finally:
            worker.kill()
            worker.wait()
    with server(tmp_path) as (url, ledger):
        worker = start(folder, "worker", "--from", text, "--divert", url)
        try:
            until(lambda: has_all(ledger, NAMES))
        finally:
            worker.kill()
            worker.wait()
    # What had arrived was not sent again.
    assert [one for one in others if len(taken(ledger, one)) != EVENTS] == []
