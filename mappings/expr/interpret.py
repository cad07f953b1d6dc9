"""Evaluates an expression by walking its tree: the reference path, which also explains errors."""

from collections.abc import Collection, Iterable
from typing import Any

from jmespath.exceptions import JMESPathError
from jmespath.visitor import TreeInterpreter

from mappings.budget import Budget
from mappings.expr.compiled.runtime import compare, equal, flatten
from mappings.expr.tree import Node
from mappings.findings.errors import EvaluationError
from mappings.functions.plugins import find_function


def interpret(tree: Node, subject: Any, budget: Budget) -> Any:
    """The value of `tree` for `subject`, JSON like it and sharing its parts: do not change either.

    What is built or looped over is charged to `budget`. EvaluationError when a value does not fit.
    """
    try:
        return _Interpreter(budget).visit(tree, subject)
    except JMESPathError as error:
        raise EvaluationError(str(error)) from None
    except RecursionError:
        raise EvaluationError("this value is nested too deeply to read", "map less of it", code="E520") from None


class _Interpreter(TreeInterpreter):  # type: ignore[misc]  # jmespath has no types
    """jmespath's interpreter on a budget: each list, object and loop is paid for beforehand."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget

    def visit_function_expression(self, node: Node, value: Any) -> Any:
        arguments = [self.visit(child, value) for child in node["children"]]
        function = find_function(node["value"])
        if function is None:
            raise LookupError(node["value"])
        return function.run(arguments, self._budget)

    def visit_comparator(self, node: Node, value: Any) -> Any:
        left, right = (self.visit(child, value) for child in node["children"])
        if node["value"] in {"eq", "ne"}:
            return equal(left, right, self._budget) is (node["value"] == "eq")
        return compare(node["value"], left, right)

    def visit_multi_select_list(self, node: Node, value: Any) -> Any:
        self._budget.spend(1 + len(node["children"]))
        return super().visit_multi_select_list(node, value)

    def visit_multi_select_dict(self, node: Node, value: Any) -> Any:
        self._budget.spend(1 + len(node["children"]))
        return super().visit_multi_select_dict(node, value)

    def visit_projection(self, node: Node, value: Any) -> Any:
        source, each = node["children"]
        items = self.visit(source, value)
        return self._collect(items, each) if isinstance(items, list) else None

    def visit_value_projection(self, node: Node, value: Any) -> Any:
        source, each = node["children"]
        held = self.visit(source, value)
        return self._collect(held.values(), each) if isinstance(held, dict) else None

    def visit_filter_projection(self, node: Node, value: Any) -> Any:
        source, each, condition = node["children"]
        items = self.visit(source, value)
        if not isinstance(items, list):
            return None
        self._budget.spend(1 + len(items))
        kept = (item for item in items if self._is_true(self.visit(condition, item)))
        return self._visit_each(kept, each)

    def visit_flatten(self, node: Node, value: Any) -> Any:
        items = self.visit(node["children"][0], value)
        return flatten(items, self._budget) if isinstance(items, list) else None

    def visit_slice(self, node: Node, value: Any) -> Any:
        if not isinstance(value, list):
            return None
        part = slice(*node["children"])
        self._budget.spend(1 + len(range(*part.indices(len(value)))))
        return value[part]

    def _collect(self, items: Collection[Any], each: Node) -> list[Any]:
        self._budget.spend(1 + len(items))
        return self._visit_each(items, each)

    def _visit_each(self, items: Iterable[Any], each: Node) -> list[Any]:
        """What `each` gives for every item, without the nulls."""
        found = (self.visit(each, item) for item in items)
        return [result for result in found if result is not None]
