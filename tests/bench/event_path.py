"""What an event costs around the work of its actions: reading it, finding candidates, growth with their number.

Run `python -m tests.bench.event_path`. Ratios within one run are to be trusted, microseconds are not. Ends with
code 1 if a cost per event grows by more than MOST_GROWTH from 10 actions to 10,000.
"""

import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Any

import orjson

from actions.event.context import Context
from actions.event.delivery_id import delivery_id, event_part
from actions.event.event import Event
from actions.event.read import read_event, read_sound
from actions.event.shape import is_sound
from actions.plan.index import Index
from actions.reading.parse_event import is_shallow, may_be_huge, parse_event
from mappings.budget import Budget
from tests.actions.plan.asking import Asking
from tests.bench.workloads import SEED

MOST_GROWTH = 1.2
SIZES = (10, 100, 1000, 10_000)
ACTIONS_A_NAME = 5
EVENTS = 2000
ROUNDS = 15
NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))
EVENT = SEED | {"event": "Event 1"}


def main() -> None:
    """Print both tables."""
    line = orjson.dumps(EVENT)
    whole = median(seconds(lambda: orjson.loads(line)) for _ in range(ROUNDS))
    print(f"{len(line)} bytes: orjson.loads takes {whole * 1e6:.2f} us; these take, of that:")
    for name, step in steps(line).items():
        print(f"  {median(seconds(step) for _ in range(ROUNDS)) / whole:6.2f}  {name}")
    worst = 0.0
    for name, traffic in TRAFFIC.items():
        times = growth(traffic)
        ratios = [time / times[0] for time in times]
        worst = max(worst, ratios[-1])
        shown = "  ".join(f"{size:,}: {ratio:.2f}" for size, ratio in zip(SIZES, ratios, strict=True))
        print(f"{name}: {times[0] * 1e6:.2f} us an event; growth {shown}")
    sys.exit(worst > MOST_GROWTH)


def steps(line: bytes) -> dict[str, Callable[[], Any]]:
    """The steps on the way of the one event."""
    event = read_event(EVENT, NOW)
    if not isinstance(event, Event):
        raise TypeError(event)
    return {
        "parse_event": lambda: parse_event(line),
        "may_be_huge": lambda: may_be_huge(line),
        "is_shallow": lambda: is_shallow(line),
        "is_sound": lambda: is_sound(EVENT),
        "read_event, of an object handed in": lambda: read_event(EVENT, NOW),
        "read_sound, of an object we parsed": lambda: read_sound(EVENT, NOW),
        "delivery_id": lambda: delivery_id(event_part(event.hour, event.message_id), "8c1a7b2d3e"),
    }


def seconds(step: Callable[[], Any]) -> float:
    """How long one call takes, of a hundred."""
    start = perf_counter()
    for _ in range(100):
        step()
    return (perf_counter() - start) / 100


def one_name(names: Sequence[str]) -> list[str]:
    return [names[0]] * EVENTS


def zipf(names: Sequence[str]) -> list[str]:
    weights = [1 / rank for rank in range(1, len(names) + 1)]
    return random.Random(1).choices(names, weights, k=EVENTS)  # noqa: S311 - events, not secrets


def uniform(names: Sequence[str]) -> list[str]:
    return random.Random(1).choices(names, k=EVENTS)  # noqa: S311 - events, not secrets


def nobody(_names: Sequence[str]) -> list[str]:
    return ["Nobody asks for this"] * EVENTS


TRAFFIC: dict[str, Callable[[Sequence[str]], list[str]]] = {
    "one event name": one_name,
    "Zipf": zipf,
    "uniform": uniform,
    "nobody wants it": nobody,
}


def growth(traffic: Callable[[Sequence[str]], list[str]]) -> list[float]:
    """Seconds an event takes, at each of SIZES; the sizes take turns, so that what disturbs one disturbs all."""
    runs = []
    for size in SIZES:
        names = [f"Event {number}" for number in range(size // ACTIONS_A_NAME)]
        whens = ({"type": "track", "event": names[number % len(names)], "userId": "u"} for number in range(size))
        index = Index([Asking.of(when) for when in whens])
        runs.append((index, [EVENT | {"event": name} for name in traffic(names)]))
    times: list[list[float]] = [[] for _ in SIZES]
    for _ in range(ROUNDS):
        for (index, events), taken in zip(runs, times, strict=True):
            start = perf_counter()
            for event in events:
                for candidate in index.candidates(event["type"], event["event"]):
                    if candidate.matches is not None:
                        candidate.matches(event, Budget())
            taken.append((perf_counter() - start) / EVENTS)
    return [median(taken) for taken in times]


if __name__ == "__main__":
    main()
