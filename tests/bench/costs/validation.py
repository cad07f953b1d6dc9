"""What checking the payload adds to mapping it, by the quick checks that are used and by pydantic alone."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from mappings.budget import Budget
from mappings.fields.scope import Scope
from tests.bench.our_plan import plan_of
from tests.bench.workloads import BUILDERS

CALLS = 2000
Row = tuple[str, float, str]


def measure(rounds: int) -> list[Row]:
    rows: list[Row] = []
    for name in ("W1", "W2"):
        actions, events = BUILDERS[name][1]()
        (action,), event = plan_of(actions).actions, events[0]
        fields = action.mapper.fast(Scope(event, event, 0, Budget())).fields
        mapping = _seconds(lambda: action.mapper.fast(Scope(event, event, 0, Budget())), rounds)  # noqa: B023  # called here
        quick = _seconds(lambda: action.action_type.quick(fields), rounds)  # noqa: B023  # called here
        pydantic = _seconds(lambda: action.action_type.payload.model_validate(fields), rounds)  # noqa: B023  # called here
        rows.append((f"{name}, quick checks, of mapping and checks", quick / (quick + mapping), "share"))
        rows.append((f"{name}, pydantic instead, of mapping and checks", pydantic / (pydantic + mapping), "share"))
    return rows


def _seconds(call: Callable[[], Any], rounds: int) -> float:
    """How long CALLS calls take, after as many that warm up."""
    taken = []
    for _ in range(rounds + 1):
        start = perf_counter()
        for _ in range(CALLS):
            call()
        taken.append(perf_counter() - start)
    return median(taken[1:])
