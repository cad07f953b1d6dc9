"""Which line wrote a part of a payload, and which value of the event it comes from."""

from dataclasses import dataclass
from typing import Any

from actions.engine.untidy.edits import value_at
from actions.workbench.explaining.fields import FieldRow, Part, describe_source_of, find_row, notes_at
from actions.workbench.explaining.values import Way, path_of, plain_ways
from mappings.expr.expression import compile_expression
from mappings.expr.tree import Node
from mappings.fields.field import CompiledField
from mappings.fields.target import Steps
from mappings.fields.template import Hole, parse_template
from mappings.findings.errors import ExpressionError
from mappings.findings.place import Place


@dataclass(frozen=True, slots=True)
class Origin:
    """A line of a mapping, the path into the event that it reads and what is there.

    `lacks` says that the path leads to an object which has no such field.
    """

    place: Place | None
    source: str
    path: str | None = None
    seen: Any = None
    notes: tuple[str, ...] = ()
    lacks: bool = False


def find_origin(path: Steps, rows: list[FieldRow], payload: dict[str, Any], event: Any) -> Origin | None:
    """Where the field comes from; None where no line writes it.

    Of an object that several lines write it is the place of the first.
    """
    row = find_row(rows, path, payload)
    if row is None:
        inside = next((one for one in rows if one.path[: len(path)] == path and one.is_there), None)
        return Origin(inside.place, "") if inside else None
    line = next(one for one in rows if one.place == row.place and one.source == row.source)
    rest = path[len(line.path) :]
    if line.parts and rest:
        return _inside(line, path, value_at(payload, line.path), event)
    if row.found_by is None:
        return _of_template(row, event)
    if rest:
        deeper = row.seen is not None
        seen = row.seen if deeper else line.seen
        lacks = not deeper and isinstance(line.seen, dict) and not line.conversions
        return Origin(row.place, row.source, *_behind(row.found_by, seen, event), _notes(row, path), lacks)
    return Origin(row.place, row.source, *_behind(row.found_by, row.seen, event), _notes(row, path))


def _inside(line: FieldRow, path: Steps, made: Any, event: Any) -> Origin:
    """The line inside of an object or a list; the item of the event is known where each one made an item."""
    here, around, rest = event, "", path[len(line.path) :]
    parts, items, each = line.parts, line.seen, line.found_by
    while True:
        if isinstance(rest[0], int):
            here, around = _item(rest[0], made, items, f"{around}.{each}" if around else each or "")
            made, rest = value_at(made, rest[:1]), rest[1:]
        names = tuple(step for step in rest if isinstance(step, str))
        fitting = [one for one in parts if one.field.target == names[: len(one.field.target)]]
        if not fitting:
            unmapped = (f"no line maps {names[-1]} there: add it",) if names else ()
            return Origin(line.place, line.source, line.found_by, line.seen, (*_notes(line, path), *unmapped))
        part = max(fitting, key=lambda one: len(one.field.target))
        size = len(part.field.target)
        made, rest = value_at(made, rest[:size]), rest[size:]
        if not (rest and part.parts):
            return _of_part(part, here, around, event, _notes(line, path))
        each = part.field.field.each
        parts, items = part.parts, _read(each, here) if each else None


def _item(number: int, made: Any, items: Any, each: str) -> tuple[Any, str]:
    """The item of the event that an item of the payload was made of, and its path; None where some were left out."""
    if not (isinstance(items, list) and isinstance(made, list)) or len(made) != len(items) or number >= len(items):
        return None, ""
    return items[number], f"{each}[{number}]"


def _of_part(part: Part, here: Any, around: str, event: Any, notes: tuple[str, ...]) -> Origin:
    source = describe_source_of(part.field)
    each = part.field.field.each
    for path in part.field.field.from_ or ([each] if each else ()):
        value = _read(path, here)
        if value is not None:
            inner, seen = _behind(path, value, here)
            return Origin(part.place, source, f"{around}.{inner}" if around and inner else inner, seen, notes)
    for path in _event_paths(part.field):
        inner, seen = _behind(path, _read(path, event), event)
        return Origin(part.place, source, inner, seen, notes)
    nothing = (f"{source} found nothing in {around}",) if around else ()
    return Origin(part.place, source, notes=notes + nothing)


def _notes(line: FieldRow, path: Steps) -> tuple[str, ...]:
    return tuple(one.message for one in notes_at(line, path))


def _event_paths(field: CompiledField) -> list[str]:
    return list(field.field.from_event or ())


def _of_template(row: FieldRow, event: Any) -> Origin:
    """Of a text with holes: what the first of them reads, and the others."""
    try:
        pieces = parse_template(row.source[1:-1]) if row.source.startswith('"') else []
    except ExpressionError:
        pieces = []
    found = [
        (one.path, value) for one in pieces if isinstance(one, Hole) and (value := _read(one.path, event)) is not None
    ]
    if not found:
        return Origin(row.place, row.source, notes=_notes(row, row.path))
    if len(found) == 1:
        return Origin(row.place, row.source, *_behind(*found[0], event), _notes(row, row.path))
    return Origin(
        row.place,
        row.source,
        ", ".join(path for path, _ in found),
        [value for _, value in found],
        _notes(row, row.path),
    )


def _behind(path: str, value: Any, event: Any) -> tuple[str | None, Any]:
    """The field of the event that an expression reads; of several, or of a plain path, the expression itself."""
    try:
        tree = compile_expression(path).tree
    except ExpressionError:
        return path, value
    ways = list(dict.fromkeys(_ways(tree)))
    if not ways:
        return None, None
    if len(ways) > 1 or path_of(ways[0]) == path:
        return path, value
    return path_of(ways[0]), value_at(event, ways[0])


def _ways(tree: Node) -> list[Way]:
    """The ways into the event, those to lists that are gone through too."""
    found = plain_ways(tree)
    if found or tree["type"] in ("field", "index"):
        return found
    return [way for part in tree["children"][:1] if isinstance(part, dict) for way in _ways(part)]


def _read(path: str, start: Any) -> Any:
    try:
        return compile_expression(path)(start)
    except (ExpressionError, ValueError):
        return None
