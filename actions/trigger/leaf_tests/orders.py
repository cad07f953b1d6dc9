"""Above and below, for numbers among themselves and for times among themselves."""

import operator
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from actions.trigger.leaf_tests.equality import Predicate

# Stricter than `datetime.fromisoformat`, which takes the number 20260131 for a date.
ISO_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?([Zz]|[+-]\d{2}(:?\d{2})?)?)?", re.ASCII
)


def parse_instant(text: str) -> datetime | None:
    """The moment that an ISO 8601 text names, cut to microseconds; None for other texts.

    Without an offset it is UTC, without a time of day midnight.

    >>> parse_instant("2026-01-31T02:00:00+02:00") == parse_instant("2026-01-31")
    True
    >>> parse_instant("20260131")
    """
    if ISO_TIME.fullmatch(text) is None:
        return None
    try:
        read = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, bool], Predicate]:
    """The `prepare` of a test that holds when `compare(value, operand)` does, both numbers or both times."""

    def prepare(operand: Any, _ignore_case: bool) -> Predicate:
        if isinstance(operand, str):
            moment = parse_instant(operand)
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
    return parse_instant(value) if isinstance(value, str) else None
