"""What an action does: its mapping merged with its action type's defaults."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from actions.plan.planned import PlannedAction
from actions.trigger.condition import AnyOf, Condition, Leaf, Not
from actions.trigger.trace import describe_test
from actions.workbench.explaining.fields import (
    Layer,
    as_written,
    conversions_of,
    describe_source_of,
    layer_of,
    roles_at,
)
from mappings.fields.field import CompiledField
from mappings.fields.target import show_steps
from mappings.findings.place import Place


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of the mapping: what it is made of, what happens to the value, and which line says so."""

    field: str
    source: str
    options: tuple[str, ...]
    layer: Layer
    place: Place

    def as_dict(self) -> dict[str, Any]:
        return {
            "field": self.field,
            "source": self.source,
            "options": list(self.options),
            "layer": self.layer,
            "file": self.place.file,
            "line": self.place.line,
        }


@dataclass(frozen=True, slots=True)
class ShownAction:
    """An action: when it fires, with a sentence for each test, and its fields in the order of writing."""

    action: PlannedAction
    when: tuple[str, ...]
    fields: tuple[ShownField, ...]

    def as_dict(self) -> dict[str, Any]:
        one = self.action
        return {
            "instance": one.instance.name,
            "action": one.id,
            "name": one.name,
            "type": one.action_type.name,
            "file": one.spot.place.file,
            "line": one.spot.place.line,
            "enabled": one.enabled,
            "each": one.each.text if one.each else None,
            "exclusive": one.exclusive,
            "sample": one.sample.written if one.sample else None,
            "on_error": one.on_error,
            "when": list(self.when),
            "fields": [field.as_dict() for field in self.fields],
        }


def show_action(action: PlannedAction) -> ShownAction:
    """The action with all that it inherits."""
    fields = tuple(row for one in action.mapper.object.fields for row in _rows(action, one, ""))
    return ShownAction(action, tuple(describe_condition(action.placed_condition())), fields)


def describe_condition(condition: Condition, depth: int = 0) -> Iterator[str]:
    """The condition in lines; what belongs to a group is indented below it."""
    indent = "  " * depth
    if isinstance(condition, Leaf):
        yield f"{indent}{describe_test(condition)}"
    elif isinstance(condition, Not):
        part = condition.part
        yield f"{indent}none of" if isinstance(part, AnyOf) else f"{indent}not"
        for one in part.parts if isinstance(part, AnyOf) else (part,):
            yield from describe_condition(one, depth + 1)
    else:
        yield f"{indent}any of" if isinstance(condition, AnyOf) else f"{indent}all of"
        for one in condition.parts:
            yield from describe_condition(one, depth + 1)


def _rows(action: PlannedAction, one: CompiledField, around: str) -> Iterator[ShownField]:
    name = f"{around}{show_steps(one.target)}"
    place = action.own(one.spot).place
    roles = [role.words for role in roles_at(action, one.target) if role.sent == "sha256"] if not around else []
    if not around:
        one, is_escaped = as_written(action, one)
        roles += ["escape_html, by the destination"] if is_escaped else []
    yield ShownField(name, _source(one), (*options_of(one), *roles), layer_of(action, place), place)
    if one.inner is not None:
        between = "[]." if one.field.each is not None else "."
        for part in one.inner.fields:
            yield from _rows(action, part, f"{name}{between}")


def _source(one: CompiledField) -> str:
    if "value" in one.field.model_fields_set:
        return _as_json(one.field.value)
    source = describe_source_of(one)
    # Beside paths that start at an item, this one has to say that it does not.
    return f"{source} (of the event)" if one.field.from_event else source


def options_of(one: CompiledField) -> Iterator[str]:
    """What the line says beside its source, as it is written."""
    model, said = one.field, one.field.model_fields_set
    yield from conversions_of(one)
    if "default" in said:
        yield f"default: {_as_json(model.default)}"
    if model.required:
        yield "required"
    if "if_missing" in said:
        yield f"if_missing: {model.if_missing or 'null'}"
    for name in ("only_when", "where", "limit"):
        if name in said:
            value = getattr(model, name)
            yield f"{name}: {value if isinstance(value, str) else _as_json(value)}"
    if model.wrap:
        yield "wrap: true"


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
