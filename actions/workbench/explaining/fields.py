"""What a payload is made of: a row for each field that the mapping writes."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from msgspec.structs import replace

from actions.decision import Decision
from actions.engine.untidy.edits import value_at
from actions.engine.untidy.located import locate_path
from actions.json_line import json_line
from actions.personal_names import is_personal_name
from actions.plan.checks.markup import written_markup
from actions.plan.planned import PlannedAction
from actions.trigger.trace import shorten
from actions.workbench.explaining.values import path_of, plain_ways
from destinations.sdk.fields.roles import Personal
from mappings.budget import Budget
from mappings.expr.expression import compile_expression
from mappings.fields.field import CompiledField
from mappings.fields.scope import Scope
from mappings.fields.sources import looks_up_blank, without_nulls
from mappings.fields.target import Steps, show_steps
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.errors import EvaluationError, ExpressionError
from mappings.findings.place import Place
from mappings.functions.missing import filled

Layer = Literal["own", "file default", "fragment", "destination default", "action type"]
# The folder below `mappings/` that holds fragments.
SHARED = "shared"
OPTIONS = ("only", "except_", "rename", "lookup", "as_")


@dataclass(frozen=True, slots=True)
class Part:
    """A line of an object that another line makes, or of each item of a list; `parts` are the lines inside it."""

    field: CompiledField
    place: Place
    parts: "tuple[Part, ...]" = ()


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field: its value in the payload, and the line, the path and the conversions that it came by.

    `source` is what the line says, `found_by` the path of it that found something and `seen` what that was. `notes`
    are about values that were left out, of the field or of what is inside it. `parts` are the lines inside
    it. `layer` is where the line stands: among the action's own, in the file's
    `defaults:`, in a fragment, or in the defaults of its action type; of a field that no line writes, it is the action
    type itself.
    """

    path: Steps
    value: Any
    is_there: bool
    layer: Layer
    place: Place | None = None
    source: str = ""
    found_by: str | None = None
    seen: Any = None
    conversions: tuple[str, ...] = ()
    notes: tuple[Diagnostic, ...] = ()
    is_personal: bool = False
    parts: "tuple[Part, ...]" = ()

    @property
    def field(self) -> str:
        return show_steps(self.path)

    def as_dict(self) -> dict[str, Any]:
        """The row as JSON; long values are cut."""
        place = self.place
        return {
            "field": self.field,
            "value": shorten(_as_json(self.value)),
            "is_there": self.is_there,
            "layer": self.layer,
            "file": place.file if place else None,
            "line": place.line if place else None,
            "column": place.column if place else None,
            "source": self.source,
            "found_by": self.found_by,
            "seen": shorten(_as_json(self.seen)),
            "conversions": list(self.conversions),
            "notes": [one.message for one in self.notes],
            "personal": self.is_personal,
        }


def field_rows(action: PlannedAction, decision: Decision, event: dict[str, Any], here: Any) -> list[FieldRow]:
    """The rows of a decision that fired or failed, in the order of writing.

    `event` is the event as it was read, `here` where paths start: it, or the item of an action with `each:`.
    """
    payload = decision.payload_fields() or {}
    scope = Scope(event, here, decision.item or 0, Budget())
    notes = _notes_by_field(action.mapper.object.fields, decision)
    rows = [_row(action, one, scope, payload, notes[one.target]) for one in action.mapper.object.fields]
    written = {row.path[0] for row in rows}
    rest = [name for name in payload if name not in written and not name.startswith("delivery")]
    return rows + [FieldRow((name,), payload[name], is_there=True, layer="action type") for name in rest]


def find_row(rows: Sequence[FieldRow], name: Steps, payload: dict[str, Any]) -> FieldRow | None:
    """The row of the line that wrote the field, or of the one that wrote an object around it."""
    plain = tuple(step for step in name if isinstance(step, str))
    around = [row for row in rows if row.path == plain[: len(row.path)]]
    if not around:
        return None
    nearest = max(around, key=lambda row: len(row.path))
    if len(nearest.path) == len(name):
        return nearest
    value = value_at(payload, name)
    deeper = value_at(nearest.seen, name[len(nearest.path) :])
    inside = path_of(name[len(nearest.path) :])
    between = "" if inside.startswith("[") else "."
    found = f"{nearest.found_by}{between}{inside}" if deeper is not None else nearest.found_by
    return FieldRow(
        name, value, value is not None, nearest.layer, nearest.place, nearest.source, found,
        deeper, nearest.conversions, notes_at(nearest, name), nearest.is_personal or is_personal_name(plain[-1]),
    )  # fmt: skip


def find_part(rows: Sequence[FieldRow], name: Steps) -> tuple[Part | None, bool]:
    """The line inside of an object or a list that writes the field, and whether there can be one.

    There can be none where an object is made of lines, and none of these has that name.
    """
    rest = tuple(step for step in name if isinstance(step, str))
    around = [row for row in rows if row.path == rest[: len(row.path)]]
    if not around:
        return None, False
    nearest = max(around, key=lambda row: len(row.path))
    part, parts, rest = None, nearest.parts, rest[len(nearest.path) :]
    while rest and parts:
        fitting = [one for one in parts if one.field.target == rest[: len(one.field.target)]]
        if not fitting:
            return None, False
        part = max(fitting, key=lambda one: len(one.field.target))
        parts, rest = part.parts, rest[len(part.field.target) :]
    return part, True


def notes_at(row: FieldRow, name: Steps) -> tuple[Diagnostic, ...]:
    """The notes of the row that are about the field, about what is inside it, or about what it is inside of."""
    path = show_steps(name)
    return tuple(one for one in row.notes if _is_inside(one.path or "", path) or _is_inside(path, one.path or ""))


def without_value(row: FieldRow) -> Iterator[str]:
    """The names of fields that have no value, and no note that says why: the row's, or those inside its object."""
    if not row.is_there:
        yield from [] if row.notes else [row.field]
    elif isinstance(row.value, dict):
        noted = {one.path for one in row.notes}
        yield from (name for name in _lacking(row.parts, row.value, row.path) if name not in noted)


def _lacking(parts: Sequence[Part], made: dict[str, Any], around: Steps) -> Iterator[str]:
    for part in parts:
        value = value_at(made, part.field.target)
        path = (*around, *part.field.target)
        if value is None:
            yield show_steps(path)
        elif isinstance(value, dict):
            yield from _lacking(part.parts, value, path)


def layer_of(action: PlannedAction, place: Place) -> Layer:
    """Where a line of the action's mapping stands."""
    mine = action.spot.place
    if SHARED in place.file.split("/"):
        return "fragment"
    if place.file != mine.file:
        return "destination default"
    inside = (mine.line, mine.column) <= (place.line, place.column) <= (mine.end_line, mine.end_column)
    return "own" if inside else "file default"


def describe_source_of(field: CompiledField) -> str:
    """What the line says of where the value comes from, in a few words.

    Of a list it is its path, of an object the number of its fields.
    """
    model = field.field
    for paths, start in ((model.from_, ""), (model.from_event, "")):
        if paths:
            return start + ", else ".join(paths)
    if model.template is not None:
        return f'"{model.template}"'
    if model.each is not None:
        return f"each of {model.each}"
    if model.counter is not None:
        return f"the item's number, from {model.counter}"
    if field.inner is not None:
        return f"an object of {len(field.inner.fields)} fields"
    return "the value itself"


def conversions_of(field: CompiledField) -> list[str]:
    """The options of the line that work on the value, as they are written."""
    said = field.field.model_fields_set
    parts = []
    for name in OPTIONS:
        value = getattr(field.field, name)
        if name in said and value is not None:
            key = name.rstrip("_")
            parts.append(f"{key}: {value}" if isinstance(value, str) else _listed(key, value))
    parts += [f"{name}: {getattr(field.field, name)}" for name in ("unit", "format", "zone") if name in said]
    return parts


def as_written(action: PlannedAction, field: CompiledField) -> tuple[CompiledField, bool]:
    """The line as its file has it, and whether the destination escapes what comes from the event."""
    lines = [(one.target, one.field) for one in action.mapper.object.fields]
    written = written_markup(field.target, field.field, lines, action.action_type.payload)
    return (replace(field, field=written), True) if written != field.field else (field, False)


def roles_at(action: PlannedAction, path: Steps) -> tuple[Personal, ...]:
    """The personal data in the field, by its action type."""
    parts = locate_path(path, action.action_type.payload)
    return tuple(role for part in parts for role in part.roles if isinstance(role, Personal))


def _row(
    action: PlannedAction, field: CompiledField, scope: Scope, payload: dict[str, Any], notes: Sequence[Diagnostic]
) -> FieldRow:
    place = action.own(field.spot).place
    field, is_escaped = as_written(action, field)
    if field.at_event:
        scope = Scope(scope.event, scope.event, scope.index, scope.budget)
    value = value_at(payload, field.target)
    found_by, seen = _found(field, scope)
    applied = conversions_of(field)
    if found_by is None and "default" in field.field.model_fields_set and _is_default(field, scope):
        applied.append("default")
    personal = roles_at(action, field.target)
    applied += ["escape_html, by the destination"] if is_escaped else []
    applied += [role.words for role in personal if role.sent == "sha256"]
    return FieldRow(
        field.target, value, value is not None, layer_of(action, place), place, describe_source_of(field), found_by,
        seen, tuple(applied), tuple(notes), bool(personal) or is_personal_name(field.target[-1]),
        _parts(action, field),
    )  # fmt: skip


def _notes_by_field(fields: Sequence[CompiledField], decision: Decision) -> dict[Steps, list[Diagnostic]]:
    """What the decision says, by the line that it is about: of several around a value the innermost."""
    notes: dict[Steps, list[Diagnostic]] = {one.target: [] for one in fields}
    for found in decision.diagnostics:
        around = [one for one in notes if _is_inside(found.path or "", show_steps(one))]
        if around:
            notes[max(around, key=len)].append(found)
    return notes


def _is_inside(path: str, around: str) -> bool:
    return path == around or path.startswith((f"{around}.", f"{around}["))


def _parts(action: PlannedAction, field: CompiledField) -> tuple[Part, ...]:
    inner = field.inner.fields if field.inner else ()
    return tuple(Part(one, action.own(one.spot).place, _parts(action, one)) for one in inner)


def _found(field: CompiledField, scope: Scope) -> tuple[str | None, Any]:
    """The path that found something, and what."""
    for paths, start in ((field.field.from_, scope.here), (field.field.from_event, scope.event)):
        for path in paths or ():
            value = _read(path, start, keeps_blank=looks_up_blank(field.field))
            if value is not None:
                return path, value
    if field.field.each is not None:
        value = _read(field.field.each, scope.here, keeps_blank=False)
        return (field.field.each, value) if value is not None else (None, None)
    return None, None


def _read(path: str, start: Any, *, keeps_blank: bool) -> Any:
    try:
        expression = compile_expression(path)
        value = expression(start, Budget())
    except (ExpressionError, EvaluationError):
        return None
    if expression.tree["type"] == "multi_select_list":
        return without_nulls(value)
    return value if keeps_blank else filled(value)


def _is_default(field: CompiledField, scope: Scope) -> bool:
    try:
        return field.is_default(scope)
    except EvaluationError:
        return False


def steps_to(path: str, start: Any) -> Iterator[tuple[str, Any]]:
    """The names on the way of a path with what stands at each, the last one included; none for a path that computes."""
    ways = plain_ways(compile_expression(path).tree)
    if len(ways) != 1:
        return
    here = start
    for step in ways[0]:
        here = value_at(here, (step,))
        yield (f"[{step}]" if isinstance(step, int) else step), here


def _as_json(value: Any) -> Any:
    """As readers of the written JSON get it: numbers for decimals."""
    return json.loads(json_line(value))


def _listed(key: str, value: Any) -> str:
    names = list(value)
    return f"{key}: {', '.join(map(str, names[:3]))}{'…' if len(names) > 3 else ''}"  # noqa: PLR2004
