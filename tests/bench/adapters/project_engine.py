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
    find = plan_of(actions).index.candidates

    def process(event: Event) -> list[tuple[str, dict[str, Any]]]:
        found = []
        for candidate in find(event["type"], event.get("event")):
            action = candidate.action
            fields = action.run(event)
            if fields is not None:
                found.append((action.id, fields["data"]))
        return found

    return engine(process)
