"""What an event costs with 10 to 10,000 actions, through the whole of `decide`.

The sizes take turns, so that what disturbs one disturbs all. Three actions fire for an event that anybody wants.
"""

from collections.abc import Callable, Sequence
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from actions.engine.decide import decide
from actions.event.context import Context
from actions.plan.planned import Plan
from tests.bench.costs.alike import event_names, mapping_files, plan_of
from tests.bench.workloads import SEED

SIZES = (10, 100, 1000, 10_000)
STRUCTURES = 3
EVENTS = 1000
Row = tuple[str, float, str]


def one_name(names: Sequence[str]) -> list[str]:
    return [names[0]] * EVENTS


def zipf(names: Sequence[str]) -> list[str]:
    weights = [1 / rank for rank in range(1, len(names) + 1)]
    return Random(1).choices(names, weights, k=EVENTS)  # noqa: S311  # for cases that come again


def nobody(_: Sequence[str]) -> list[str]:
    return ["Nobody asks for this"] * EVENTS


TRAFFIC: dict[str, Callable[[Sequence[str]], list[str]]] = {
    "one event name": one_name,
    "Zipf": zipf,
    "nobody wants it": nobody,
}


def measure(rounds: int) -> list[Row]:
    # The last name of an uneven number of actions has fewer of them, and no event.
    plans = [(plan_of(mapping_files(size, STRUCTURES, -(-size // 250))), event_names(size - 2)) for size in SIZES]
    return [row for name, traffic in TRAFFIC.items() for row in _grow(name, traffic, plans, rounds)]


def _grow(
    name: str, traffic: Callable[[Sequence[str]], list[str]], plans: Sequence[tuple[Plan, list[str]]], rounds: int
) -> list[Row]:
    runs = [(plan, [SEED | {"event": one} for one in traffic(names)]) for plan, names in plans]
    times: list[list[float]] = [[] for _ in runs]
    for turn in range(2 * rounds + 1):
        for (plan, events), taken in zip(runs, times, strict=True):
            spent = _run(plan, events)
            # The first turn compiles.
            if turn:
                taken.append(spent)
    base = median(times[0])
    rows: list[Row] = [(f"{name}, 10 actions", base / EVENTS * 1e6, "us an event")]
    for size, taken in zip(SIZES[1:], times[1:], strict=True):
        # Of the same turn, so that a machine that slows down slows both.
        ratio = median(one / first for one, first in zip(taken, times[0], strict=True))
        rows.append((f"{name}, {size:,} actions", ratio, "times that"))
    return rows


def _run(plan: Plan, events: Sequence[dict[str, Any]]) -> float:
    context = Context.current()
    start = perf_counter()
    for event in events:
        decide(event, plan, context)
    return perf_counter() - start
