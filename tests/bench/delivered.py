"""Events per second from bytes to a tool that took them, by batch size. Prints its figures as one line of JSON.

The tool is a bare HTTP server in a process of its own; the deliverer is ours, whole: lanes, limits, judgement.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from time import perf_counter
from typing import Any

import orjson
from aiohttp import web

from actions.engine.decide import decide
from actions.event.context import Context
from actions.plan.planned import Plan
from destinations.delivery import Deliverer, Delivery
from destinations.sdk import ActionType, Limits, Payload, Request, Sent, Settings
from tests.bench.our_plan import plan_of
from tests.bench.workloads import SEED, clicks

BATCHES = (1, 50, 500)
EVENTS = {1: 1500, 50: 15_000, 500: 30_000}
BLOCK = 5000
INSTANCE = "hook"


class ToolSettings(Settings):
    """Where the tool listens."""

    url: str

    def private_networks(self) -> tuple[str, ...]:
        return ("127.0.0.0/8",)


def build(rows: Sequence[Any], settings: ToolSettings) -> Request:
    return Request.post(settings.url, json=[row.data for row in rows])


def main() -> None:
    if sys.argv[1:] == ["serve"]:
        asyncio.run(serve())
        return
    plan = plan_of(clicks()[0])
    command = [sys.executable, "-m", "tests.bench.delivered", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            port = int(server.stdout.readline()) if server.stdout else 0
            settings = ToolSettings(url=f"http://127.0.0.1:{port}/in")
            rates = {batch: asyncio.run(rate(plan, settings, batch)) for batch in BATCHES}
        finally:
            server.terminate()
    lines = lines_of(BLOCK)
    sys.stdout.write(json.dumps({"events_s": rates, "undelivered_s": decided(plan, lines)}) + "\n")


async def rate(plan: Plan, settings: ToolSettings, batch: int) -> float:
    """Events per second that arrive in batches of this size."""
    kind = ActionType("send", Payload, build, "Send.", Limits(items=batch, bytes=10_000_000, concurrency=16))
    lines, context = lines_of(EVENTS[batch]), Context.current()
    start = perf_counter()
    async with Deliverer({INSTANCE: settings}) as deliverer:
        for first in range(0, len(lines), BLOCK):
            block = lines[first : first + BLOCK]
            decisions = [one for line in block for one in decide(orjson.loads(line), plan, context)]
            found = [Delivery(str(one.delivery_id), INSTANCE, kind, one.payload) for one in decisions if one.payload]
            done = await deliverer.deliver(found)
            if len(done) != len(block) or not all(isinstance(one.outcome, Sent) for one in done):
                raise RuntimeError(f"not everything arrived: {done[0]}")
    return len(lines) / (perf_counter() - start)


def decided(plan: Plan, lines: Sequence[bytes]) -> float:
    """Events per second without delivery."""
    context, start = Context.current(), perf_counter()
    for line in lines:
        decide(orjson.loads(line), plan, context)
    return len(lines) / (perf_counter() - start)


def lines_of(count: int) -> list[bytes]:
    return [orjson.dumps(SEED | {"messageId": f"m-{number}"}) for number in range(count)]


async def serve() -> None:
    """Take anything, until terminated; the port goes to standard output."""

    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    app = web.Application(client_max_size=64 << 20)
    app.router.add_post("/in", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    main()
