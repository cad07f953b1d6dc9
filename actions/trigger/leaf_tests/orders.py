"""Order: comparisons of numbers with numbers, and of times with times."""

import operator
from collections.abc import Callable
from datetime import datetime
from typing import Any

from actions.trigger.leaf_tests.equality import Predicate
from mappings.functions.times.read_time import parse_text


def ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, bool], Predicate]:
    """The `prepare` of a test that holds when `compare(value, operand)` does, both numbers or both times."""

    def prepare(operand: Any, _ignore_case: bool) -> Predicate:
        if isinstance(operand, str):
            moment = parse_text(operand)
            return lambda value: (seen := _as_instant(value)) is not None and compare(seen, moment)
        return lambda value: is_number(value) and compare(value, operand)

    return prepare


def prepare_between(operand: tuple[Any, ...], ignore_case: bool) -> Predicate:
    """From the one to the other, both ends included."""
    low, high = operand
    from_low = ordered(operator.ge)(low, ignore_case)
    to_high = ordered(operator.le)(high, ignore_case)
    return lambda value: from_low(value) and to_high(value)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _as_instant(value: Any) -> datetime | None:
    return parse_text(value) if isinstance(value, str) else None
