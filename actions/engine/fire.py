"""What an action makes of an event whose trigger holds: its payloads, or why there are none."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from actions.decision import Decision
from actions.engine.payload_errors import explain_payload
from actions.event.delivery_id import delivery_id, event_part
from actions.event.event import Event
from actions.plan.planned import PlannedAction
from destinations.sdk.payload import Payload, leave_out_blanks
from destinations.sdk.refusal import told
from mappings.budget import Budget
from mappings.fields.scope import FieldFailure, Mapped, Scope
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.errors import EvaluationError
from mappings.findings.show import kind_of


def fire(action: PlannedAction, event: Event) -> list[Decision]:
    """One decision, or one per item of the action's `each:`; a failing item leaves the others alone."""
    budget = Budget()
    try:
        if action.each is None:
            return [_fire_one(action, event, event.body, None, budget)]
        items = action.each(event.body, budget)
    except EvaluationError as error:
        place = action.spot.at("each").place
        return [_failed(action, event, None, Diagnostic(error.code, f"each: {error}", error.hint, place))]
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - what a plugin does, sys.exit included, must not touch the others
        return [_failed(action, event, None, _plugin_failed(action, error))]
    if items is None:
        return [action.decision("not_fired", event, reason=f"each: {action.each.text} found nothing")]
    if not isinstance(items, list):
        message = f"each: {action.each.text} is {kind_of(items)}, not a list"
        finding = Diagnostic("E512", message, "give the path of a list", action.spot.at("each").place)
        return [_failed(action, event, None, finding)]
    return [_fire_item(action, event, item, number, budget) for number, item in enumerate(items)]


def _fire_item(action: PlannedAction, event: Event, here: Any, item: int, budget: Budget) -> Decision:
    try:
        return _fire_one(action, event, here, item, budget)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - as above, for one item
        return _failed(action, event, item, _plugin_failed(action, error))


def _fire_one(action: PlannedAction, event: Event, here: Any, item: int | None, budget: Budget) -> Decision:
    mapped = action.mapper.fast(Scope(event.body, here, item or 0, budget))
    found = [_diagnose(action, failure) for failure in mapped.failures]
    if found and action.on_error != "skip_field":
        return _failed(action, event, item, *found)
    payload = _validate(action, mapped)
    if not isinstance(payload, Payload) and action.on_error == "skip_field":
        found += payload
        payload = _validate(action, _without(mapped, payload))
    if not isinstance(payload, Payload):
        return _failed(action, event, item, *found, *payload)
    leave_out_blanks(payload, mapped.fields)
    name = delivery_id(event_part(event.hour, event.message_id, item), action.id_part)
    payload = payload.with_delivery_id(name)
    return action.decision("fired", event, item=item, delivery_id=name, payload=payload, diagnostics=found)


def _validate(action: PlannedAction, mapped: Mapped) -> Payload | list[Diagnostic]:
    payload = action.action_type.quick(mapped.fields)
    if payload is not None:
        return payload
    try:
        return action.action_type.payload.model_validate(mapped.fields)
    except ValidationError as error:
        return explain_payload(error, action)


def _without(mapped: Mapped, found: Sequence[Diagnostic]) -> Mapped:
    """The fields but for those the payload refused, whole top-level fields at a time."""
    refused = {(one.path or "").split(".")[0].split("[")[0] for one in found}
    return Mapped({name: value for name, value in mapped.fields.items() if name not in refused}, mapped.failures)


def _diagnose(action: PlannedAction, failure: FieldFailure) -> Diagnostic:
    place = action.own(failure.spot).place
    return Diagnostic(failure.code, failure.message, failure.hint, place, path=failure.target)


def _plugin_failed(action: PlannedAction, error: BaseException) -> Diagnostic:
    text = f"the plugin {action.instance.destination.name} failed: {told(error)}"
    return Diagnostic("E590", text, "report this to its author", action.spot.place)


def _failed(action: PlannedAction, event: Event, item: int | None, *found: Diagnostic) -> Decision:
    stop = action.on_error == "stop"
    return action.decision("failed", event, item=item, reason=found[0].message, diagnostics=found, stop=stop)
