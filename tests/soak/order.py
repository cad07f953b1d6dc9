"""Each of 1000 people in turn, while the tool fails in every way it can."""

import asyncio
from pathlib import Path

from destinations.delivery.outbox.outbox import Outbox
from destinations.sdk import Limits
from tests.soak.shop import PEOPLE, Ledger, arrivals, delivery_id, tool, vendor, workers

# Whose order is to be kept, and whose need not be.
NAMES = {"shop": True, "crm": False}


async def _deliver(path: Path, url: str, count: int, batch: int) -> None:
    limits = Limits(items=batch, concurrency=8)
    tools = {name: tool(name, limits, by_person=in_turn) for name, in_turn in NAMES.items()}
    async with Outbox(path) as outbox, workers(outbox, tools, url) as delivering:
        for start in range(0, count, 500):
            await outbox.accept(arrivals(range(start, min(start + 500, count)), list(NAMES)))
            delivering.poll()
        await asyncio.wait_for(delivering.drained(), 600)


def inversions(name: str, found: Ledger, count: int) -> int:
    """How many deliveries were taken first behind a later one of the same person."""
    numbers = {delivery_id(name, number): number for number in range(count)}
    last: dict[int, int] = {}
    behind = 0
    for number in (numbers[one] for one in dict.fromkeys(found.order[name])):
        behind += number < last.get(number % PEOPLE, -1)
        last[number % PEOPLE] = max(number, last.get(number % PEOPLE, -1))
    return behind


def order(folder: Path, seed: int, count: int, batch: int) -> int:
    """How many inversions there were where no order was asked for; there are none where it was."""
    with vendor(folder, seed, **{name: {"chaos": True} for name in NAMES}) as (url, ledger):
        asyncio.run(_deliver(folder / "outbox.db", url, count, batch))
        found = ledger.read()
    for name in NAMES:
        assert found.taken[name].keys() == {delivery_id(name, number) for number in range(count)}
    assert found.fates["500"]
    assert found.fates["429"]
    assert inversions("shop", found, count) == 0, seed
    return inversions("crm", found, count)
