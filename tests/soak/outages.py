"""Tools that are down by turns, for minutes, while events come: nothing must grow."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path

from destinations.delivery.outbox.outbox import Outbox
from destinations.sdk import Limits
from tests.soak.gauges import open_files, resident, slope, tasks
from tests.soak.shop import arrivals, delivery_id, tool, vendor, workers

NAMES = ("shop", "crm")


@dataclass(slots=True)
class Soaked:
    """What was seen: memory (seconds, bytes), open files and tasks, and how many events came."""

    memory: list[tuple[float, float]] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)
    events: int = 0

    @property
    def growth(self) -> float:
        """Bytes a minute, of the second half."""
        return 60 * slope(self.memory[len(self.memory) // 2 :])


async def _soak(path: Path, url: str, seconds: float, per_second: int) -> Soaked:
    seen, began = Soaked(), time.monotonic()
    tools = {name: tool(name, Limits(items=50, concurrency=4)) for name in NAMES}
    async with Outbox(path) as outbox, workers(outbox, tools, url) as delivering:
        # SQLite's cache grows to 64 MB, and is no leak: with a small one, what else grows can be seen.
        outbox.store.connection.execute("PRAGMA cache_size=-4000")
        while (passed := time.monotonic() - began) < seconds:
            await outbox.accept(arrivals(range(seen.events, seen.events + per_second // 5), NAMES))
            seen.events += per_second // 5
            delivering.poll()
            seen.memory.append((passed, resident()))
            seen.files.append(open_files())
            seen.tasks.append(tasks())
            await asyncio.sleep(0.2)
        await asyncio.wait_for(delivering.drained(), 120)
    return seen


def outages(folder: Path, seconds: float, per_second: int, period: float) -> Soaked:
    """What was seen while each tool was down half of the time; each delivery arrived, none twice."""
    hosts = {name: {"period": period, "offset": number * period / 2} for number, name in enumerate(NAMES)}
    with vendor(folder, 1, **hosts) as (url, ledger):
        seen = asyncio.run(_soak(folder / "outbox.db", url, seconds, per_second))
        found = ledger.read()
    for name in NAMES:
        expected = {delivery_id(name, number) for number in range(seen.events)}
        assert len(expected) == seen.events > 0
        assert found.taken[name].keys() == expected
        assert set(found.taken[name].values()) == {1}
        assert found.fates["down"]
    # Connections come and go, and a lane has as many requests under way as it may.
    assert max(seen.files) - min(seen.files[5:]) <= 4 * len(NAMES) + 4
    assert max(seen.tasks) - min(seen.tasks[5:]) <= 6 * len(NAMES) + 4
    return seen
