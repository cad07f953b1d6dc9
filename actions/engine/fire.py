"""The reference path of one action whose trigger holds: its payloads, or why there are none."""

from typing import Any

from actions.decision import Decision
from actions.engine.untidy.settle import settle
from actions.event.delivery_id import delivery_id, event_part
from actions.event.event import Event
from actions.plan.planned import PlannedAction
from destinations.sdk.refusal import error_text
from mappings.budget import Budget
from mappings.fields.scope import Scope
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.errors import EvaluationError
from mappings.findings.show import kind_of
from mappings.functions.formats import as_list
from mappings.functions.missing import says_nothing


def fire(action: PlannedAction, event: Event, *, is_refused: bool = False) -> list[Decision]:
    """One decision, or one per item of the action's `each:`; a failing item leaves the others alone.

    An item that says nothing, as null and `{}`, has none, and counts all the same: ids of deliveries hold its number.
    Where generated code has refused the event, as `is_refused` says, its checks of the payload are not run again: they
    are what refused it if its fields can be mapped.
    """
    budget = Budget()
    try:
        if action.each is None:
            return [_fire_one(action, event, event.body, None, budget, is_refused=is_refused)]
        found = action.each(event.body, budget)
    except EvaluationError as error:
        place = action.spot.at("each").place
        return [_failed(action, event, None, Diagnostic(error.code, f"each: {error}", error.hint, place))]
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - what a plugin does, sys.exit included, must not touch the others
        return [_failed(action, event, None, _plugin_failed(action, error))]
    try:
        items = as_list(found)
    except EvaluationError:
        message = f"each: {action.each.text} is {kind_of(found)}, not a list"
        finding = Diagnostic("E512", message, "give the path of a list", action.spot.at("each").place)
        return [_failed(action, event, None, finding)]
    if items is None:
        return [action.not_fired(event, f"each: {action.each.text} found nothing")]
    return [
        _fire_item(action, event, item, number, budget) for number, item in enumerate(items) if not says_nothing(item)
    ] or [action.not_fired(event, f"each: no item of {action.each.text} says anything")]


def _fire_item(action: PlannedAction, event: Event, here: Any, item: int, budget: Budget) -> Decision:
    try:
        return _fire_one(action, event, here, item, budget)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a bug in a plugin fails this item and not the others
        return _failed(action, event, item, _plugin_failed(action, error))


def _fire_one(
    action: PlannedAction, event: Event, here: Any, item: int | None, budget: Budget, *, is_refused: bool = False
) -> Decision:
    scope = Scope(event.body, here, item or 0, budget)
    settled = settle(action, event, action.mapper.fast(scope), scope, is_refused=is_refused)
    if settled.payload is None:
        return _failed(action, event, item, *settled.findings)
    name = delivery_id(event_part(event.hour, event.message_id, item), action.id_part)
    payload = settled.payload.with_delivery_id(name)
    return action.fired_with(payload, event, name, item, settled.findings)


def _plugin_failed(action: PlannedAction, error: BaseException) -> Diagnostic:
    text = f"the plugin {action.instance.destination.name} failed: {error_text(error)}"
    return Diagnostic("E590", text, "report this to its author", action.spot.place)


def _failed(action: PlannedAction, event: Event, item: int | None, *found: Diagnostic) -> Decision:
    return action.failed(event, item, found)
