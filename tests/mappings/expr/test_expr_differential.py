"""Random expressions on random documents: generated code, the interpreter and plain jmespath agree.

20,000 expressions; `FUZZ_EXPRESSIONS=1000000` in the environment runs as many. Left out: what ours finds
earlier (compile errors), and merge() of more than one, whose later arguments jmespath does not look at: it
takes the text '' for an object.
"""

import json
import os
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import jmespath
import pytest

from mappings.budget import Budget
from mappings.expr import compile_expression
from mappings.expr.compiled.compile import compile_tree
from mappings.expr.interpret import interpret
from mappings.findings.errors import EvaluationError
from tests.mappings.expr.random_expressions import CALLS, OUR_CALLS, document, expression

EXPRESSIONS = int(os.environ.get("FUZZ_EXPRESSIONS", "20000"))
SEEDS = range(40)
ERROR = "an error"


@pytest.mark.parametrize("seed", SEEDS)
def test_random_expressions_agree(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets: for cases that come again
    for number in range(EXPRESSIONS // len(SEEDS)):
        # Every second time our own functions take part, which plain jmespath does not have.
        is_plain = number % 2 == 0
        text = expression(random, depth=3, calls=CALLS if is_plain else CALLS + OUR_CALLS)
        subject = document(random)
        tree = compile_expression(text).tree
        reference = outcome(partial(interpret, tree), subject)
        # The same result, keys in the same order, and the same left of the budget.
        assert outcome(compile_tree(tree), subject) == reference, (text, subject)
        assert not is_plain or plain(text, subject) == reference[0], (text, subject)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_fails_is_explained_as_the_interpreter_does(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # for cases that come again
    for _ in range(50):
        text, subject = expression(random, depth=3, calls=CALLS + OUR_CALLS), document(random)
        compiled = compile_expression(text)
        assert error(compiled, subject) == error(partial(interpret, compiled.tree), subject)


def outcome(run: Callable[[Any, Budget], Any], subject: Any) -> tuple[str, Budget | None]:
    budget = Budget(nodes=10**6, bytes=10**7)
    try:
        return json.dumps(run(subject, budget)), budget
    except EvaluationError:
        return ERROR, None


def error(run: Callable[[Any, Budget], Any], subject: Any) -> tuple[type, str, str | None, str] | None:
    """What the error is and says; with a budget so small that some run out of it."""
    try:
        run(subject, Budget(nodes=8, bytes=8))
    except EvaluationError as found:
        return type(found), str(found), found.hint, found.code
    return None


def plain(text: str, subject: Any) -> str:
    try:
        return json.dumps(jmespath.search(text, subject))
    except (ValueError, TypeError):
        return ERROR
