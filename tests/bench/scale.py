"""What the number of actions costs: per event, to load, to keep. Prints its figures as one line of JSON.

Actions have 100 structures, four actions ask for each event name, names come by Zipf. An event is decided whole:
checks, triggers, mappings, payloads, ids.
"""

import json
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from pydantic import create_model

from actions.engine.decide import decide
from actions.event.context import Context
from actions.plan.planned import Plan
from destinations.sdk.payload import Payload
from destinations.sdk.quick.validator import quick_validator
from tests.bench import workloads
from tests.bench.our_plan import plan_of
from tests.bench.workloads import Action, Event

SIZES = (10, 100, 1000, 10_000)
STRUCTURES = 100
ACTIONS_A_NAME = 4
EVENTS = 400
ROUNDS = 7
KIBI = 1024


def main() -> None:
    sizes = tuple(map(int, sys.argv[1:])) or SIZES
    context = Context.current()
    found: dict[str, Any] = {"sizes": sizes, "load_s": [], "first_use_ms": []}
    plans, events = [], []
    for size in sizes:
        start = perf_counter()
        plans.append(plan_of(actions_of(size)))
        found["load_s"].append(perf_counter() - start)
        events.append(events_of(size))
        start = perf_counter()
        spend(plans[-1], every_name(size), context)
        found["first_use_ms"].append((perf_counter() - start) * 1e3 / size)
    missed: list[Event] = [one | {"event": "Nobody asks for this"} for one in events[-1]]
    found["event_us"] = timed([partial(spend, plan, some, context) for plan, some in zip(plans, events, strict=True)])
    found["miss_us"] = timed([partial(spend, plans[-1], missed, context)])[0]
    found["validation"] = validation_share()
    del plans
    found["kib_an_action"] = kib_an_action(sizes[-1], context)
    sys.stdout.write(json.dumps(found) + "\n")


def actions_of(size: int) -> list[Action]:
    """So many actions of 100 structures, four for each event name."""
    structures, _ = workloads.many(STRUCTURES)
    return [_renamed(structures[number % STRUCTURES], number) for number in range(size)]


def _renamed(action: Action, number: int) -> Action:
    name = f"Event {number // ACTIONS_A_NAME}"
    when = [[*test[:2], name] if test[:2] == ["eq", "event"] else test for test in action["when"]]
    return {**action, "name": f"action {number}", "when": when}


def events_of(size: int) -> list[Event]:
    """Events whose names some action asks for, the first ones most often."""
    names = every_name(size)
    weights = [1 / rank for rank in range(1, len(names) + 1)]
    return Random(1).choices(names, weights, k=EVENTS)  # noqa: S311 - events, not secrets


def every_name(size: int) -> list[Event]:
    """One event of each name."""
    names = [f"Event {number}" for number in range(max(1, size // ACTIONS_A_NAME))]
    _, samples = workloads.many(STRUCTURES)
    return [one | {"event": name} for name, one in zip(names, cycle(samples), strict=False)]


def spend(plan: Plan, events: Sequence[Event], context: Context) -> None:
    for event in events:
        decide(event, plan, context)


def timed(steps: Sequence[Callable[[], None]]) -> list[float]:
    """Microseconds an event takes at each step; the steps take turns, so that what disturbs one disturbs all."""
    taken: list[list[float]] = [[] for _ in steps]
    for _ in range(ROUNDS):
        for step, times in zip(steps, taken, strict=True):
            start = perf_counter()
            step()
            times.append((perf_counter() - start) * 1e6 / EVENTS)
    return [median(times) for times in taken]


def validation_share() -> float:
    """The time to check the payload of 12 typed fields, of the time to map and check it."""
    kinds: dict[str, Any] = {f"field{number}": (kind, ...) for number, kind in enumerate([str, str, int, float] * 3)}
    values = {f"field{number}": value for number, value in enumerate(["a text", "b", 7, 1.5] * 3)}
    quick = quick_validator(create_model("Twelve", __base__=Payload, **kinds))
    plan, event = plan_of(workloads.clicks()[0]), workloads.SEED
    if quick is None or quick(values) is None:
        raise RuntimeError("these fields should need no pydantic")
    mapped = [action.mapper for action in plan.actions]
    checks, maps = timed([lambda: _repeat(quick, values), lambda: _repeat(mapped[0].of_event, event)])
    return checks / (checks + maps)


def _repeat(step: Callable[[Any], Any], value: Any) -> None:
    for _ in range(EVENTS):
        step(value)


def kib_an_action(size: int, context: Context) -> float:
    """What a plan keeps, once every action has run, in KiB for each action; its files' text is not counted."""
    actions, events = actions_of(size), every_name(size)
    tracemalloc.start()
    plan = plan_of(actions)
    spend(plan, events, context)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept / size / KIBI


if __name__ == "__main__":
    main()
