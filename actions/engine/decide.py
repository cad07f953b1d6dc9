"""Decisions for an event: the fast path, and the reference path where that refuses."""

from collections.abc import Sequence
from typing import Any

from actions.decision import Decision, Failed
from actions.engine.fire import fire
from actions.engine.suppression import suppressed_by
from actions.event.context import Context
from actions.event.delivery_id import event_part
from actions.event.event import Event, Refused
from actions.event.read import read_event
from actions.plan.index import Candidate
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
    body = event.body
    switches = body.get("integrations")
    taken: set[tuple[str, str]] = set()
    decisions: list[Decision] = []
    part = ""
    candidates = plan.index.candidates(event.type, event.name)
    if event.warnings:
        # The fast path makes decisions without warnings.
        return [one for candidate in candidates for one in _decide_by_reference(candidate, event, taken)]
    found = _run_all(event, plan) if len(candidates) > 1 else None
    for number, candidate in enumerate(candidates):
        action = candidate.action
        try:
            fields = action.run(body) if found is None else found[number]
            if fields is None:
                continue
            part = part or event_part(event.hour, event.message_id)
            decision = action.fired(fields, event.message_id, part + action.id_part)
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException:  # noqa: BLE001 - any error: the reference path reports it, or succeeds
            decisions.extend(_decide_by_reference(candidate, event, taken))
            continue
        if (switches or action.exclusive is not None) and suppressed_by(action, event, taken) is not None:
            continue
        decisions.append(decision)
    return decisions


def _run_all(event: Event, plan: Plan) -> Sequence[dict[str, Any] | None] | None:
    """What the `run` of each candidate gives; None where each has to run alone."""
    run = plan.runs.find(event.type, event.name)
    if run is None:
        return None
    try:
        return run(event.body)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - one action failed: each is run alone
        return None


def _decide_by_reference(
    candidate: Candidate[PlannedAction], event: Event, taken: set[tuple[str, str]]
) -> list[Decision]:
    matches, action = candidate.matches, candidate.action
    if (matches is None or matches(event.body, Budget())) and suppressed_by(action, event, taken) is None:
        # Nothing fires where `each:` finds no list: `explain` says so.
        return [one for one in fire(action, event) if one.status != "not_fired"]
    return []
