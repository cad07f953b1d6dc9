"""What the index leaves to ask of an event, as Python."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from actions.trigger.compile import Matches, compile_condition, judge
from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not, all_of
from actions.trigger.leaf_tests.table import TESTS
from mappings.budget import Budget
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.reads import Reads, plain_names
from mappings.expr.compiled.value import Value

EQUALITIES = {"is": "{}", "is_not": "not ({})", "one_of": "{}", "none_of": "not ({})"}


def write_trigger(emitter: Emitter, condition: Condition, event: Path) -> Path:
    """The statements that end the function for events for which the condition does not hold.

    It gives the event as it is known from there on: what was read is not read again, and what a test has found
    is there.
    """
    parts = condition.parts if isinstance(condition, All) else (condition,)
    budget = ""
    for part in parts:
        if not _reads_plainly(part):
            budget = budget or emitter.assigned(Value(f"{emitter.known_as('Budget', Budget)}()")).code
            holds = emitter.known_as(emitter.fresh("holds_"), compile_condition(part))
            test = f"{holds}({event.name}, {budget})"
        else:
            test = _test(emitter, part, event)
        emitter.line(f"if {_unless(test)}:")
        emitter.line("    return None")
        event = event.further()
        emitter.block.parts.append(event)
        if isinstance(part, Leaf) and not TESTS[part.test].on_missing(part.operand) and _reads_plainly(part):
            _is_there(event, plain_names(part.read.tree))
    return event


class WritableCondition(Struct, frozen=True):
    """A condition on a field or an item that `mappings` can make part of an action's function."""

    condition: Condition
    matches: Matches

    def __call__(self, value: Any, budget: Budget) -> bool:
        return self.matches(value, budget)

    def write(self, emitter: Emitter, here: Path) -> str:
        return write_test(emitter, self.condition, here, "budget")

    def add_reads(self, here: Reads) -> None:
        add_reads(self.condition, here)


def write_test(emitter: Emitter, condition: Condition, here: Path, budget: str = "") -> str:
    """The condition in Python; NotInShapeError where it has to look at a whole value that is not there.

    It has a budget of its own, unless it shares the one of that name: then its expressions are written out before it.
    """
    parts = condition.parts if isinstance(condition, All) else (condition,)
    if budget:
        return _joined([_test(emitter, part, here) for part in parts])
    plain = [part for part in parts if _reads_plainly(part)]
    rest = [part for part in parts if not _reads_plainly(part)]
    tests = [_test(emitter, part, here) for part in plain]
    if rest:
        holds = emitter.known_as(emitter.fresh("holds_"), compile_condition(all_of(rest)))
        tests.append(f"{holds}({here.name}, {emitter.known_as('Budget', Budget)}())")
    return _joined(tests)


def _joined(tests: Sequence[str]) -> str:
    return tests[0] if len(tests) == 1 else " and ".join(f"({one})" if " or " in one else one for one in tests)


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


def _unless(test: str) -> str:
    """The opposite of the test, as a person would write it.

    >>> _unless("v1 is not None"), _unless("v1 == 'pro'"), _unless("holds_1(v1)")
    ('v1 is None', "v1 != 'pro'", 'not holds_1(v1)')
    """
    for word, opposite in ((" is not ", " is "), (" is ", " is not "), (" == ", " != ")):
        name, found, operand = test.partition(word)
        if found and name.isidentifier() and (operand in {"None", "True", "False"} or word == " == "):
            return f"{name}{opposite}{operand}" if " and " not in operand else f"not ({test})"
    return f"not {test}" if test.endswith(")") and test.partition("(")[0].isidentifier() else f"not ({test})"


def _reads_plainly(condition: Condition) -> bool:
    match condition:
        case Leaf(read=read):
            return bool(plain_names(read.tree))
        case All(parts) | AnyOf(parts):
            return all(map(_reads_plainly, parts))
        case Not(part):
            return _reads_plainly(part)


def _is_there(event: Path, names: Sequence[str]) -> None:
    """Note that the path's value is not null: then all on the way to it are objects."""
    here = event
    for name in names:
        here.is_object = True
        here = here.field(name)
        here.is_present = True


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
