"""One tool that never answers and one that is slow, beside a sound one: what they cost it."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

from destinations.delivery.outbox.entry import Caps
from destinations.delivery.outbox.outbox import Outbox
from destinations.sdk import Limits
from tests.soak.gauges import resident
from tests.soak.shop import arrivals, delivery_id, tool, vendor, workers

NAMES = ("sound", "dead", "slow")


async def _rate(path: Path, url: str, ledger: Path, events: int, seconds: float, *, alone: bool) -> tuple[float, int]:
    """Requests a second of the sound tool, and how much memory came to be used after the beginning."""
    tools = {name: tool(name, Limits(items=20, concurrency=4)) for name in NAMES}
    tools["slow"] = tool("slow", Limits(items=20, concurrency=1, requests_per_second=1.0))
    async with Outbox(path, caps=Caps(rows=events - 1000)) as outbox:
        for start in range(0, events, 5000):
            await outbox.accept(arrivals(range(start, start + 5000), NAMES))
        async with workers(outbox, tools, url) as delivering:
            if alone:
                for name in NAMES[1:]:
                    delivering.pause(name, "to measure the other alone")
            await asyncio.sleep(seconds / 3)
            counts, memory = [_requests(ledger)], resident()
            await asyncio.sleep(seconds)
            counts.append(_requests(ledger))
            grown = resident() - memory
    return (counts[1] - counts[0]) / seconds, grown


async def _drain_sound(path: Path, url: str, events: int) -> tuple[dict[str, int], int]:
    """How many deliveries are left for each once none is left for the sound tool, and how much memory grew."""
    tools = {name: tool(name, Limits(items=20, concurrency=4)) for name in NAMES}
    async with Outbox(path) as outbox:
        await outbox.accept(arrivals(range(events), NAMES))
        lanes, memory = outbox.store.lanes, resident()
        async with workers(outbox, tools, url):
            while lanes["sound"].rows:  # noqa: ASYNC110 - rows in a file, of which nobody tells
                await asyncio.sleep(0.02)
            return {name: lanes[name].rows for name in NAMES}, resident() - memory


def no_waiting(folder: Path, events: int, *, behind: int) -> tuple[dict[str, int], Counter[str], int]:
    """What is left for each tool once the sound one has all, how often each was asked, and how much memory grew.

    One tool never answers, and one only after `behind` more requests came for the sound one: if that waited for either,
    it would for ever, however quick the machine is.
    """
    hosts: dict[str, Any] = {"sound": {}, "dead": {"hang": 3600}, "slow": {"behind": {"sound": behind}}}
    with vendor(folder, 1, **hosts) as (url, ledger):
        left, grown = asyncio.run(asyncio.wait_for(_drain_sound(folder / "outbox.db", url, events), 300))
        found = ledger.read()
    assert found.taken["sound"].keys() == {delivery_id("sound", number) for number in range(events)}
    return left, Counter({name: len(times) for name, times in found.times.items()}), grown


def _requests(ledger: Path) -> int:
    return ledger.read_bytes().count(b"\tsound\t") if ledger.exists() else 0


def isolation(folder: Path, events: int, seconds: float, rounds: int = 2) -> tuple[float, int]:
    """The share of its speed that the sound tool keeps, and by how much memory grew."""
    shares, grown = [], 0
    for number in range(rounds):
        rates = []
        for alone in (True, False):
            own = folder / f"{number}{alone}"
            own.mkdir()
            # It takes its time, so that the two processors of a small machine are not what is measured.
            hosts: dict[str, Any] = {"sound": {"wait": 0.02}, "dead": {"hang": 3600}, "slow": {"wait": 1.0}}
            with vendor(own, 1, **hosts) as (url, ledger):
                path = own / "outbox.db"
                rate, more = asyncio.run(_rate(path, url, ledger.path, events, seconds, alone=alone))
            rates.append(rate)
            grown = max(grown, more)
        shares.append(rates[1] / rates[0])
    return max(shares), grown
