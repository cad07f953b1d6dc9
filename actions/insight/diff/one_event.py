"""One event in two versions of a project: what each action does, in which fields, and by which lines of the files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from actions.decision import Decision, Failed
from actions.event.context import Context
from actions.insight.diff.values import NOTHING
from actions.plan.plan import Plan
from actions.workbench.explaining.explain import Explanation, explain_event, payload_rows
from actions.workbench.explaining.fields import FieldRow, describe_source_of, find_part, find_row, layer_of
from mappings.fields.target import Steps, show_steps
from mappings.findings.place import Place
from mappings.json_equal import json_equal

DEFAULTS = ("destination default", "action type")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the project: its plan, and the texts of its files by name."""

    plan: Plan
    texts: Mapping[str, str]

    def line(self, place: Place) -> str:
        """What stands on the line, without the space around it; empty where the project has no such file."""
        lines = self.texts.get(place.file, "").splitlines()
        return lines[place.line - 1].strip() if 0 < place.line <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a mapping file; `text` is empty where it is one of an action type's defaults."""

    file: str
    number: int
    text: str

    def as_dict(self) -> dict[str, Any]:
        return {"file": self.file, "line": self.number, "text": self.text}


@dataclass(frozen=True, slots=True)
class FieldSide:
    """A field in one version: its value, the path that found it, and the line that writes it; NOTHING, and no line."""

    value: Any
    path: str | None = None
    line: Line | None = None

    def as_dict(self) -> dict[str, Any]:
        value = {} if self.value is NOTHING else {"value": self.value}
        return value | {"path": self.path, "line": self.line.as_dict() if self.line else None}


@dataclass(frozen=True, slots=True)
class FieldOfEvent:
    """A field whose value is not the same in both versions."""

    name: str
    before: FieldSide
    after: FieldSide
    is_personal: bool

    def as_dict(self) -> dict[str, Any]:
        return {"field": self.name, "before": self.before.as_dict(), "after": self.after.as_dict()}


@dataclass(frozen=True, slots=True)
class ActionOfEvent:
    """An action in both versions; None for a version that does not have it. `lines` are those of its trigger.

    Of the trigger, only lines that the other version does not have are shown.
    """

    key: str
    name: str
    before: Explanation | None
    after: Explanation | None
    fields: tuple[FieldOfEvent, ...]
    lines: tuple[tuple[Line, ...], tuple[Line, ...]]

    @property
    def statuses(self) -> tuple[str, str]:
        """What the action does in each version: fired, failed, not_fired or gone."""
        before, after = (one.status if one else "gone" for one in (self.before, self.after))
        return before, after

    @property
    def differs(self) -> bool:
        before, after = ("not_fired" if one == "gone" else one for one in self.statuses)
        return before != after or bool(self.fields)

    def as_dict(self) -> dict[str, Any]:
        sides = zip(("before", "after"), self.statuses, (self.before, self.after), self.lines, strict=True)
        return {
            "action": self.key,
            "name": self.name,
            **{
                side: {
                    "status": status,
                    "reason": reason_of(found),
                    "trace": found.trace.as_dict() if found else None,
                    "lines": [one.as_dict() for one in lines],
                }
                for side, status, found, lines in sides
            },
            "fields": [one.as_dict() for one in self.fields],
        }


def reason_of(found: Explanation | None) -> str | None:
    """Why nothing is sent, in words; None where something is."""
    if found is None or found.status == "fired":
        return None
    return found.obstacle or next((one.reason for one in found.decisions if one.reason), None)


def explain_both(value: Any, old: Version, new: Version, context: Context) -> Failed | list[ActionOfEvent]:
    """Each action of either version, in the order of the files; a decision where the value is not an event."""
    sides: list[dict[str, Explanation]] = []
    for version in (old, new):
        found = explain_event(value, version.plan, context)
        if isinstance(found, Failed):
            return found
        sides.append({one.action.key: one for one in found})
    before, after = sides
    keys = dict.fromkeys([*after, *before])
    return [_action(key, (before.get(key), after.get(key)), (old, new)) for key in keys]


def _action(
    key: str, found: tuple[Explanation | None, Explanation | None], versions: tuple[Version, Version]
) -> ActionOfEvent:
    before, after = found
    name = next(one.action.name for one in (after, before) if one)
    written = [_trigger_lines(one, version) for one, version in zip(found, versions, strict=True)]
    texts = [{line.text for line in lines} for lines in written]
    lines = tuple(tuple(one for one in written[this] if one.text not in texts[1 - this]) for this in (0, 1))
    fields = tuple(_fields(before, after, versions)) if before and after else ()
    return ActionOfEvent(key, name, before, after, fields, (lines[0], lines[1]))


def _trigger_lines(found: Explanation | None, version: Version) -> list[Line]:
    """The lines of the mapping files with the tests of the action's trigger, each once."""
    places = [test.place for test in found.tests] if found else []
    lines = {(one.file, one.line): one for one in places}
    return [Line(file, number, text) for (file, number), one in lines.items() if (text := version.line(one))]


def _fields(before: Explanation, after: Explanation, versions: tuple[Version, Version]) -> Iterator[FieldOfEvent]:
    """The fields that differ, of each payload that both versions make."""
    made = [{one.item: one for one in side.decisions if one.status == "fired"} for side in (before, after)]
    for item in made[0].keys() & made[1].keys():
        sides = [
            _Made(found, decisions[item], version)
            for found, decisions, version in zip((before, after), made, versions, strict=True)
        ]
        for way in _places(sides[0].payload, sides[1].payload, ()):
            old, new = (one.side(way) for one in sides)
            name = show_steps(way) if item is None else f"{item}: {show_steps(way)}"
            yield FieldOfEvent(name, old, new, any(one.is_personal(way) for one in sides))


class _Made:
    """A payload that one version makes, and which line wrote each of its fields."""

    def __init__(self, found: Explanation, decision: Decision, version: Version) -> None:
        self.payload = decision.payload_fields() or {}
        self._action, self._version = found.action, version
        self._rows = payload_rows(found.action, decision, found.event)

    def side(self, way: Steps) -> FieldSide:
        value: Any = self.payload
        for step in way:
            value = _within(value, step)
        row = find_row(self._rows, way, self.payload)
        if value is NOTHING or row is None:
            return FieldSide(value)
        part, _ = find_part(self._rows, way)
        if part is None:
            return FieldSide(value, row.found_by or row.source or None, self._line(row))
        place, layer = part.place, layer_of(self._action, part.place)
        text = "" if layer in DEFAULTS else self._version.line(place)
        return FieldSide(value, describe_source_of(part.field) or None, Line(place.file, place.line, text))

    def is_personal(self, way: Steps) -> bool:
        row = find_row(self._rows, way, self.payload)
        return row is not None and row.is_personal

    def _line(self, row: FieldRow) -> Line | None:
        if row.place is None:
            return None
        text = "" if row.layer in DEFAULTS else self._version.line(row.place)
        return Line(row.place.file, row.place.line, text)


def _within(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step, NOTHING)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else NOTHING


def _places(old: Any, new: Any, way: Steps) -> Iterator[Steps]:
    """The innermost places at which the values differ, with the numbers of items."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            yield from _places(old.get(name, NOTHING), new.get(name, NOTHING), (*way, name))
    elif isinstance(old, list) and isinstance(new, list):
        for number, (before, after) in enumerate(zip_longest(old, new, fillvalue=NOTHING)):
            yield from _places(before, after, (*way, number))
    elif not json_equal(old, new):
        yield way
