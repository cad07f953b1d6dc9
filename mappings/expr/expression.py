"""Compiling an expression's text into a function of an event."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from mappings.budget import Budget
from mappings.expr.calls import check_calls
from mappings.expr.compiled.block import TooDeepError
from mappings.expr.compiled.compile import compile_tree
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
    _code: "_Code" = field(repr=False, compare=False)

    def __reduce__(self) -> tuple[Callable[[str], "Expression"], tuple[str]]:
        # Its code is made anew where it arrives: a trace of a condition is handed from process to process.
        return compile_expression, (self.text,)

    def __call__(self, subject: Any, budget: Budget | None = None) -> Any:
        """The value for `subject`, sharing its parts; EvaluationError when a value does not fit.

        What it builds is charged to `budget`, or to a new one.
        """
        if budget is None:
            budget = Budget()
        nodes, size = budget.nodes, budget.bytes
        try:
            return self._code.run(subject, budget)
        except Exception:  # noqa: BLE001  # fast is silent, slow explains: the interpreter says what is wrong
            budget.nodes, budget.bytes = nodes, size
            return interpret(self.tree, subject, budget)


class _Code:
    """The tree's function, made when it is first called: most expressions of a project wait for their event."""

    __slots__ = ("_tree", "run")

    def __init__(self, tree: Node) -> None:
        self._tree = tree
        self.run: Callable[[Any, Budget], Any] = self._first_run

    def _first_run(self, subject: Any, budget: Budget) -> Any:
        try:
            self.run = compile_tree(self._tree)
        except (TooDeepError, RecursionError):
            self.run = partial(interpret, self._tree)
        return self.run(subject, budget)


# The same paths come again and again: fifty actions read `userId || anonymousId`.
@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """The expression that `text` writes; ExpressionError with place and advice when it writes none.

    >>> compile_expression("products[?price > `5`].name")({"products": [{"name": "pen", "price": 7}]})
    ['pen']
    """
    parsed = parse(text)
    check_calls(parsed.tree, parsed.tokens, text)
    return Expression(
        text,
        warnings=tuple(find_warnings(parsed.tokens)),
        roots=find_roots(parsed.tree, parsed.tokens),
        tree=parsed.tree,
        _code=_Code(parsed.tree),
    )
