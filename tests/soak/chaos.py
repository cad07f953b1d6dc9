"""Three tools that fail in every way they can, each with a rate that it declares."""

import asyncio
from pathlib import Path

from destinations.delivery.outbox.outbox import Outbox
from destinations.sdk import Limits
from tests.soak.shop import Ledger, arrivals, delivery_id, tool, vendor, workers
from tests.soak.vendor import FATES

# Requests a second.
RATES = {"shop": None, "crm": 40.0, "desk": 15.0}


async def _deliver(path: Path, url: str, count: int, batch: int, within: float) -> dict[str, int]:
    tools = {
        name: tool(name, Limits(items=batch, requests_per_second=rate, concurrency=8)) for name, rate in RATES.items()
    }
    async with Outbox(path) as outbox, workers(outbox, tools, url, within=within) as delivering:
        for start in range(0, count, 500):
            await outbox.accept(arrivals(range(start, min(start + 500, count)), list(RATES)))
            delivering.poll()
        await asyncio.wait_for(delivering.drained(), 600)
        return {name: lane.rows for name, lane in outbox.store.lanes.items()}


def chaos(folder: Path, seed: int, count: int, batch: int, within: float = 1.0) -> Ledger:
    """The ledger after `count` events; each arrived, twice only where nobody could know, none too quickly.

    An answer must be there `within` so many seconds. On a busy machine a sound one may be late, too: the vendor writes
    down when it had no time, and for those who ask, that they have none counts as no time.
    """
    with vendor(folder, seed, **{name: {"chaos": True, "within": within} for name in RATES}) as (url, ledger):
        left = asyncio.run(_deliver(folder / "outbox.db", url, count, batch, within))
        found = ledger.read()
    assert left == dict.fromkeys(RATES, 0)
    assert all(found.fates[fate] for fate, _ in FATES) or count < 10_000, found.fates
    for name, rate in RATES.items():
        expected = {delivery_id(name, number) for number in range(count)}
        assert len(expected) == count
        assert found.taken[name].keys() == expected
        unknown = found.unknown[name]
        assert [one for one, times in found.taken[name].items() if times - 1 > unknown[one]] == []
        if rate:
            for seconds in (1.0, 5.0):
                assert found.most_in(name, seconds) <= 1.05 * rate * seconds + 1, (name, seconds)
    return found
