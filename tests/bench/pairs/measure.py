"""CPU time of one event of a pair, way by way; the ways take turns, so that what disturbs one disturbs all."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import process_time
from typing import Any

import orjson

from actions.deliver.arrivals_of_lines import LinesReader
from actions.engine.decide import decide
from actions.run.ndjson.process_lines import process_lines
from destinations.sdk.write import Write
from tests.bench.pairs.plans import NOW, Pair

Step = Callable[[], object]
MICROSECONDS = 1e6


def steps(pair: Pair, lines: Sequence[bytes]) -> dict[str, Step]:
    """What is measured, by name; each step goes over all the lines once."""
    data = b"".join(line + b"\n" for line in lines)
    values = [orjson.loads(line) for line in lines]
    return {
        "loads": lambda: [orjson.loads(line) for line in lines],
        "line": lambda: list(process_lines(data, pair.plan, NOW)),
        "strict": lambda: list(process_lines(data, pair.plan, NOW, strict=True)),
        "decide": lambda: [decide(value, pair.plan, NOW) for value in values],
        "bodies": lambda: bodies(pair, lines),
        "entries": lambda: bodies_of_entries(pair, lines),
    }


def bodies(pair: Pair, lines: Sequence[bytes]) -> int:
    """Lines to requests in batches as large as the tool takes, 50 at most; the number of requests."""
    (action,) = pair.plan.actions
    kind = action.action_type
    most = min(kind.limits.items, 50)
    waiting: dict[Any, list[Any]] = {}
    made = 0
    for line in lines:
        for one in decide(orjson.loads(line), pair.plan, NOW):
            if one.payload is None:
                raise ValueError(one.reason)
            group = waiting.setdefault(kind.batch_key(one.payload), [])
            group.append(one.payload)
            if len(group) >= most:
                made += _requests(kind, group, pair.settings)
                group.clear()
    return made + sum(_requests(kind, group, pair.settings) for group in waiting.values() if group)


def bodies_of_entries(pair: Pair, lines: Sequence[bytes]) -> int:
    """As `bodies`, by way of the entries that `run --send` gives to the outbox; nothing is written to a disk."""
    (action,) = pair.plan.actions
    kind = action.action_type
    most = min(kind.limits.items, 50)
    waiting: dict[Any, list[Any]] = {}
    made = 0
    reader = LinesReader(pair.plan, NOW.now)
    for line in lines:
        arrival = reader.arrival(line, {})
        for one in arrival.entries if arrival else ():
            group = waiting.setdefault(kind.batch_key(one.model), [])
            group.append(one.model)
            if len(group) >= most:
                made += _requests(kind, group, pair.settings)
                group.clear()
    return made + sum(_requests(kind, group, pair.settings) for group in waiting.values() if group)


def _requests(kind: Any, payloads: Sequence[Any], settings: Any) -> int:
    made = kind.requests(list(payloads), settings)
    for one in made:
        if not isinstance(one, Write):
            _ = one.body
    return len(made)


def timed(found: Mapping[str, Step], events: int, rounds: int) -> dict[str, float]:
    """The median microseconds of CPU that one event takes, by the name of the step."""
    taken: dict[str, list[float]] = {name: [] for name in found}
    for step in found.values():
        step()
    for _ in range(rounds):
        for name, step in found.items():
            start = process_time()
            step()
            taken[name].append((process_time() - start) / events * MICROSECONDS)
    return {name: median(all_) for name, all_ in taken.items()}
