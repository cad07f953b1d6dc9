"""What an expression builds without being measured is bounded by what it is given."""

import json
import math
from random import Random
from typing import Any

import pytest

from mappings.budget import MOST_NODES, Budget
from mappings.expr import compile_expression
from mappings.expr.compiled.copies import COPY_BYTES, copies_of, most_copies
from mappings.findings.errors import EvaluationError
from tests.mappings.expr.random_expressions import CALLS, OUR_CALLS, expression

SUBJECTS: tuple[Any, ...] = (
    {"a": [{"a": "x" * 300, "b": [1, 2, [3]]}] * 5, "b": {"a": {"b": "y" * 200}, "c": [[1], [2]]}, "c": "text"},
    [[{"a": [1, "z" * 100], "b": 2}], {"c": {"a": {"a": 1}}}],
    {"a": {"a": {"a": [1] * 50}}, "b": [], "c": None},
)
COUNTS = [
    ("a.b[0]", 1),
    ("a || b", 1),
    ("[a, b]", 3),
    ("products[*].{id: id, name: name}", 3),
    ("@ | [@, @] | [@, @]", 9),
    ("[?a].[b, b][]", 3),
    ("join('-', [a, b])", 1),
    ("not_null([a, a], b)", 3),
    ("length(a)", math.inf),
    ("zip_objects({a: a, b: b})", math.inf),
    (f"'{'x' * 640}'", 11),
    (f"{{{'k' * 640}: a}}", 12),
]


@pytest.mark.parametrize(("text", "count"), COUNTS, ids=[text[:40] for text, _ in COUNTS])
def test_copies_are_counted(text: str, count: float) -> None:
    assert most_copies(compile_expression(text).tree) == count


@pytest.mark.parametrize("seed", range(10))
def test_no_result_is_longer_than_its_copies(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets: for cases that come again
    counted = 0
    for _ in range(150):
        text = expression(random, depth=4, calls=CALLS + OUR_CALLS)
        tree = compile_expression(text).tree
        for subject in SUBJECTS:
            budget = Budget()
            try:
                made = compile_expression(text)(subject, budget)
            except EvaluationError:
                continue
            # What is paid for: items of 64 bytes at most, beside the text.
            paid = MOST_NODES - budget.nodes, Budget().bytes - budget.bytes
            most = most_copies(tree) * (len(json.dumps(subject)) + COPY_BYTES * (1 + paid[0]) + 6 * paid[1])
            assert len(json.dumps(made)) <= most, text
            counted += most < math.inf
    assert counted > 100


def test_a_constant_counts_by_its_json() -> None:
    assert [copies_of(one) for one in (None, 1, "x" * 63, {"a": ["x" * 126]})] == [1, 1, 2, 3]
