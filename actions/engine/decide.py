"""Decisions for an event, quickly."""

from typing import Any

from actions.decision import Decision
from actions.engine.fire import fire
from actions.engine.standing import kept_back
from actions.event.context import Context
from actions.event.event import Event, Refused
from actions.event.read import read_event
from actions.plan.planned import Plan
from mappings.budget import Budget


def decide(value: Any, plan: Plan, context: Context) -> list[Decision]:
    """The decisions that fired or failed, in the order of the files; empty when no action wants the event."""
    return decide_event(read_event(value, context), plan)


def decide_event(event: Event | Refused, plan: Plan) -> list[Decision]:
    """As `decide`, for an event that is read already."""
    if isinstance(event, Refused):
        return [Decision.refused(event)]
    decisions: list[Decision] = []
    taken: set[tuple[str, str]] = set()
    for candidate in plan.index.candidates(event.type, event.name):
        matches, action = candidate.matches, candidate.action
        if (matches is None or matches(event.body, Budget())) and kept_back(action, event, taken) is None:
            decisions.extend(fire(action, event))
    return decisions
