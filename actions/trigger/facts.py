"""What a condition says about the type and the name of the events it can hold for."""

from functools import reduce

from msgspec import Struct

from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not
from mappings.event_fields import plain_spelling


class Names(Struct, frozen=True):
    """Texts: those that are `exact`, and all whose plain spelling is one of `plain`.

    >>> "order_completed" in Names(frozenset({"Signed Up"}), frozenset({"ordercompleted"}))
    True
    """

    exact: frozenset[str]
    plain: frozenset[str] = frozenset()

    def __contains__(self, name: object) -> bool:
        return name in self.exact or (isinstance(name, str) and plain_spelling(name) in self.plain)

    def __and__(self, other: "Names") -> "Names":
        exact = frozenset(name for name in self.exact | other.exact if name in self and name in other)
        return Names(exact, self.plain & other.plain)

    def __or__(self, other: "Names") -> "Names":
        return Names(self.exact | other.exact, self.plain | other.plain)


class Facts(Struct, frozen=True):
    """The only types and names an event can have if the condition holds; None where any will do.

    They may admit too much, never too little: an index that leaves out what they exclude loses nothing.
    """

    types: Names | None = None
    events: Names | None = None


def read_facts(condition: Condition) -> Facts:
    """The facts of a condition about whole events, not about the items of a list."""
    match condition:
        case Leaf(path="type"):
            return Facts(types=_names(condition))
        case Leaf(path="event"):
            return Facts(events=_names(condition))
        case All(parts):
            return reduce(_both, map(read_facts, parts))
        case AnyOf(parts):
            return reduce(_either, map(read_facts, parts))
        case Leaf() | Not():
            return Facts()


def is_facts_alone(condition: Condition) -> bool:
    """Whether an event has to fulfil no more than the facts of the condition for it to hold."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    return all(isinstance(part, Leaf) and read_facts(part) != Facts() for part in parts)


def _names(leaf: Leaf) -> Names | None:
    """The texts the leaf admits; None when it admits any, or more than texts."""
    if leaf.test not in ("is", "one_of") or leaf.ignore_case:
        return None
    members = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    names = frozenset(one for one in members if isinstance(one, str))
    if not all(isinstance(one, str) for one in members):
        return None
    return Names(names, frozenset(map(plain_spelling, names)) if leaf.any_spelling else frozenset())


def _both(one: Facts, other: Facts) -> Facts:
    return Facts(_meet(one.types, other.types), _meet(one.events, other.events))


def _either(one: Facts, other: Facts) -> Facts:
    return Facts(_join(one.types, other.types), _join(one.events, other.events))


def _meet(one: Names | None, other: Names | None) -> Names | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _join(one: Names | None, other: Names | None) -> Names | None:
    return None if one is None or other is None else one | other
