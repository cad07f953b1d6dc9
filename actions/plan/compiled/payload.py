"""The values of a payload checked and put together, as Python."""

from collections.abc import Sequence
from typing import Any

from destinations.sdk.destination import ActionType
from destinations.sdk.payload import Payload
from destinations.sdk.quick.checks import emit_checks
from destinations.sdk.quick.codegen import Models
from destinations.sdk.quick.given import Given
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.value import Value
from mappings.fields.compiled.field import Found
from mappings.fields.compiled.objects import Key, Member, assemble, keys_of, put_together
from mappings.fields.compiled.runtime import refuse


def write_payload(
    emitter: Emitter,
    members: Sequence[Member],
    action_type: ActionType,
    kept: Sequence[str],
    models: Models = "instances",
) -> Value:
    """The payload's fields that are set, checked; `kept` are keys that hold null where they have no value.

    Models in it become what `models` says, as for `emit_checks`.
    """
    checked = _checked(emitter, members, action_type, kept, models)
    return checked if isinstance(checked, Value) else Value(put_together(emitter, checked, {}).name, is_name=True)


def _checked(
    emitter: Emitter, members: Sequence[Member], action_type: ActionType, kept: Sequence[str], models: Models
) -> list[Key] | Value:
    """The payload's keys that are set, and their checked values.

    A payload to which more happens than checks of values is made by its action type, and taken apart again: then it is
    the variable that holds its fields.
    """
    emitter.known_as("refuse", refuse)
    if not kept:
        keys = [key for one in members for key in _keys_of(emitter, one)]
        checked = _check(emitter, keys, action_type, models)
        if checked is not None:
            return checked
        made = put_together(emitter, keys, {})
    else:
        made = assemble(emitter, members)
    emitter.known_as("validated", validated)
    action = emitter.known_as(emitter.fresh("ACTION_TYPE_"), action_type)
    payload = emitter.assigned(Value(f"validated({made.name}, {action})"))
    emitter.line(f"if {payload.code} is None:")
    emitter.line("    refuse()")
    return payload


def validated(fields: dict[str, Any], action_type: ActionType) -> dict[str, Any] | None:
    """The payload's fields that are set, as its action type makes it; None where it does not say."""
    payload: Payload | None = action_type.quick(fields)
    if payload is None:
        return None
    given = payload.model_fields_set
    fields = {
        name: value
        for name, value in payload.__dict__.items()
        # As `leave_out_blanks` has it.
        if name in given and (value is not None or fields.get(name, name) is None)
    }
    return fields | payload.__pydantic_extra__ if payload.__pydantic_extra__ else fields


def _keys_of(emitter: Emitter, member: Member) -> list[Key]:
    """The key of the member and its value; values that overlay another one are written into a copy of that."""
    if member.found is None or not member.below:
        return keys_of(emitter, [member])
    made = assemble(emitter, [member])
    value = emitter.assigned(Value(f"{made.name}.get({member.name!a})"))
    return [(member.name, Found(value, f"{value.code} is not None", ""))]


def _check(emitter: Emitter, keys: Sequence[Key], action_type: ActionType, models: Models) -> list[Key] | None:
    """The keys with their checked values, in the order of the model, after the statements that check them."""
    known = {key: _given(found) for key, found in keys}
    taken = frozenset(emitter.names)
    checks = emit_checks(action_type.payload, known, "refuse()", taken, models=models)
    if checks is None:
        return None
    for line in checks.lines:
        emitter.line(line)
    for name, value in checks.names.items():
        emitter.known_as(name, value)
    notes = {key: found.note for key, found in keys}
    return [
        (key, Found(Value(given.code, is_name=True), given.test, notes.get(key, "")))
        for key, given in checks.values.items()
    ]


def _given(found: Any) -> Given:
    is_made = found.value.kind == "object" and not found.value.is_literal
    return Given(found.value.code, found.test, is_made=is_made)
