"""Conditions as Python: triggers, and those of fields and items."""

from typing import Any

from msgspec import Struct

from actions.trigger.compile import Matches, compile_condition, judge
from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not, all_of
from mappings.budget import Budget
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.reads import Reads, plain_names

EQUALITIES = {"is": "{}", "is_not": "not ({})", "one_of": "{}", "none_of": "not ({})"}


class WritableCondition(Struct, frozen=True):
    """A condition on a field or an item that `mappings` can make part of an action's function."""

    condition: Condition
    matches: Matches

    def __call__(self, value: Any, budget: Budget) -> bool:
        return self.matches(value, budget)

    def write(self, emitter: Emitter, here: Path) -> str:
        return write_test(emitter, self.condition, here, shares_budget=True)

    def add_reads(self, here: Reads) -> None:
        add_reads(self.condition, here)


def write_test(emitter: Emitter, condition: Condition, here: Path, *, shares_budget: bool = False) -> str:
    """The condition in Python, as an operand of `and`; NotInShapeError where it needs a whole value that is not there.

    It has a budget of its own, unless it `shares_budget`: then its expressions are written out before it.
    """
    parts = condition.parts if isinstance(condition, All) else (condition,)
    rest = [] if shares_budget else [part for part in parts if not _reads_plainly(part)]
    tests = [_operand(emitter, part, here) for part in parts if shares_budget or _reads_plainly(part)]
    if rest:
        holds = emitter.known_as(emitter.fresh("holds_"), compile_condition(all_of(rest)))
        tests.append(f"{holds}({here.name}, {emitter.known_as('Budget', Budget)}())")
    return " and ".join(tests)


def _operand(emitter: Emitter, condition: Condition, here: Path) -> str:
    test = _test(emitter, condition, here)
    return f"({test})" if isinstance(condition, AnyOf) else test


def add_reads(condition: Condition, event: Reads) -> None:
    """Note what the condition reads of an event."""
    match condition:
        case Leaf(test="exists", blank_is_missing=False, read=read) if names := plain_names(read.tree):
            event.add_presence(names)
        case Leaf(read=read):
            event.add(read.tree)
        case All(parts) | AnyOf(parts):
            for part in parts:
                add_reads(part, event)
        case Not(part):
            add_reads(part, event)


def _reads_plainly(condition: Condition) -> bool:
    match condition:
        case Leaf(read=read):
            return bool(plain_names(read.tree))
        case All(parts) | AnyOf(parts):
            return all(map(_reads_plainly, parts))
        case Not(part):
            return _reads_plainly(part)


def _test(emitter: Emitter, condition: Condition, event: Path) -> str:
    match condition:
        case Leaf():
            return _leaf(emitter, condition, event)
        case All(parts):
            return " and ".join(f"({_test(emitter, part, event)})" for part in parts)
        case AnyOf(parts):
            return " or ".join(f"({_test(emitter, part, event)})" for part in parts)
        case Not(part):
            return f"not ({_test(emitter, part, event)})"


def _leaf(emitter: Emitter, leaf: Leaf, event: Path) -> str:
    names = plain_names(leaf.read.tree)
    if not names:
        return _test_value(emitter, leaf, emitter.variable(emitter.emit(leaf.read.tree, event)))
    here = event
    for name in names:
        here = here.field(name)
    if leaf.test == "exists" and not leaf.blank_is_missing:
        return here.presence if leaf.operand else f"{here.variable} is None"
    return _test_value(emitter, leaf, here.name)


def _test_value(emitter: Emitter, leaf: Leaf, name: str) -> str:
    """The leaf's test of the value in a variable."""
    if leaf.test == "exists" and not leaf.blank_is_missing:
        return f"{name} is not None" if leaf.operand else f"{name} is None"
    members = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    is_exact = not (leaf.ignore_case or leaf.any_spelling)
    if leaf.test in EQUALITIES and is_exact and len(members) == 1:
        return EQUALITIES[leaf.test].format(_equals(emitter, members[0], name))
    return f"{emitter.known_as(emitter.fresh('holds_'), judge(leaf))}({name})"


def _equals(emitter: Emitter, operand: str | float | bool, name: str) -> str:  # true is an operand
    """Whether the value equals the operand: 1 equals 1.0, and neither is true."""
    if isinstance(operand, bool):
        return f"{name} is {operand}"
    literal = emitter.literal(operand).code
    if isinstance(operand, str) or operand not in {0, 1}:
        return f"{name} == {literal}"
    return f"{name} == {literal} and type({name}) is not bool"
