"""Every test by name, and the message for a value that it cannot test."""

import operator
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from actions.trigger.leaf_tests import equality, operands, orders, texts
from actions.trigger.leaf_tests.equality import Predicate
from mappings.functions.times.read_time import parse_text

TEXT = "text"
NUMBER = "a number"
TIME = "an ISO time"
LIST = "a list"
SWITCH = "true or false"


def _fails(_operand: Any) -> bool:
    return False


def _passes(_operand: Any) -> bool:
    return True


class LeafTest(Struct, frozen=True):
    """One test: `check` looks at its operand when the file is loaded, `prepare` makes the predicate.

    `words` name it in a sentence; given the operand, `on_missing` is the verdict on a missing value and
    `kinds` are the kinds of value that the test can work with, none for any kind.
    """

    name: str
    words: str
    check: operands.Check
    prepare: Callable[[Any, bool], Predicate]
    kinds: Callable[[Any], tuple[str, ...]]
    on_missing: Callable[[Any], bool] = _fails
    ignores_case: bool = False


def note(test: LeafTest, value: Any, operand: Any, *, ignore_case: bool) -> str | None:
    """What a person should know about the verdict on `value`: missing, of the wrong kind, nearly the same.

    >>> note(TESTS["above"], "5", 3, ignore_case=False)
    'text, not a number'
    >>> note(TESTS["is"], "order completed", "Order Completed", ignore_case=False)
    'differs only by case'
    """
    if value is None:
        return "missing"
    kinds = test.kinds(operand)
    if kinds and not any(_is_of(value, kind) for kind in kinds):
        return f"{kind_of(value)}, not {' or '.join(kinds)}"
    if not test.ignores_case or ignore_case or not isinstance(value, str):
        return None
    verdict = test.prepare(operand, False)(value)
    if test.prepare(operand, True)(value) != verdict:
        return "differs only by case"
    if test.prepare(operand, False)(value.strip()) != verdict:
        return "differs only by space around it"
    return None


def kind_of(value: Any) -> str:
    """What sort of value it is, as notes call it.

    >>> kind_of(True), kind_of([1])
    ('true or false', 'a list')
    """
    if isinstance(value, bool):
        return SWITCH
    if isinstance(value, str):
        return TEXT
    if isinstance(value, int | float):
        return NUMBER
    return LIST if isinstance(value, list) else "an object"


def _is_of(value: Any, kind: str) -> bool:
    if kind == TIME:
        return isinstance(value, str) and parse_text(value) is not None
    return kind_of(value) == kind


def _same_kind(operand: Any) -> tuple[str, ...]:
    members = operand if isinstance(operand, tuple) else (operand,)
    return tuple(dict.fromkeys(kind_of(one) for one in members))


def _number_or_time(operand: Any) -> tuple[str, ...]:
    end = operand[0] if isinstance(operand, tuple) else operand
    return (TIME,) if isinstance(end, str) else (NUMBER,)


def _text(_operand: Any) -> tuple[str, ...]:
    return (TEXT,)


def _list(_operand: Any) -> tuple[str, ...]:
    return (LIST,)


def _any_kind(_operand: Any) -> tuple[str, ...]:
    return ()


def _contains(value: str, part: str) -> bool:
    return part in value


def _equality(name: str, words: str, check: operands.Check, prepare: Any, *, negative: bool) -> LeafTest:
    on_missing = _passes if negative else _fails
    return LeafTest(name, words, check, prepare, _same_kind, on_missing=on_missing, ignores_case=True)


def _of_text(name: str, words: str, prepare: Any, check: operands.Check = operands.a_text) -> LeafTest:
    return LeafTest(name, words, check, prepare, _text, ignores_case=True)


def _of_order(name: str, compare: Callable[[Any, Any], bool]) -> LeafTest:
    words = f"is {name.replace('_', ' ')}"
    return LeafTest(name, words, operands.an_amount, orders.ordered(compare), _number_or_time)


_ALL = (
    _equality("is", "is", operands.one_value, equality.prepare_is, negative=False),
    _equality("is_not", "is not", operands.one_value, equality.prepare_is_not, negative=True),
    _equality("one_of", "is one of", operands.some_values, equality.prepare_one_of, negative=False),
    _equality("none_of", "is none of", operands.some_values, equality.prepare_none_of, negative=True),
    LeafTest("exists", "exists", operands.yes_or_no, equality.prepare_exists, _any_kind, on_missing=operator.not_),
    _of_text("contains", "contains", texts.on_text(_contains)),
    _of_text("starts_with", "starts with", texts.on_text(str.startswith)),
    _of_text("ends_with", "ends with", texts.on_text(str.endswith)),
    _of_text("matches", "matches", texts.prepare_matches, operands.wildcards),
    _of_text("regex", "matches the pattern", texts.prepare_regex, operands.a_pattern),
    _of_order("above", operator.gt),
    _of_order("at_least", operator.ge),
    _of_order("below", operator.lt),
    _of_order("at_most", operator.le),
    LeafTest("between", "is between", operands.a_range, orders.prepare_between, _number_or_time),
    LeafTest("has", "has", operands.one_value, equality.prepare_has, _list),
    LeafTest("has_any", "has any of", operands.some_values, equality.prepare_has_any, _list),
)
TESTS = MappingProxyType({test.name: test for test in _ALL})
