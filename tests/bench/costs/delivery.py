"""Events per second from bytes to a server of this machine, through the real deliverer, by batch size."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from statistics import median
from time import perf_counter
from typing import Any

import orjson

from actions.engine.decide import decide
from actions.event.context import Context
from actions.plan.planned import Plan
from destinations.delivery.deliver import Deliverer
from destinations.delivery.delivery import Delivery
from destinations.sdk import ActionType, Limits, Payload, Request, Settings
from destinations.sdk.outcome import Sent
from tests.bench.our_plan import plan_of
from tests.bench.workloads import SEED, clicks

# Batch size -> events of a round, handed over in blocks.
ROUND = {1: 1000, 50: 4000, 500: 8000}
BLOCK = 1000
Row = tuple[str, float, str]


def build(rows: Sequence[Any], _: Settings) -> Request:
    return Request.post("https://sink.example.com/in", json=[row.data for row in rows])


def measure(rounds: int) -> list[Row]:
    plan = plan_of(clicks()[0])
    lines = [orjson.dumps(SEED | {"messageId": f"m-{number}"}) for number in range(max(ROUND.values()))]
    server = subprocess.Popen([sys.executable, "-m", "tests.bench.costs.sink"], stdout=subprocess.PIPE, text=True)
    try:
        port = server.stdout.readline().strip() if server.stdout else ""
        url = f"http://127.0.0.1:{port}"
        rows: list[Row] = [("without delivery: read and decided", _rate(plan, lines, rounds), "events/s")]
        for size, events in ROUND.items():
            rate = median(asyncio.run(_deliver(plan, lines[:events], size, url)) for _ in range(rounds))
            rows.append((f"delivered in batches of {size}", rate, "events/s"))
        return rows
    finally:
        server.terminate()
        server.wait()
        if server.stdout:
            server.stdout.close()


def _rate(plan: Plan, lines: Sequence[bytes], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        start = perf_counter()
        for payload, _id in _decided(plan, lines):
            orjson.dumps(payload.model_dump())
        taken.append(perf_counter() - start)
    return len(lines) / median(taken)


def _decided(plan: Plan, lines: Sequence[bytes]) -> list[tuple[Payload, str]]:
    context = Context.current()
    return [
        (one.payload, one.delivery_id)
        for line in lines
        for one in decide(orjson.loads(line), plan, context)
        if one.payload is not None and one.delivery_id is not None
    ]


async def _deliver(plan: Plan, lines: Sequence[bytes], size: int, url: str) -> float:
    payload = plan.actions[0].action_type.payload
    kind = ActionType("row", payload, build, "A row of a batch.", Limits(items=size, concurrency=16))
    sent = 0
    async with Deliverer({"sink": Settings()}, divert=url) as deliverer:
        start = perf_counter()
        for at in range(0, len(lines), BLOCK):
            given = [Delivery(name, "sink", kind, row) for row, name in _decided(plan, lines[at : at + BLOCK])]
            sent += sum(isinstance(one.outcome, Sent) for one in await deliverer.deliver(given))
        spent = perf_counter() - start
    if sent != len(lines):
        raise RuntimeError(f"{sent} of {len(lines)} events arrived")
    return sent / spent
