"""The public JMESPath test suite (github.com/jmespath/jmespath.test): the generated code, and the interpreter."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mappings.budget import Budget
from mappings.expr.calls import check_calls
from mappings.expr.compiled.compile import compile_tree
from mappings.expr.interpret import interpret
from mappings.expr.parse import parse
from mappings.findings.errors import EvaluationError, ExpressionError

SUITES = sorted((Path(__file__).parent / "compliance").glob("*.json"))
CASES = [
    pytest.param(suite["given"], case, id=f"{path.stem}: {case['expression']!a}")
    for path in SUITES
    for suite in json.loads(path.read_text("utf-8"))
    for case in suite["cases"]
]


def compiled(text: str, given: Any) -> Any:
    parsed = parse(text)
    check_calls(parsed.tree, parsed.tokens, "")
    # The function itself: an Expression would ask the interpreter where this fails.
    return compile_tree(parsed.tree)(given, Budget())


def interpreted(text: str, given: Any) -> Any:
    parsed = parse(text)
    check_calls(parsed.tree, parsed.tokens, "")
    return interpret(parsed.tree, given, Budget())


@pytest.mark.parametrize("run", [compiled, interpreted])
@pytest.mark.parametrize(("given", "case"), CASES)
def test_the_public_suite(run: Callable[[str, Any], Any], given: Any, case: dict[str, Any]) -> None:
    if "error" in case:
        # Ours may come earlier: unknown functions, wrong arity and step 0 are found when the text is read.
        with pytest.raises((ExpressionError, EvaluationError)):
            run(case["expression"], given)
    elif "bench" in case:
        run(case["expression"], given)
    else:
        assert run(case["expression"], given) == case["result"]


def test_the_suite_is_whole() -> None:
    assert len(CASES) == 908
