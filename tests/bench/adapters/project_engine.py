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
    candidates, find = plan.index.candidates, plan.runs.find

    def process(event: Event) -> list[tuple[str, dict[str, Any]]]:
        event_type, name = event["type"], event.get("event")
        found = candidates(event_type, name)
        run = find(event_type, name) if len(found) > 1 else None
        if run is None:
            pairs = [(one.action.id, one.action.run(event)) for one in found]
        else:
            pairs = [(one.action.id, fields) for one, fields in zip(found, run(event), strict=True)]
        return [(action, fields["data"]) for action, fields in pairs if fields is not None]

    return engine(process)
