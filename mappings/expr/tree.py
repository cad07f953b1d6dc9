"""Walking jmespath's trees: plain dicts with `type`, `children` and perhaps `value`, and no places."""

from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]


def walk(tree: Node) -> Iterator[tuple[Node, int]]:
    """Every node with its depth, in the order in which their words stand in the text; no recursion."""
    stack = [(tree, 1)]
    while stack:
        node, depth = stack.pop()
        yield node, depth
        stack.extend((part, depth + 1) for part in reversed(parts(node)))


def parts(node: Node) -> list[Node]:
    """The nodes inside a node, in the order of the text."""
    kind = node["type"]
    if kind == "slice":
        # Its children are numbers.
        return []
    if kind == "filter_projection":
        # jmespath keeps the condition, which is written second, last.
        left, right, condition = node["children"]
        return [left, condition, right]
    return list(node["children"])
