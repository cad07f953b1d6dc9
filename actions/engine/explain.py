"""Decisions for an event, with the reason for each action that did not fire."""

from typing import Any

from actions.decision import Decision, Failed
from actions.engine.fire import fire
from actions.engine.suppression import suppressed_by
from actions.event.context import Context
from actions.event.event import Refused
from actions.event.read import read_event
from actions.plan.plan import Plan
from actions.trigger.trace import trace_condition, why_not
from mappings.budget import Budget


def explain(value: Any, plan: Plan, context: Context) -> list[Decision]:
    """A decision for every action of the plan, with the reason and the trace where it did not fire."""
    event = read_event(value, context)
    if isinstance(event, Refused):
        return [Failed.refused(event)]
    decisions: list[Decision] = []
    taken: set[tuple[str, str]] = set()
    for action in plan.actions:
        if not action.enabled:
            decisions.append(action.not_fired(event, "enabled: false"))
            continue
        trace = trace_condition(action.placed_condition(), event.body, Budget())
        if not trace.verdict:
            reason = why_not(trace, action.spot.place.file, action.names_of_files)
            decisions.append(action.not_fired(event, reason, trace))
        elif (suppressed := suppressed_by(action, event, taken)) is not None:
            decisions.append(action.not_fired(event, suppressed, trace))
        else:
            decisions.extend(fire(action, event))
    return decisions
