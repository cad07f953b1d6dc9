"""This project's expressions alone: `compile_expression` where the row above has jmespath.py, with its index."""

from collections.abc import Sequence

from mappings.budget import Budget
from mappings.expr import compile_expression
from tests.bench.adapter import Engine
from tests.bench.adapters.jmespath_py import Search, search_with
from tests.bench.workloads import Action

NAME = "our expressions + index"


def prepare(actions: Sequence[Action]) -> Engine:
    # One budget that never ends: in the engine, too, the expressions of an event share one.
    budget = Budget(nodes=2**62, bytes=2**62)
    return search_with(actions, lambda text: _search(text, budget), indexed=True)


def _search(text: str, budget: Budget) -> Search:
    expression = compile_expression(text)
    return lambda event: expression(event, budget)
