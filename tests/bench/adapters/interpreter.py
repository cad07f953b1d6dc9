"""This project's expressions, interpreted: what compiling them is measured against."""

from collections.abc import Sequence
from functools import partial

from mappings.budget import Budget
from mappings.expr import compile_expression
from mappings.expr.interpret import interpret
from tests.bench.adapter import Engine
from tests.bench.adapters.jmespath_py import Search, search_with
from tests.bench.workloads import Action

NAME = "our interpreter + index"


def prepare(actions: Sequence[Action]) -> Engine:
    budget = Budget(nodes=2**62, bytes=2**62)

    def search(text: str) -> Search:
        return partial(_interpret, compile_expression(text).tree, budget)

    return search_with(actions, search, indexed=True)


def _interpret(tree: dict[str, object], budget: Budget, event: object) -> object:
    return interpret(tree, event, budget)
