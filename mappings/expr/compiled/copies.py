"""How often an expression can copy its input into its output."""

import json
import math
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any, Final

from mappings.expr.tree import Node
from mappings.functions.plugins import all_functions

# So much of an expression's own text counts as a copy.
COPY_BYTES = 64
# Functions that give back one of their arguments.
CHOOSING: Final = frozenset({"default", "if_", "not_null", "null_if"})
# Functions that give a finite number.
COUNTING: Final = frozenset({"sum_product"})
# Functions whose result is put together of parts of all their arguments.
JOINING: Final = frozenset({"merge_present"})
# What the functions give that pay for all of it themselves.
PAID: Final = ("-> text", "-> boolean")


def most_copies(tree: Node) -> float:
    """The number of copies of its subject that the result can hold at most, all of it written out.

    A list or object that is built counts as a copy more, and so does its text by COPY_BYTES; infinity where the
    number depends on the event, or numbers are worked out that JSON may not hold.

    >>> from mappings.expr.parse import parse
    >>> most_copies(parse("products[*].{id: product_id || sku, name: name}").tree)
    3
    >>> most_copies(parse("[@, @] | [@, @]").tree), most_copies(parse("merge(a, b)").tree)
    (9, inf)
    """
    return FORMS[tree["type"]](tree)


def copies_of(literal: Any) -> int:
    """What a constant counts for: as much as its JSON is long.

    >>> copies_of("USD"), copies_of(["x" * 640])
    (1, 11)
    """
    return 1 + len(json.dumps(literal)) // COPY_BYTES


def _one(_: Node) -> float:
    return 1


def _literal(node: Node) -> float:
    return copies_of(node["value"])


def _product(node: Node) -> float:
    # What a filter asks of an item (its third part) is not in the result.
    return math.prod(map(most_copies, node["children"][:2]))


def _chain(node: Node) -> float:
    return math.prod(map(most_copies, node["children"]))


def _most(nodes: Sequence[Node]) -> float:
    return max(map(most_copies, nodes))


def _new_list(node: Node) -> float:
    return 1 + sum(map(most_copies, node["children"]))


def _new_object(node: Node) -> float:
    names = sum(len(child["value"]) for child in node["children"])
    return 1 + names // COPY_BYTES + sum(most_copies(child["children"][0]) for child in node["children"])


def _call(node: Node) -> float:
    name = node["value"]
    if name in CHOOSING:
        return _most(node["children"])
    if name in COUNTING:
        return 1
    if name in JOINING:
        return 1 + sum(map(most_copies, node["children"]))
    return 1 if all_functions()[name].signature.endswith(PAID) else math.inf


FORMS: Final[MappingProxyType[str, Callable[[Node], float]]] = MappingProxyType(
    {
        "and_expression": lambda node: _most(node["children"]),
        "comparator": _one,
        "current": _one,
        "field": _one,
        "filter_projection": _product,
        "flatten": lambda node: most_copies(node["children"][0]),
        "function_expression": _call,
        "identity": _one,
        "index": _one,
        "index_expression": _chain,
        "literal": _literal,
        "multi_select_dict": _new_object,
        "multi_select_list": _new_list,
        "not_expression": _one,
        "or_expression": lambda node: _most(node["children"]),
        "pipe": _chain,
        "projection": _product,
        "slice": _one,
        "subexpression": _chain,
        "value_projection": _product,
    }
)
