"""The mapping of an action as a table: every field its action type has, and every line that fills one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from actions.plan.planned import PlannedAction
from actions.studio.model.editing.change import CannotChangeError, put, remove
from actions.studio.model.editing.lines import Way, find
from actions.workbench.catalog import describe_action_type, describe_source
from actions.workbench.explaining.fields import FieldRow
from actions.workbench.showing import ShownField, show_action
from destinations.registry import load_registry
from mappings.findings.diagnostic import Report
from mappings.located import Located
from mappings.yaml_reader import read_yaml


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the table.

    `layer` says who wrote it: the action itself (`own`), the file's defaults, a fragment, the destination; none for a
    field that nothing fills. `written` is what stands in the action, and under which of `map` and `set`.
    """

    name: str
    kind: str = ""
    roles: tuple[str, ...] = ()
    required: bool = False
    help: str = ""
    source: str = ""
    options: tuple[str, ...] = ()
    layer: str | None = None
    line: int | None = None
    file: str | None = None
    under: str | None = None
    written: Any = None

    @property
    def is_own(self) -> bool:
        return self.layer == "own"


@lru_cache(maxsize=256)
def _facts_of(destination: str, name: str) -> dict[str, Any]:
    """What there is to say of an action type; no fields where its plugin is not there any more."""
    plugin = load_registry().find(destination)
    kind = plugin.destination.action_type(name) if plugin else None
    return describe_action_type(plugin, kind) if plugin and kind else {"fields": []}


def fields_of(action: PlannedAction, text: str, way: Way | None) -> list[Field]:
    """The fields: those that the mapping fills, in the order of writing, then the rest of the action type's."""
    facts = _facts_of(action.instance.destination.name, action.action_type.name)
    known = {one["name"]: one for one in facts["fields"]}
    documents = read_yaml(text, "text", Report()) if way is not None else []
    shown = [one for one in show_action(action).fields if "[]" not in one.field]
    made = [_of_line(one, known.get(one.field, {}), documents, way) for one in shown]
    own = [one for one in made if one.is_own]
    rest = [one for one in made if not one.is_own]
    filled = {one.name for one in made}
    empty = [_of_facts(one) for one in facts["fields"] if one["name"] not in filled]
    return [*own, *rest, *sorted(empty, key=lambda one: not one.required)]


def put_field(text: str, action: Way, name: str, value: Any) -> str:
    """The text in which the action fills the field so: under `map`, or under `set` where it stands there already."""
    documents = read_yaml(text, "text", Report())
    under = "set" if find(documents, (*action, "set", name)) is not None else "map"
    return put(text, (*action, under, name), value)


def put_constant(text: str, action: Way, name: str, value: Any) -> str:
    """The text in which the action sets the field to the value itself."""
    documents = read_yaml(text, "text", Report())
    if find(documents, (*action, "map", name)) is not None:
        text = remove(text, (*action, "map", name))
    return put(text, (*action, "set", name), value)


def clear_field(text: str, action: Way, name: str) -> str:
    """The text in which the action says nothing of the field, so that a default shows again if there is one."""
    documents = read_yaml(text, "text", Report())
    for under in ("map", "set"):
        if find(documents, (*action, under, name)) is not None:
            return remove(text, (*action, under, name))
    raise CannotChangeError(f"{name} is not written in this action")


def value_at(rows: Sequence[FieldRow], name: str) -> FieldRow | None:
    """The row of the field for the event at hand."""
    return next((one for one in rows if one.field == name), None)


def _of_line(one: ShownField, facts: dict[str, Any], documents: Sequence[Located], way: Way | None) -> Field:
    under, written = None, None
    for group in ("map", "set") if way is not None and one.layer == "own" else ():
        found = find(documents, (*(way or ()), group, one.field))
        if found is not None:
            under, written = group, found.value
    return Field(
        one.field, facts.get("type", ""), tuple(facts.get("roles", ())), bool(facts.get("required")),
        facts.get("help", ""), one.source, one.options, one.layer, one.place.line, one.place.file, under, written,
    )  # fmt: skip


def _of_facts(facts: dict[str, Any]) -> Field:
    source = describe_source(facts.get("default"))
    return Field(facts["name"], facts["type"], tuple(facts["roles"]), facts["required"], facts["help"], source)
