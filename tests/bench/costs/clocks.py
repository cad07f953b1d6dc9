"""What the forms of an event's clocks cost: times of the workload's event, which end in `Z`, are 1.0."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import process_time
from typing import Any

from actions import Context
from actions.run.ndjson.process_lines import process_lines
from tests.bench.our_plan import plan_of
from tests.bench.workloads import BUILDERS, SEED

EVENTS = 1000
NOW = Context(datetime(2026, 3, 1, tzinfo=UTC))
CLOCKS = ("timestamp", "originalTimestamp", "sentAt", "receivedAt")
Row = tuple[str, float, str]


def ending(end: str) -> dict[str, Any]:
    return {name: SEED[name].replace("Z", end) for name in CLOCKS}


# What an SDK's event looks like that a server has taken in, the device's clock right or three hours ahead.
TAKEN_IN = {"timestamp": SEED["originalTimestamp"]}
AHEAD = {name: SEED[name].replace("T19", "T22") for name in ("originalTimestamp", "sentAt")}
FORMS: dict[str, dict[str, Any]] = {
    "times that end in +00:00": ending("+00:00"),
    "microseconds": ending("123Z"),
    "microseconds that end in +00:00": ending("123+00:00"),
    "timestamp alone": dict.fromkeys(CLOCKS[1:]),
    "a clock to correct": TAKEN_IN,
    "a clock to correct, 3 hours ahead": {**AHEAD, "timestamp": AHEAD["originalTimestamp"]},
}


def measure(rounds: int) -> list[Row]:
    """How many times what a usual line of W1 takes; the forms take turns, so that what disturbs one disturbs all."""
    actions, _ = BUILDERS["W1"][1]()
    plan = plan_of(actions)
    steps = {
        f"{form}, {way}": _step(plan, change, strict=way == "strict")
        for way in ("process_lines", "strict")
        for form, change in {"Z": {}, **FORMS}.items()
    }
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds + 1):
        for name, step in steps.items():
            start = process_time()
            step()
            taken[name].append(process_time() - start)
    times = {name: median(all_[1:]) for name, all_ in taken.items()}
    return [
        (name, times[name] / times[f"Z, {name.rpartition(', ')[2]}"], "x")
        for name in steps
        if not name.startswith("Z, ")
    ]


def _step(plan: Any, change: dict[str, Any], *, strict: bool) -> Callable[[], None]:
    event = {name: value for name, value in {**SEED, **change}.items() if value is not None}
    data = json.dumps(event, separators=(",", ":")).encode() + b"\n"

    def step() -> None:
        for _ in process_lines(data * EVENTS, plan, NOW, strict=strict):
            pass

    return step
