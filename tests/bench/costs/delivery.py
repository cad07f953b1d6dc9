"""Events per second from bytes to a server of this machine, through a durable outbox, by batch size.

Seconds are those of the processor that this process takes: what else runs on the machine would change the shares.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time, time
from typing import Any

import orjson

from actions.cli.run.deliver import collect_seldom
from actions.deliver.arrivals_of_lines import arrivals_of_lines
from actions.engine.decide import decide
from actions.event.context import Context
from actions.plan.plan import Plan
from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.outbox import Outbox
from destinations.delivery.send import Clocks
from destinations.delivery.senders import SenderOptions
from destinations.delivery.workers import Tool, Workers
from destinations.sdk import ActionType, Limits, Payload, Request, Settings
from tests.bench.costs.sink import sink
from tests.bench.our_plan import plan_of
from tests.bench.workloads import SEED, clicks

# Batch size -> events of a round, handed over in blocks as `accept_lines` does.
ROUND = {1: 1000, 50: 4000, 500: 8000}
BLOCK = 500
Row = tuple[str, float, str]


def build(rows: Sequence[Any], _: Settings) -> Request:
    return Request.post("https://sink.example.com/in", json=[row.data for row in rows])


def measure(rounds: int) -> list[Row]:
    # As the command does before it delivers.
    collect_seldom()
    plan = plan_of(clicks()[0])
    lines = [orjson.dumps(SEED | {"messageId": f"m-{number}"}) for number in range(max(ROUND.values()))]
    with sink() as url:
        rows: list[Row] = []
        alone: list[float] = []
        for size, events in ROUND.items():
            # Side by side: what disturbs one disturbs the other.
            rates, shares = [], []
            for _ in range(rounds):
                alone.append(made_without_delivery(plan, lines))
                rates.append(asyncio.run(_deliver(plan, lines[:events], size, url)))
                shares.append(rates[-1] / alone[-1])
            rows.append((f"delivered in batches of {size}", median(rates), "events/s"))
            rows.append((f"delivered in batches of {size}, of what is made without delivery", median(shares), "of 1"))
        rows.insert(0, ("without delivery: read and decided", median(alone), "events/s"))
        return rows


def made_without_delivery(plan: Plan, lines: Sequence[bytes]) -> float:
    """Events a second, from lines to payloads as JSON."""
    start = process_time()
    for payload, _id in _decided(plan, lines):
        orjson.dumps(payload.model_dump())
    return len(lines) / (process_time() - start)


def _decided(plan: Plan, lines: Sequence[bytes]) -> list[tuple[Payload, str]]:
    context = Context.current()
    return [
        (one.payload, one.delivery_id)
        for line in lines
        for one in decide(orjson.loads(line), plan, context)
        if one.payload is not None and one.delivery_id is not None
    ]


async def _deliver(plan: Plan, lines: Sequence[bytes], size: int, url: str) -> float:
    action = plan.actions[0]
    kind = ActionType(
        action.action_type.name, action.action_type.payload, build, "A row.", Limits(items=size, concurrency=16)
    )
    sent = 0

    def settled(ends: Sequence[Delivered]) -> None:
        nonlocal sent
        sent += len(ends)

    tools = {action.instance.name: Tool(Settings(), {kind.name: kind})}
    with TemporaryDirectory(prefix="actions-bench-") as folder:
        outbox = Outbox(Path(folder) / "outbox.db")
        workers = Workers(outbox, tools, settled, options=SenderOptions(url, clocks=Clocks(clock=time)))
        async with outbox, workers:
            start, context = process_time(), Context.current()
            for at in range(0, len(lines), BLOCK):
                rows = list(enumerate(lines[at : at + BLOCK], at))
                await outbox.accept(arrivals_of_lines(rows, plan, context))
                workers.poll()
            await workers.drained()
            spent = process_time() - start
    if sent != len(lines):
        raise RuntimeError(f"{sent} of {len(lines)} events arrived")
    return sent / spent
