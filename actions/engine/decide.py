"""Decisions for an event, quickly."""

from collections.abc import Iterator
from typing import Any

from actions.decision import Decision
from actions.engine.fire import fire
from actions.engine.standing import kept_back
from actions.event.context import Context
from actions.event.read import Event, Refused, read_event
from actions.plan.planned import Plan, PlannedAction
from mappings.budget import Budget


def decide(value: Any, plan: Plan, context: Context) -> list[Decision]:
    """The decisions that fired or failed, in the order of the files; empty when no action wants the event."""
    event = read_event(value, context)
    if isinstance(event, Refused):
        return [Decision.refused(event)]
    decisions: list[Decision] = []
    for action in wanting(event, plan):
        decisions.extend(fire(action, event))
    return decisions


def wanting(event: Event, plan: Plan) -> Iterator[PlannedAction]:
    """The actions whose trigger holds and that nothing keeps back, in the order of the files."""
    taken: set[tuple[str, str]] = set()
    for candidate in plan.index.candidates(event.type, event.name):
        matches, action = candidate.matches, candidate.action
        if (matches is None or matches(event.body, Budget())) and kept_back(action, event, taken) is None:
            yield action
