"""Literals in a file's expressions that a function refuses whatever the event says."""

import re
from collections.abc import Iterator
from typing import Any

from mappings.expr.expression import Expression
from mappings.expr.tree import Node, walk
from mappings.findings.errors import ExpressionProblem
from mappings.functions.declare import Function
from mappings.functions.plugins import find_function
from mappings.functions.times.read_time import parse_text


def misfits(expression: Expression) -> Iterator[ExpressionProblem]:
    """E321 for the first literal of each function that it cannot take: `round(price, '2')`."""
    for node, _ in walk(expression.tree):
        function = find_function(node["value"]) if node["type"] == "function_expression" else None
        told = _first_misfit(function, node) if function else None
        found = re.search(rf"\b{node['value']}\s*\(", expression.text) if told else None
        if function and told and found:
            end = found.start() + len(function.name)
            yield ExpressionProblem("E321", told, f"write {function.usage}", found.start(), end)


def _first_misfit(function: Function, node: Node) -> str | None:
    for position, argument in enumerate(node["children"]):
        value = argument["value"] if argument["type"] == "literal" else None
        if value is not None and (told := _misfit(function, position, value)):
            return told
    return None


def _misfit(function: Function, position: int, value: Any) -> str | None:
    if told := function.misfit(position, value):
        return str(told)
    parameter = function.parameter(position)
    if parameter.kind == "time" and isinstance(value, str) and parse_text(value) is None:
        return f"{function.name}() takes {parameter.words}, not the text '{value}'"
    return None
