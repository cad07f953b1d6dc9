"""A trigger as a tree: what must hold of an event before an action fires."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from msgspec import Struct

from mappings.expr.expression import Expression
from mappings.findings.place import Place

MOST_DEPTH = 64
NAMES_AN_EVENT = frozenset({"is", "is_not", "one_of", "none_of"})

Scalar: TypeAlias = str | int | float | bool
Operand: TypeAlias = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One test of the value at a path; `test` is a name of `leaf_tests.table.TESTS`.

    With `any_spelling` texts are compared by their `plain_spelling`. Where
    `blank_is_missing`, a text of white space is not a value, as for the fields of a mapping; it is one for triggers.
    Two leaves are equal when they ask the same, wherever they were written and in whichever form.
    """

    path: str
    test: str
    operand: Operand
    ignore_case: bool = field(kw_only=True, default=False)
    any_spelling: bool = field(kw_only=True, default=False)
    blank_is_missing: bool = field(kw_only=True, default=False)
    read: Expression = field(kw_only=True, compare=False, repr=False)
    place: Place = field(kw_only=True, compare=False, repr=False)


class All(Struct, frozen=True):
    """Holds when every part holds."""

    parts: "tuple[Condition, ...]"


class AnyOf(Struct, frozen=True):
    """Holds when at least one part holds."""

    parts: "tuple[Condition, ...]"


class Not(Struct, frozen=True):
    """Holds when its part does not; `none:` of several parts is Not(AnyOf(parts))."""

    part: "Condition"


Condition: TypeAlias = Leaf | All | AnyOf | Not


def all_of(parts: Iterable[Condition]) -> Condition:
    """The parts joined by and: one part stays itself, an All among them is taken apart."""
    flat = tuple(_flatten(parts, All))
    return flat[0] if len(flat) == 1 else All(flat)


def any_of(parts: Iterable[Condition]) -> Condition:
    """The parts joined by or, as `all_of` does by and."""
    flat = tuple(_flatten(parts, AnyOf))
    return flat[0] if len(flat) == 1 else AnyOf(flat)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every test of the condition, in the order of the file."""
    match condition:
        case Leaf():
            yield condition
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)


def in_any_spelling(condition: Condition) -> Condition:
    """The condition, but that the names of events it asks for may be spelled in any way."""
    match condition:
        case Leaf(path="event", test=test, ignore_case=False) if test in NAMES_AN_EVENT:
            return replace(condition, any_spelling=True)
        case Leaf():
            return condition
        case All(parts):
            return All(tuple(map(in_any_spelling, parts)))
        case AnyOf(parts):
            return AnyOf(tuple(map(in_any_spelling, parts)))
        case Not(part):
            return Not(in_any_spelling(part))


def without_blank(condition: Condition) -> Condition:
    """The condition for a field of a mapping, where a blank text does not exist."""
    match condition:
        case Leaf(test="exists"):
            return replace(condition, blank_is_missing=True)
        case Leaf():
            return condition
        case All(parts):
            return All(tuple(map(without_blank, parts)))
        case AnyOf(parts):
            return AnyOf(tuple(map(without_blank, parts)))
        case Not(part):
            return Not(without_blank(part))


def _flatten(parts: Iterable[Condition], kind: type[All] | type[AnyOf]) -> Iterator[Condition]:
    for part in parts:
        if isinstance(part, kind):
            yield from part.parts
        else:
            yield part
