"""What a test finds once a decider has read all of the journal."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from actions.serve.decider.decider import Decider
from actions.serve.decider.loading import Loaded
from actions.serve.journal import Record
from tests.serve.decider.running import deciding, letters

Look = Callable[[Decider, Loaded], Coroutine[Any, Any, Any]]


def decided(file: Path, look: Look) -> Any:
    """What `look` finds once all of the journal is decided about."""

    async def run() -> Any:
        async with deciding(file) as (decider, loaded):
            return await look(decider, loaded)

    return asyncio.run(run())


async def outcome(decider: Decider, _: Loaded) -> dict[str, Any]:
    """The numbers, the dead letters' reasons, and how many deliveries wait for each instance."""
    store = decider._deliverer.outbox.store
    return {
        "sources": decider.totals.by_source(),
        "letters": [one["reason"] for one in await letters(decider)],
        "waiting": {name: lane.rows for name, lane in store.lanes.items()},
        "tail": [one async for one in _kept(decider)],
    }


async def _kept(decider: Decider) -> Any:
    watching = decider.tail.watch(1000)
    for _ in range(decider.tail._next):
        yield await anext(watching)
    await watching.aclose()


def adds_up(of: dict[str, int]) -> bool:
    parts = of["decided"] - of["suppressed"] - of["blocked"]
    return of["read"] == of["accepted"] + of["refused"] + of["repeated"] and of["accepted"] == of["decided"] >= parts


REFUSED = Record(1, "website", b'{"type": "track", "userId": "u1"}', code="no_name", message="a track needs a name")
