"""What a worker says of itself over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from actions.stream import Lag, MemorySource, Worker
from actions.stream.lanes import health
from actions.stream.memory import MemoryCursor
from destinations.delivery import RetryPolicy, WireRequest, WireResponse
from tests.actions.stream.lanes import QUICK, lines, project

Ask = Callable[[str], Awaitable[tuple[int, str]]]
SHORT = RetryPolicy(attempts=2, max_age=0.01, base=0.01, budget=0.05)


async def vendor(request: WireRequest) -> WireResponse:
    """Refuses one event."""
    refused = json.loads(request.body)["messageId"] == "m2"
    return WireResponse(400 if refused else 200, {}, b"")


@asynccontextmanager
async def served(source: MemorySource, stop: asyncio.Event) -> AsyncIterator[Ask]:
    """A function that asks a worker of two instances, which runs meanwhile."""
    worker = Worker(project("shop", "crm"), source, {}, pace=QUICK, transport=vendor, policy=SHORT)
    running = asyncio.create_task(worker.run(stop))
    async with health.served(worker, stop, "127.0.0.1", 0) as url, aiohttp.ClientSession() as session:

        async def ask(path: str) -> tuple[int, str]:
            async with session.get(url + path) as answer:
                return answer.status, await answer.text()

        yield ask
    stop.set()
    await running


async def until(ask: Ask, path: str, status: int, text: str) -> str:
    async with asyncio.timeout(20):
        while True:
            found = await ask(path)
            if found[0] == status and text in found[1]:
                return found[1]
            await asyncio.sleep(0.01)


def test_a_worker_is_ready_while_its_stream_can_be_asked_and_until_it_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def gone(_: MemoryCursor) -> Lag:
        raise ConnectionError

    async def run() -> None:
        stop = asyncio.Event()
        async with served(MemorySource(), stop) as ask:
            await until(ask, "/ready", 200, "ready")
            with monkeypatch.context() as patch:
                patch.setattr(MemoryCursor, "lag", gone)
                await until(ask, "/ready", 503, "the broker does not say what waits for crm, shop")
                assert await ask("/health") == (200, "ok\n")
                assert "actions_worker_lag_messages{" not in (await ask("/metrics"))[1]
            await until(ask, "/ready", 200, "ready")
            stop.set()
            assert await ask("/ready") == (503, "it is being stopped\n")
            assert (await ask("/nothing"))[0] == 404

    asyncio.run(run())


def test_metrics_say_what_became_of_deliveries_and_what_waits() -> None:
    async def run() -> None:
        source = MemorySource()
        source.publish(lines(1, 2, 3))
        async with served(source, asyncio.Event()) as ask:
            await until(ask, "/metrics", 200, 'actions_worker_sent_total{lane="shop"} 2')
            text = await until(ask, "/metrics", 200, 'actions_worker_sent_total{lane="crm"} 2')
            for line in (
                'actions_worker_dead_total{lane="shop"} 1',
                'actions_worker_later_total{lane="shop"} 0',
                'actions_worker_lag_messages{lane="shop"} 0',
                'actions_worker_paused{lane="shop"} 0',
                "# TYPE actions_worker_lag_messages gauge",
            ):
                assert line in text.splitlines()

    asyncio.run(run())


@pytest.mark.parametrize("written", ["8080", ":8080", "127.0.0.1:", "127.0.0.1:99999", "h:http"])
def test_where_it_listens_is_a_host_and_a_port(written: str) -> None:
    answer = CliRunner().invoke(app, ["worker", "--from", "nats://127.0.0.1:1/E", "--health", written])
    assert answer.exit_code == 2
    assert f"--health {written}: write a host and a port" in answer.stderr
