"""This project's engine alone: index, trigger, mapping, payload validation. No ids, no payload objects, no decisions.

It takes parsed events as they are: whoever hands objects to `decide` has them looked through first.
"""

from collections.abc import Sequence
from typing import Any

from tests.bench.adapter import Engine, engine
from tests.bench.our_plan import plan_of
from tests.bench.workloads import Action, Event

NAME = "destination-actions, engine alone"


def prepare(actions: Sequence[Action]) -> Engine:
    plan = plan_of(actions)
    candidates, known, find = plan.index.candidates, plan.runs.known, plan.runs.find

    def process(event: Event) -> list[tuple[str, dict[str, Any]]]:
        event_type, name = event["type"], event.get("event")
        found = candidates(event_type, name)
        if len(found) == 1:
            action = found[0].action
            fields = action.run(event)
            return [] if fields is None else [(action.id, fields["data"])]
        run = known[event_type].get(name) or find(event_type, name)
        made = [one.action.run(event) for one in found] if run is None else run(event)
        return [(one.action.id, fields["data"]) for one, fields in zip(found, made, strict=True) if fields is not None]

    return engine(process)
