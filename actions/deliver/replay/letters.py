"""Tries dead letters again, some at a time, and counts what becomes of them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from actions.decision import Decision
from actions.deliver.deliverer import Deliverer
from actions.deliver.outcome import Outcome
from actions.deliver.replay.letter import replay
from actions.deliver.replay.use import With
from destinations.delivery.outbox.file.search import Found, Wanted, find
from destinations.delivery.outbox.file.store import Store

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many letters were tried again and how many left as before; of the deliveries, what became of them."""

    tried: int
    kept: int
    sent: int
    refused: int
    waiting: int


async def replay_letters(
    deliverer: Deliverer,
    decide: Callable[[Any], list[Decision]],
    wanted: Wanted,
    use: With,
    most: int | None = None,
    *,
    kept_back: Callable[[Found], str | None] = lambda _: None,
) -> Replayed:
    """Accept the dead letters again, `most` of them if it is given, and wait until what comes of them is delivered.

    Those for which `kept_back` gives a reason are left as they are.
    """
    ends: list[Outcome] = []
    deliverer.on_outcome = ends.append
    tried = seen = 0
    async with deliverer:
        async for letters in letter_pages(deliverer, wanted):
            some = letters if most is None else letters[: most - seen]
            arrivals = [replay(one, decide, use) for one in some if kept_back(one) is None]
            receipt = await deliverer.accept_arrivals([one for one in arrivals if one], again=True)
            tried, seen = tried + receipt.accepted, seen + len(some)
            if seen == most:
                break
        await deliverer.drained()
    refused = sum(one.reason is not None for one in ends)
    waiting = sum(lane.rows for lane in deliverer.outbox.store.lanes.values())
    return Replayed(tried, seen - tried, len(ends) - refused, refused, waiting)


async def letter_pages(deliverer: Deliverer, wanted: Wanted) -> AsyncIterator[list[Found]]:
    """The dead letters that are wanted, some at a time: they may be more than memory holds.

    What fails again meanwhile has a new number, and is not tried once more.
    """
    read = deliverer.outbox.read
    last: int = await read(lambda store: store.connection.execute("SELECT max(letter) FROM letters").fetchone()[0] or 0)
    while True:
        some: list[Found] = await read(partial(_some, wanted))
        some = [one for one in some if one.letter <= last]
        if not some:
            return
        yield some
        wanted = replace(wanted, after=some[-1].letter)


def _some(wanted: Wanted, store: Store) -> list[Found]:
    return list(find(store, wanted, AT_ONCE))
