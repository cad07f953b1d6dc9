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
    known, find = plan.fields.known, plan.fields.find

    def process(event: Event) -> list[tuple[str, dict[str, Any]]]:
        event_type, name = event["type"], event.get("event")
        make = known[event_type].get(name) or find(event_type, name)
        found = make(event) if make else []
        return [(action.id, fields["data"]) for action, _, fields in found if fields is not None]

    return engine(process)
