"""Decisions for an event: the fast path, and the reference path where that refuses."""

from typing import Any

from actions.decision import Decision, Failed
from actions.engine.fire import fire
from actions.engine.suppression import suppressed_by
from actions.event.context import Context
from actions.event.delivery_id import event_part
from actions.event.event import Event, Refused
from actions.event.read import read_event
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from mappings.budget import Budget


def decide(value: Any, plan: Plan, context: Context) -> list[Decision]:
    """The decisions that fired or failed, in the order of the files; empty when no action wants the event."""
    return decide_event(read_event(value, context), plan)


def decide_event(event: Event | Refused, plan: Plan) -> list[Decision]:
    """As `decide`, for an event that is read already."""
    if isinstance(event, Refused):
        return [Failed.refused(event)]
    make = plan.fields.find(event.type, event.name)
    # The fast path makes decisions without warnings.
    if make is None or event.warnings:
        return decide_by_reference(event, plan)
    try:
        decisions: list[Decision] = []
        part = ""
        for action, item, fields in make(event.body):
            if fields is None:
                decisions += _fire(action, event, is_refused=True)
                continue
            if item is None:
                name = part = part or event_part(event.hour, event.message_id)
            else:
                name = event_part(event.hour, event.message_id, item)
            decisions.append(action.fired(fields, event.message_id, name + action.id_part, item))
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - any error: the reference path reports it, or succeeds
        return decide_by_reference(event, plan)
    return decisions


def decide_by_reference(event: Event, plan: Plan) -> list[Decision]:
    """As `decide_event`, without code that must be generated first: quicker for few events of a kind."""
    decisions: list[Decision] = []
    taken: set[tuple[str, str]] = set()
    for candidate in plan.index.candidates(event.type, event.name):
        matches, action = candidate.matches, candidate.action
        if (matches is None or matches(event.body, Budget())) and suppressed_by(action, event, taken) is None:
            decisions += _fire(action, event)
    return decisions


def _fire(action: PlannedAction, event: Event, *, is_refused: bool = False) -> list[Decision]:
    # Nothing fires where `each:` finds no list: `explain` says so.
    return [one for one in fire(action, event, is_refused=is_refused) if one.status != "not_fired"]
