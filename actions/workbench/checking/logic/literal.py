"""A test of a condition that must hold, or must not, and the values that pass it."""

from dataclasses import dataclass
from typing import Any

from actions.trigger.condition import Leaf
from actions.trigger.leaf_tests.table import TESTS
from mappings.event_fields import plain_spelling

EQUALS = ("is", "one_of")
ABSENT = ("is_not", "none_of")


@dataclass(frozen=True, slots=True)
class Literal:
    """A test that must hold, or must not."""

    leaf: Leaf
    holds: bool

    @property
    def wants_a_value(self) -> bool:
        """Whether it can only come true of a value that is there."""
        if self.leaf.test == "exists":
            return bool(self.leaf.operand) is self.holds
        return self.holds and self.leaf.test not in ABSENT

    @property
    def wants_none(self) -> bool:
        return self.leaf.test == "exists" and bool(self.leaf.operand) is not self.holds


def operands(leaf: Leaf) -> tuple[Any, ...]:
    return leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)


def passes(value: Any, literal: Literal) -> bool:
    leaf = literal.leaf
    if leaf.any_spelling and isinstance(value, str):
        among = plain_spelling(value) in {plain_spelling(str(one)) for one in operands(leaf)}
        return (among is (leaf.test in EQUALS)) is literal.holds
    return TESTS[leaf.test].prepare(leaf.operand, leaf.ignore_case)(value) is literal.holds


def shown(value: Any) -> str:
    """The value as a condition writes it."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return f'"{value}"' if isinstance(value, str) else str(value)
