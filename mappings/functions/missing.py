"""Functions about values that are not there, and about choosing between values."""

from typing import Any

from mappings.budget import Budget, measure
from mappings.functions.declare import Example, Function, declare
from mappings.json_equal import json_equal


def is_blank(value: Any) -> bool:
    """Whether the value is a text that is empty, or of white space alone.

    >>> is_blank(""), is_blank(" "), is_blank("a"), is_blank(0), is_blank(None)
    (True, True, False, False, False)
    """
    return isinstance(value, str) and (not value or value.isspace())


def says_nothing(value: Any) -> bool:
    """Whether an item of a list says nothing: null, a blank text, an object or a list without anything in it.

    >>> says_nothing(None), says_nothing({}), says_nothing([]), says_nothing(" "), says_nothing(0)
    (True, True, True, True, False)
    """
    return value is None or is_blank(value) or (isinstance(value, dict | list) and not value)


def filled(value: Any) -> Any:
    """The value; None for a text that says nothing.

    >>> filled(" "), filled("a"), filled(False)
    (None, 'a', False)
    """
    return None if is_blank(value) else value


def default(value: Any, fallback: Any) -> Any:
    return fallback if value is None else value


def if_(condition: Any, then: Any, otherwise: Any = None) -> Any:
    return otherwise if _is_false(condition) else then


def null_if(value: Any, other: Any) -> Any:
    return None if json_equal(value, other) else value


def _is_false(value: Any) -> bool:
    """JMESPath's falsity: null, false, and the empty text, list and object; 0 is true."""
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def _charge_comparison(budget: Budget, value: Any, other: Any) -> None:
    if isinstance(value, list | dict) and type(value) is type(other):
        measure(other, budget)


MISSING: tuple[Function, ...] = (
    declare(
        "default(value: any, fallback: any) -> any",
        "The value, or the fallback where it is null. (`||` also replaces false, '', [] and {}.)",
        default,
        Example("default(@, 'none')", None, "none"),
        Example("default(@, 'none')", "", ""),
        Example("default(@, 'none')", False, False),
        builds_nothing=True,
    ),
    declare(
        "if_(condition: any, then: any, otherwise?: any) -> any",
        "One value or the other. Null, false, '', [] and {} are no; 0 is yes.",
        if_,
        Example("if_(total > `100`, 'large', 'small')", {"total": 120}, "large"),
        Example("if_(vip, 'vip')", {"vip": False}, None),
        Example("if_(@, 'yes', 'no')", 0, "yes"),
        builds_nothing=True,
    ),
    declare(
        "null_if(value: any, other: any) -> any",
        "The value, but null where it equals the other.",
        null_if,
        Example("null_if(@, '')", "", None),
        Example("null_if(@, `0`)", 0, None),
        Example("null_if(@, `0`)", "0", "0"),
        Example("null_if(@, `true`)", 1, 1),
        Example("null_if(@, `[1]`)", [True], [True]),
        charge=_charge_comparison,
        builds_nothing=True,
    ),
)
