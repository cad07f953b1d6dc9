"""A condition as a function: fast, without reasons; `trace` gives the reasons."""

from collections.abc import Callable
from typing import Any, TypeAlias

from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not
from actions.trigger.leaf_tests.equality import Predicate
from actions.trigger.leaf_tests.table import TESTS
from mappings.budget import Budget
from mappings.event_fields import plain_spelling
from mappings.findings.errors import EvaluationError
from mappings.functions.missing import filled

Matches: TypeAlias = Callable[[Any, Budget], bool]


def compile_condition(condition: Condition) -> Matches:
    """A function of (event or item, budget) that is true when the condition holds; it never raises.

    A missing value fails a positive test and passes a negative one; a value of the wrong kind fails; so does
    a path that cannot be worked out for this event.
    """
    match condition:
        case Leaf():
            return _leaf(condition)
        case All(parts):
            return _all([compile_condition(part) for part in parts])
        case AnyOf(parts):
            return _any([compile_condition(part) for part in parts])
        case Not(part):
            holds = compile_condition(part)
            return lambda subject, budget: not holds(subject, budget)


def judge(leaf: Leaf) -> Predicate:
    """The leaf's verdict on a value, missing or not."""
    test = TESTS[leaf.test]
    holds = test.prepare(_plain(leaf.operand) if leaf.any_spelling else leaf.operand, leaf.ignore_case)
    on_missing = test.on_missing(leaf.operand)
    if leaf.any_spelling:
        return lambda value: on_missing if value is None else holds(_plain(value))
    if leaf.blank_is_missing:
        return lambda value: on_missing if filled(value) is None else holds(value)
    return lambda value: on_missing if value is None else holds(value)


def _plain(value: Any) -> Any:
    """The value with its texts in their plain spelling."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return plain_spelling(value) if isinstance(value, str) else value


def _leaf(leaf: Leaf) -> Matches:
    read, holds = leaf.read, judge(leaf)

    def matches(subject: Any, budget: Budget) -> bool:
        try:
            return holds(read(subject, budget))
        except EvaluationError:
            return False

    return matches


def _all(parts: list[Matches]) -> Matches:
    def matches(subject: Any, budget: Budget) -> bool:
        for part in parts:  # noqa: SIM110 - measured: a generator per event costs more than the tests
            if not part(subject, budget):
                return False
        return True

    return matches


def _any(parts: list[Matches]) -> Matches:
    def matches(subject: Any, budget: Budget) -> bool:
        for part in parts:  # noqa: SIM110 - as in _all
            if part(subject, budget):
                return True
        return False

    return matches
