"""The types of the columns that are made here, and how they widen when a value no longer fits."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

# What columns of these types hold is any value, each in its own way: a text, or JSON.
OF_ANYTHING = frozenset({"text", "jsonb"})
OF_ONE_KIND = frozenset({"boolean", "numeric"})


def kind_of(value: Any) -> str:
    """The type that holds a value as it is.

    >>> kind_of(True), kind_of(3), kind_of("3"), kind_of([3])
    ('boolean', 'numeric', 'text', 'jsonb')
    """
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float | Decimal):
        return "numeric"
    return "jsonb" if isinstance(value, dict | list) else "text"


def type_of(name: str, kinds: Collection[str]) -> str:
    """The type of a new column, which takes values of all these kinds; the order is of no account.

    >>> type_of("timestamp", {"text"}), type_of("plan", {"numeric", "text"}), type_of("plan", {"text", "jsonb"})
    ('timestamptz', 'text', 'jsonb')
    """
    if name == "timestamp":
        return "timestamptz"
    if len(set(kinds)) == 1:
        return next(iter(kinds))
    return "jsonb" if "jsonb" in kinds else "text"


def widened(current: str, kinds: Collection[str]) -> str | None:
    """The type that a column made here must have to take values of these kinds as well; None where it takes them.

    >>> widened("numeric", {"text"}), widened("boolean", {"jsonb"}), widened("text", {"numeric", "jsonb"})
    ('text', 'jsonb', None)
    """
    if current not in OF_ONE_KIND or set(kinds) <= {current}:
        return None
    return type_of("", {current, *kinds})
