"""Random expressions, and random documents to run them on."""

from random import Random
from typing import Any

NAMES = ("a", "b", "c", '"a b"')
LITERALS = (
    *("`0`", "`1`", "`1.0`", "`2.5`", "`-7`", "`true`", "`false`", "`null`", "`[]`", "`[1, 2]`", "`{}`"),
    *('`{"a": [0]}`', "'x'", "''", "'10'", "'{}'", "'\\\\'"),
)
COMPARATORS = ("==", "!=", "<", "<=", ">", ">=")
# JMESPath's own functions, which jmespath.py has as well.
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
    "contains({}, 'x')",
    "starts_with({}, {})",
    "ends_with({}, 'x')",
    "join('-', {})",
    "join('', ['x', {}, {}])",
    "join({}, [{}, '{{}}'])",
    "merge({})",
    "map(&{}, {})",
    "sort_by({}, &{})",
    "max_by({}, &{})",
)
OUR_CALLS = (
    "default({}, {})",
    "if_({}, {}, {})",
    "if_({}, {})",
    "lower({})",
    "upper({})",
    "null_if({}, {})",
    "unique({})",
    "pick({}, 'a')",
    "round({}, `1`)",
    "add({}, {})",
    "json_encode({})",
    "spec_name({})",
    "merge_present({}, {})",
    "merge_present({}, {}, {})",
    "merge({}, {})",
)
SHAPES = (
    "{}.{}",
    "{} | {}",
    "({}) || ({})",
    "({}) && ({})",
    "!({})",
    "[{}, {}]",
    "{{a: {}, b: {}}}",
    "({}).[{}, {}]",
    "({}).{{a: {}, b: {}}}",
    "({})[*].{}",
    "({})[*].{{a: {}, c: {}}}",
    "({})[]",
    "({})[].{}",
    "({})[?{}]",
    "({})[?{}].{}",
    "({})[?{}].[{}, {}]",
    "({}).*",
    "({}).*.{}",
    "({})[0]",
    "({})[-1]",
    "({})[1:]",
    "({})[:2].{}",
    "({})[::-1]",
    "[({})[*].{}, ({})[*].{}]",
    "[a[*].{}, a[*].[{}], a[*].b]",
)
# After these comes a name, as the grammar asks.
NAME_LAST = {"{}.{}", "({})[*].{}", "({})[].{}", "({})[?{}].{}", "({}).*.{}", "({})[:2].{}", "a[*].{}"}


def expression(random: Random, depth: int, calls: tuple[str, ...] = CALLS) -> str:
    kind = random.randrange(6) if depth else random.randrange(2)
    if kind == 0:
        return random.choice((*NAMES, "@"))
    if kind == 1:
        return random.choice(NAMES if random.randrange(3) else LITERALS)
    if kind == 2:
        left, right = (expression(random, depth - 1, calls) for _ in range(2))
        return f"({left}) {random.choice(COMPARATORS)} ({right})"
    shape = random.choice(calls if kind == 3 else SHAPES)
    parts = [expression(random, depth - 1, calls) for _ in range(shape.replace("{{}}", "").count("{}"))]
    if shape in NAME_LAST:
        parts[-1] = random.choice(NAMES)
        parts[0] = f"({parts[0]})" if shape == "{}.{}" else parts[0]
    elif shape.startswith("["):
        # Two projections of one list, which may share a loop.
        parts = [
            part if number % 2 == 0 and "({})" in shape else random.choice(NAMES) for number, part in enumerate(parts)
        ]
        parts[-2:-1] = parts[:1] if shape.count("({})") == 2 and random.randrange(2) else parts[-2:-1]
    return shape.format(*parts)


def value(random: Random, depth: int) -> Any:
    kind = random.randrange(8) if depth else random.randrange(6)
    if kind < 6:
        return random.choice((None, True, False, 0, 1, 1.0, 2.5, -7, "x", "", "10", "ä"))
    if kind == 6:
        return [value(random, depth - 1) for _ in range(random.randrange(4))]
    return {name.strip('"'): value(random, depth - 1) for name in random.sample(NAMES, 3)}


def document(random: Random) -> Any:
    """Mostly an object as events are, with lists and objects in it."""
    if not random.randrange(4):
        return value(random, 3)
    return {name.strip('"'): value(random, 3) for name in random.sample(NAMES, 3)}
