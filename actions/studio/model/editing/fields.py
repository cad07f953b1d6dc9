"""The mapping of an action as a table: every field its action type has, and every line that fills one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from actions.plan.planned import PlannedAction
from actions.studio.model.editing.change import CannotChangeError, put, remove
from actions.studio.model.editing.lines import Way, find
from actions.studio.model.editing.places import place_for, places_of
from actions.studio.model.editing.reading import documents_of
from actions.workbench.catalog import describe_action_type, describe_source
from actions.workbench.explaining.fields import FieldRow, find_row
from actions.workbench.showing import ShownField, show_action
from destinations.registry import load_registry
from mappings.located import Located


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
    documents = documents_of(text) if way is not None else []
    shown = [one for one in show_action(action).fields if "[]" not in one.field]
    places = dict(places_of(documents, way)) if way is not None else {}
    made = [_of_line(one, known.get(one.field, {}), documents, places) for one in shown]
    own = [one for one in made if one.is_own]
    rest = [one for one in made if not one.is_own]
    filled = {one.name for one in made}
    empty = [_of_facts(one) for one in facts["fields"] if one["name"] not in filled]
    return [*own, *rest, *sorted(empty, key=lambda one: not one.required)]


def put_field(text: str, action: Way, name: str, value: Any) -> str:
    """The text in which the action fills the field so, where it is written or under `map`; a constant goes."""
    return _moved(text, action, name, value, "map")


def put_constant(text: str, action: Way, name: str, value: Any) -> str:
    """The text in which the action sets the field to the value itself."""
    return _moved(text, action, name, value, "set")


def clear_field(text: str, action: Way, name: str) -> str:
    """The text in which the action says nothing of the field, so that a default shows again if there is one."""
    found = dict(places_of(documents_of(text), action)).get(name)
    if found is None:
        raise CannotChangeError(f"{name} is not written in this action")
    return remove(text, found)


def value_at(rows: Sequence[FieldRow], name: str, payload: dict[str, Any]) -> FieldRow | None:
    """The row of the field for the event at hand; of a part of an object that of the object, with the part's value."""
    whole = next((one for one in rows if one.field == name), None)
    return whole or find_row(rows, tuple(name.split(".")), payload)


def _moved(text: str, action: Way, name: str, value: Any, group: str) -> str:
    documents = documents_of(text)
    there = dict(places_of(documents, action)).get(name)
    if there is not None and there[-2] == group:
        return put(text, there, value)
    wanted = place_for(documents, action, name, group) if there is None else (*there[:-2], group, there[-1])
    made = put(text, wanted, value)
    return made if there is None else remove(made, there)


def _of_line(one: ShownField, facts: dict[str, Any], documents: Sequence[Located], places: Mapping[str, Way]) -> Field:
    way = places.get(one.field) if one.layer == "own" else None
    found = find(documents, way) if way else None
    under, written = (str(way[-2]), found.value) if way and found is not None else (None, None)
    return Field(
        one.field, facts.get("type", ""), tuple(facts.get("roles", ())), bool(facts.get("required")),
        facts.get("help", ""), one.source, one.options, one.layer, one.place.line, one.place.file, under, written,
    )  # fmt: skip


def _of_facts(facts: dict[str, Any]) -> Field:
    source = describe_source(facts.get("default"))
    return Field(facts["name"], facts["type"], tuple(facts["roles"]), facts["required"], facts["help"], source)
