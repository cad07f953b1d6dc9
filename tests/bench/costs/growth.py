"""What an event costs with 10 to 10,000 actions, through the whole of `decide` and of `process_lines`.

The sizes take turns, so that what disturbs one disturbs all. Three actions fire for an event that anybody wants.
"""

from collections.abc import Callable, Sequence
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import orjson

from actions.engine.decide import decide
from actions.event.context import Context
from actions.plan.plan import Plan
from actions.run.ndjson.process_lines import process_lines
from tests.bench.costs.alike import event_names, mapping_files, plan_of
from tests.bench.measure_python import LINES_PER_CALL
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


def uniform(names: Sequence[str]) -> list[str]:
    return Random(1).choices(names, k=EVENTS)  # noqa: S311  # for cases that come again


def nobody(_: Sequence[str]) -> list[str]:
    return ["Nobody asks for this"] * EVENTS


def decided(plan: Plan, events: Sequence[dict[str, Any]]) -> Callable[[], None]:
    context = Context.current()

    def run() -> None:
        for event in events:
            decide(event, plan, context)

    return run


def processed(plan: Plan, events: Sequence[dict[str, Any]]) -> Callable[[], None]:
    context = Context.current()
    lines = [orjson.dumps(one) for one in events]
    chunks = [b"\n".join(lines[at : at + LINES_PER_CALL]) for at in range(0, len(lines), LINES_PER_CALL)]

    def run() -> None:
        for chunk in chunks:
            for _ in process_lines(chunk, plan, context):
                pass

    return run


Traffic = Callable[[Sequence[str]], list[str]]
Way = Callable[[Plan, Sequence[dict[str, Any]]], Callable[[], None]]
TRAFFIC: dict[str, Traffic] = {
    "one event name": one_name,
    "Zipf": zipf,
    "uniform": uniform,
    "nobody wants it": nobody,
}
WAYS: dict[str, Way] = {"decide": decided, "bytes": processed}


def measure(rounds: int) -> list[Row]:
    # The last name of an uneven number of actions has fewer of them, and no event.
    plans = [(plan_of(mapping_files(size, STRUCTURES, -(-size // 250))), event_names(size - 2)) for size in SIZES]
    return [
        row
        for way, prepare in WAYS.items()
        for name, traffic in TRAFFIC.items()
        for row in _grow(
            f"{way}, {name}",
            [prepare(plan, [SEED | {"event": one} for one in traffic(names)]) for plan, names in plans],
            rounds,
        )
    ]


def _grow(name: str, runs: Sequence[Callable[[], None]], rounds: int) -> list[Row]:
    times: list[list[float]] = [[] for _ in runs]
    for turn in range(2 * rounds + 1):
        for run, taken in zip(runs, times, strict=True):
            start = perf_counter()
            run()
            # The first turn compiles.
            if turn:
                taken.append(perf_counter() - start)
    base = median(times[0])
    rows: list[Row] = [(f"{name}, 10 actions", base / EVENTS * 1e6, "us an event")]
    for size, taken in zip(SIZES[1:], times[1:], strict=True):
        # Of the same turn, so that a machine that slows down slows both.
        ratio = median(one / first for one, first in zip(taken, times[0], strict=True))
        rows.append((f"{name}, {size:,} actions", ratio, "times that"))
    return rows
