"""Same or not the same, there or not there, in a list or not."""

from collections.abc import Callable
from typing import Any, TypeAlias

Predicate: TypeAlias = Callable[[Any], bool]


def prepare_is(operand: Any, ignore_case: bool) -> Predicate:
    """Same type and value: 1 equals 1.0, never "1" and never true.

    >>> is_one = prepare_is(1, ignore_case=False)
    >>> is_one(1.0), is_one("1"), is_one(True)
    (True, False, False)
    """
    return prepare_one_of((operand,), ignore_case)


def prepare_is_not(operand: Any, ignore_case: bool) -> Predicate:
    same = prepare_is(operand, ignore_case)
    return lambda value: not same(value)


def prepare_one_of(operand: tuple[Any, ...], ignore_case: bool) -> Predicate:
    # Three sets, as Python holds 1 and True for the same member of one.
    texts = frozenset(one.casefold() if ignore_case else one for one in operand if isinstance(one, str))
    switches = frozenset(one for one in operand if isinstance(one, bool))
    numbers = frozenset(one for one in operand if isinstance(one, int | float) and not isinstance(one, bool))

    def holds(value: Any) -> bool:
        if isinstance(value, str):
            return (value.casefold() if ignore_case else value) in texts
        if isinstance(value, bool):
            return value in switches
        return isinstance(value, int | float) and value in numbers

    return holds


def prepare_none_of(operand: tuple[Any, ...], ignore_case: bool) -> Predicate:
    among = prepare_one_of(operand, ignore_case)
    return lambda value: not among(value)


def prepare_exists(operand: bool, _ignore_case: bool) -> Predicate:
    """The operand itself: a test only ever sees values that exist."""
    return lambda _value: operand


def prepare_has(operand: Any, ignore_case: bool) -> Predicate:
    return prepare_has_any((operand,), ignore_case)


def prepare_has_any(operand: tuple[Any, ...], ignore_case: bool) -> Predicate:
    among = prepare_one_of(operand, ignore_case)
    return lambda value: isinstance(value, list) and any(map(among, value))
