"""Random expressions on random documents: ours and plain jmespath give the same, or both an error.

Left out: what ours finds earlier (compile errors), and merge() of more than one, whose later arguments
jmespath does not look at: it takes the text '' for an object.
"""

import json
from random import Random
from typing import Any

import jmespath
import pytest

from mappings.budget import Budget
from mappings.expr import compile_expression
from mappings.findings.errors import EvaluationError

NAMES = ("a", "b", "c", '"a b"')
LITERALS = ("`0`", "`1`", "`2.5`", "`true`", "`null`", "`[1, 2]`", "`{}`", "'x'", "''", "'10'")
COMPARATORS = ("==", "!=", "<", "<=", ">", ">=")
CALLS = (
    "length({})",
    "to_string({})",
    "to_array({})",
    "to_number({})",
    "type({})",
    "keys({})",
    "values({})",
    "sort({})",
    "max({})",
    "sum({})",
    "avg({})",
    "abs({})",
    "reverse({})",
    "not_null({}, {})",
    "contains({}, {})",
    "starts_with({}, {})",
    "join('-', {})",
    "merge({})",
    "map(&{}, {})",
    "sort_by({}, &{})",
    "max_by({}, &{})",
)
SHAPES = (
    "{}.{}",
    "{} | {}",
    "({}) || ({})",
    "({}) && ({})",
    "!({})",
    "[{}, {}]",
    "{{a: {}, b: {}}}",
    "({})[*].{}",
    "({})[]",
    "({})[?{}]",
    "({})[?{}].{}",
    "({}).*",
    "({})[0]",
    "({})[-1]",
    "({})[1:]",
    "({})[::-1]",
)
SEEDS = range(40)
PAIRS_PER_SEED = 100


@pytest.mark.parametrize("seed", SEEDS)
def test_random_expressions_agree_with_jmespath(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # not for secrets: for cases that come again
    for _ in range(PAIRS_PER_SEED):
        text, document = expression(random, depth=3), value(random, depth=3)
        assert ours(text, document) == plain(text, document), (text, document)


def expression(random: Random, depth: int) -> str:
    kind = random.randrange(6) if depth else random.randrange(2)
    if kind == 0:
        return random.choice((*NAMES, "@"))
    if kind == 1:
        return random.choice(NAMES if random.randrange(3) else LITERALS)
    if kind == 2:
        sides = (expression(random, depth - 1), expression(random, depth - 1))
        return f"({sides[0]}) {random.choice(COMPARATORS)} ({sides[1]})"
    shape = random.choice(CALLS if kind == 3 else SHAPES)
    parts = [expression(random, depth - 1) for _ in range(shape.count("{}"))]
    if shape in {"{}.{}", "({})[*].{}", "({})[?{}].{}"}:
        parts[-1] = random.choice(NAMES)
        parts[0] = f"({parts[0]})" if shape == "{}.{}" else parts[0]
    return shape.format(*parts)


def value(random: Random, depth: int) -> Any:
    kind = random.randrange(8) if depth else random.randrange(6)
    if kind < 6:
        return random.choice((None, True, False, 0, 1, 2.5, -7, "x", "", "10", "ä"))
    if kind == 6:
        return [value(random, depth - 1) for _ in range(random.randrange(4))]
    return {name.strip('"'): value(random, depth - 1) for name in random.sample(NAMES, 3)}


def ours(text: str, document: Any) -> str:
    try:
        return json.dumps(compile_expression(text)(document, Budget(nodes=10**6, bytes=10**7)))
    except EvaluationError:
        return "an error"


def plain(text: str, document: Any) -> str:
    try:
        return json.dumps(jmespath.search(text, document))
    except (ValueError, TypeError):
        return "an error"
