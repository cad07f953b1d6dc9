"""Decisions for an event, quickly."""

from typing import Any

from actions.decision import Decision
from actions.engine.fire import fire
from actions.engine.standing import kept_back
from actions.event.context import Context
from actions.event.read import Refused, read_event
from actions.plan.planned import Plan
from mappings.budget import Budget


def decide(value: Any, plan: Plan, context: Context) -> list[Decision]:
    """The decisions that fired or failed, in the order of the files; empty when no action wants the event."""
    event = read_event(value, context)
    if isinstance(event, Refused):
        return [Decision.refused(event)]
    decisions: list[Decision] = []
    taken: set[tuple[str, str]] = set()
    for action in plan.index.candidates(event.type, event.name):
        if action.matches(event.body, Budget()) and kept_back(action, event, taken) is None:
            decisions.extend(fire(action, event))
    return decisions
