"""What generated code calls, and the interpreter too: comparing, flattening, `&expression`."""

import operator
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from mappings.budget import Budget, measure
from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.json_equal import json_equal

ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}
KINDS: dict[type, str] = {
    str: "string",
    bool: "boolean",
    list: "array",
    dict: "object",
    float: "number",
    int: "number",
    type(None): "null",
}


def equal(left: Any, right: Any, budget: Budget) -> bool:
    """Whether two values are equal as JSON has it, inside lists and objects too: 1 equals 1.0, and neither equals true.

    Lists and objects are paid for: their shared parts are walked as often as they appear.
    """
    if type(left) is type(right) and isinstance(left, list | dict) and len(left) == len(right):
        measure(right, budget)
    return json_equal(left, right)


def compare(order: str, left: Any, right: Any) -> bool | None:
    """`left < right` for lt, and so on; null unless both have an order, an error for a text and a number."""
    if not (_has_order(left) and _has_order(right)):
        return None
    if isinstance(left, str) is not isinstance(right, str):
        raise EvaluationError(
            f"cannot compare {show(left)} with {show(right)}: one is a text, one a number",
            "write to_number(…) around the text",
        )
    return ORDERS[order](left, right)


def flatten(items: list[Any], budget: Budget) -> list[Any]:
    """One list of the items and of the items of those that are lists."""
    if list not in map(type, items):
        # The usual case, in one step.
        budget.spend(1 + len(items))
        return items[:]
    budget.spend(1 + sum(len(item) if type(item) is list else 1 for item in items))
    flat: list[Any] = []
    for item in items:
        flat.extend(item if type(item) is list else (item,))
    return flat


class Reference(Struct, frozen=True):
    """An `&expression` that is compiled, as jmespath's functions visit it."""

    expression: Callable[[Any, Budget], Any]
    budget: Budget

    def visit(self, expression: Callable[[Any, Budget], Any], value: Any) -> Any:
        return expression(value, self.budget)


# jmespath recognises an expression among other arguments by the name of its class.
Reference.__name__ = "_Expression"


def _has_order(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)
