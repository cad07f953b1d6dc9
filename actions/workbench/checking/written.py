"""The fields and paths that a file writes itself, each with its place."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from actions.plan.planned import PlannedAction
from actions.trigger.condition import Condition, leaves
from actions.trigger.structured import parse_condition
from mappings.event_fields import EVENT_FIELDS
from mappings.expr.expression import Expression, compile_expression
from mappings.expr.tree import Node
from mappings.fields.check_targets import fields_of, item_kinds, kinds_of, models_among
from mappings.fields.field import CompiledField
from mappings.fields.target import Steps
from mappings.fields.template import Hole, parse_template
from mappings.findings.diagnostic import Report
from mappings.findings.errors import ExpressionError
from mappings.findings.place import Place
from mappings.located import Located

# What stands for the items of a list among the names of a way to a field.
ITEMS = "[]"


@dataclass(frozen=True, slots=True)
class WrittenAction:
    """What an action's own file writes for it: its fields, its paths, and its condition as a whole."""

    action: PlannedAction
    condition: Condition
    fields: tuple["WrittenField", ...]
    paths: tuple["WrittenPath", ...]

    @classmethod
    def of(cls, action: PlannedAction) -> "WrittenAction":
        fields = tuple(_fields_of_action(action))
        condition = action.placed_condition()
        return cls(action, condition, fields, tuple(_paths_of_action(action, condition, fields)))


@dataclass(frozen=True, slots=True)
class WrittenField:
    """A field as an action's own file writes it: where it goes, what the payload says of that, and where it stands.

    `infos` are the payload's declarations of it, none for a part of a free object. `in_list` says that its paths
    start at an item, and `around` at an item of which list, if it is found by names alone.
    """

    target: Steps
    compiled: CompiledField
    infos: tuple[FieldInfo, ...]
    spot: Located
    in_list: bool
    around: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenPath:
    """A path that an action's own file writes. `alone` says that nothing else is tried where it finds nothing."""

    expression: Expression
    spot: Located
    start: int
    in_list: bool
    alone: bool
    field: WrittenField | None = None

    @property
    def text(self) -> str:
        return self.expression.text

    def place(self, start: int, end: int) -> Place:
        """Where the characters `start` to `end` of the path stand."""
        return self.spot.inside(self.start + start, self.start + end)

    @property
    def is_whole_field(self) -> bool:
        """Whether the path is all that its field says: `email: userId`."""
        return self.start == 0 and self.spot.value == self.text and self.field is not None and self.spot.key is not None


def _fields_of_action(action: PlannedAction) -> Iterator[WrittenField]:
    """The fields that the action's own file writes for it, those of the items of lists included."""
    kinds: list[Any] = [action.action_type.payload]
    for one in action.mapper.object.fields:
        in_list = action.each is not None and not one.at_event
        each = action.spot.at("each").value if in_list else None
        yield from _with_inner(one, kinds, (), action, in_list=in_list, around=_names_of(each))


def _with_inner(
    field: CompiledField,
    kinds: list[Any],
    way: Steps,
    action: PlannedAction,
    *,
    in_list: bool,
    around: tuple[str, ...],
) -> Iterator[WrittenField]:
    spot = action.own(field.spot)
    if spot.file != action.spot.file:
        return  # A default of the action type, with all that is in it.
    infos: tuple[FieldInfo, ...] = ()
    for name in field.target:
        infos = tuple(known[name] for model in models_among(kinds) if name in (known := fields_of(model)))
        kinds = [one for info in infos for one in kinds_of(info.annotation)]
    target = (*way, *field.target)
    yield WrittenField(target, field, infos, spot, in_list, around)
    for part in field.inner.fields if field.inner else ():
        is_list = field.field.each is not None
        inner = [item for one in kinds for item in item_kinds(one)] if is_list else kinds
        below = _names_of(field.field.each) if is_list else ()
        # Inside a list that is not known to be found by names, nothing is.
        below = (*around, ITEMS, *below) if below and around else () if in_list and is_list else below or around
        yield from _with_inner(part, inner, target, action, in_list=in_list or is_list, around=below)


def _names_of(path: Any) -> tuple[str, ...]:
    """The names of a path that is nothing else; none of any other."""
    try:
        return plain_way(compile_expression(path).tree) if isinstance(path, str) else ()
    except ExpressionError:
        return ()


def _paths_of_action(
    action: PlannedAction, condition: Condition, fields: Iterable[WrittenField]
) -> Iterator[WrittenPath]:
    """The paths that the action's own file writes: in fields, templates and conditions."""
    for part in action.when:
        if part.spot.file == action.spot.file:
            yield from paths_of_condition(condition, part.spot, in_list=False)
    each = action.spot.at("each")
    if isinstance(each.value, str):
        yield from _path(each.value, each, 0, in_list=False, alone=True, field=None)
    for field in fields:
        yield from paths_of_field(field)


def paths_of_field(field: WrittenField) -> Iterator[WrittenPath]:
    """The paths that the field's own lines hold; those of the fields inside it are not among them."""
    said, spot = field.compiled.field, field.spot
    options = (said.default is not None, said.lookup and said.default is not None)
    for key, texts, in_list in (("from", said.from_, field.in_list), ("from_event", said.from_event, False)):
        for number, text in enumerate(texts or ()):
            alone = len(texts or ()) == 1 and not any(options)
            yield from _path(text, spot.at(key, number), 0, in_list=in_list, alone=alone, field=field)
    if said.each is not None:
        outer = field.in_list
        yield from _path(said.each, spot.at("each"), 0, in_list=outer, alone=True, field=None)
    if said.template is not None:
        alone = said.if_missing is None
        for piece in pieces_of(said.template):
            if isinstance(piece, Hole):
                at = spot.at("template")
                yield from _path(piece.path, at, piece.start, in_list=field.in_list, alone=alone, field=field)
    for key, written, in_list in (("only_when", said.only_when, field.in_list), ("where", said.where, True)):
        if written is not None:
            roots: Collection[str] | None = None if in_list else EVENT_FIELDS
            condition = parse_condition(spot.at(key), Report(), roots)
            if condition:
                yield from paths_of_condition(condition, spot.at(key), in_list=in_list)


def paths_of_condition(condition: Condition, spot: Located, *, in_list: bool) -> Iterator[WrittenPath]:
    """The paths of the tests that `spot` writes, each once."""
    reported: set[tuple[str, int]] = set()
    for leaf in leaves(condition):
        at = _spot_of_leaf(leaf.place, leaf.path, spot)
        if at and (leaf.path, id(at[0])) not in reported:
            reported.add((leaf.path, id(at[0])))
            yield WrittenPath(leaf.read, at[0], at[1], in_list, alone=True)


def _spot_of_leaf(place: Place, path: str, around: Located) -> tuple[Located, int] | None:
    """The text of a leaf's condition, or its key, and where in it the path begins."""
    value, own = around.value, around.place
    if isinstance(value, str) and (own.line, own.column) <= (place.line, place.column) <= (
        own.end_line,
        own.end_column,
    ):
        # One path may be there twice: the first one is reported.
        start = value.find(path)
        return (around, start) if start >= 0 else None
    children = around.children
    for child in children.values() if hasattr(children, "values") else children:
        if child.key and child.key.value == path and _covers(child, place):
            return child.key, 0
        found = _spot_of_leaf(place, path, child)
        if found:
            return found
    return None


def _covers(child: Located, place: Place) -> bool:
    first, last = child.key_place, child.place
    return (first.line, first.column) <= (place.line, place.column) <= (last.end_line, last.end_column)


def _path(
    text: str, spot: Located, start: int, *, in_list: bool, alone: bool, field: WrittenField | None
) -> Iterator[WrittenPath]:
    try:
        expression = compile_expression(text)
    except ExpressionError:
        return  # Reported where the mapping is compiled.
    yield WrittenPath(expression, spot, start, in_list, alone, field)


def pieces_of(template: str) -> tuple[str | Hole, ...]:
    """The pieces of a template; none of one that cannot be read, which is reported where the mapping is compiled."""
    try:
        return parse_template(template)
    except ExpressionError:
        return ()


def plain_way(tree: Node) -> tuple[str, ...]:
    """The names of a path that is nothing but names; () for any other."""
    if tree["type"] == "field":
        return (str(tree["value"]),)
    if tree["type"] == "subexpression":
        parts = [plain_way(one) for one in tree["children"]]
        return tuple(name for part in parts for name in part) if all(parts) else ()
    return ()
