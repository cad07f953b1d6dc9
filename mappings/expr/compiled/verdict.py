"""Whether an expression can fail for any event."""

from collections.abc import Callable

from mappings.expr.tree import Node, walk

# Functions that take anything and build nothing. (What an event may build at all is the budget's.)
TOTAL = {"not_null", "default", "if_", "type"}


def can_fail(tree: Node) -> bool:
    """Whether an event can make the expression fail by its values; building too much is another matter.

    >>> from mappings.expr.parse import parse
    >>> can_fail(parse("products[*].{id: product_id || sku}").tree), can_fail(parse("a > `5`").tree)
    (False, True)
    """
    return any(DOUBTS[node["type"]](node) for node, _ in walk(tree) if node["type"] in DOUBTS)


def _compares(node: Node) -> bool:
    """Order between unlike values is an error; so is comparing a list or object with what JSON cannot hold."""
    return node["value"] not in {"eq", "ne"} or not any(map(_is_scalar, node["children"]))


def _is_scalar(node: Node) -> bool:
    return node["type"] == "literal" and not isinstance(node["value"], list | dict)


DOUBTS: dict[str, Callable[[Node], bool]] = {
    "comparator": _compares,
    "function_expression": lambda node: node["value"] not in TOTAL,
}
