"""This project's index, triggers and mappers alone: no ids, no validation, no decisions."""

from collections.abc import Sequence
from typing import Any

from mappings.budget import Budget
from tests.bench.adapter import Engine, engine
from tests.bench.our_plan import plan_of
from tests.bench.workloads import Action, Event

NAME = "destination-actions, mapper only"


def prepare(actions: Sequence[Action]) -> Engine:
    plan = plan_of(actions)

    def process(event: Event) -> list[tuple[str, dict[str, Any]]]:
        found = []
        for candidate in plan.index.candidates(event["type"], event.get("event")):
            action = candidate.action
            if candidate.matches is None or candidate.matches(event, Budget()):
                found.append((action.id, action.mapper.of_event(event)["data"]))
        return found

    return engine(process)
