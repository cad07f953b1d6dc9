"""Compiling an expression's text into a function of an event."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from mappings.budget import Budget
from mappings.expr.calls import check_calls
from mappings.expr.interpret import interpret
from mappings.expr.parse import parse
from mappings.expr.roots import Root, find_roots
from mappings.expr.tree import Node
from mappings.expr.warn import find_warnings
from mappings.findings.errors import ExpressionProblem


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression: call it with an event, or with whatever its paths start at."""

    text: str
    warnings: tuple[ExpressionProblem, ...]
    roots: tuple[Root, ...]
    tree: Node = field(repr=False, compare=False)

    def __call__(self, subject: Any, budget: Budget | None = None) -> Any:
        """The value for `subject`, sharing its parts; EvaluationError when a value does not fit.

        What it builds is charged to `budget`, or to a new one.
        """
        return interpret(self.tree, subject, Budget() if budget is None else budget)


# The same paths come again and again: fifty actions read `userId || anonymousId`.
@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """The expression that `text` writes; ExpressionError with place and advice when it writes none.

    >>> compile_expression("products[?price > `5`].name")({"products": [{"name": "pen", "price": 7}]})
    ['pen']
    """
    parsed = parse(text)
    check_calls(parsed.tree, parsed.tokens)
    return Expression(
        text,
        warnings=tuple(find_warnings(parsed.tokens)),
        roots=find_roots(parsed.tree, parsed.tokens),
        tree=parsed.tree,
    )
