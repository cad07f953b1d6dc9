"""What an action costs once: on its way into the plan, and at the first event that it fires for."""

from statistics import median
from time import perf_counter

from actions.engine.decide import decide
from actions.event.context import Context
from tests.bench.costs.alike import ACTIONS_A_NAME, event_names, mapping_files, plan_of
from tests.bench.workloads import SEED

ACTIONS = 300
Row = tuple[str, float, str]


def measure(rounds: int) -> list[Row]:
    rows: list[Row] = []
    for name, structures in (("a new structure", ACTIONS), ("a structure already met", ACTIONS_A_NAME)):
        found = [_measure(structures) for _ in range(rounds)]
        planned, first = (median(column) for column in zip(*found, strict=True))
        rows.append((f"into the plan, {name} of 12 fields", planned * 1e6, "us an action"))
        rows.append((f"at its first event, {name}", first * 1e6, "us an action"))
    return rows


def _measure(structures: int) -> tuple[float, float]:
    texts = mapping_files(ACTIONS, structures, 2)
    start = perf_counter()
    plan = plan_of(texts)
    planned = perf_counter() - start
    context = Context.current()
    names = event_names(ACTIONS)
    decide(SEED | {"event": names[0]}, plan, context)
    turns = []
    for _ in range(2):
        start = perf_counter()
        for name in names[1:]:
            decide(SEED | {"event": name}, plan, context)
        turns.append(perf_counter() - start)
    # The second turn is what an event costs anyway.
    return planned / ACTIONS, max(0.0, turns[0] - turns[1]) / (ACTIONS - ACTIONS_A_NAME)
