"""Tests of different paths that exclude each other: an object and what is in it, a value and its length."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, product
from typing import Any, Final

from actions.trigger.compile import compile_condition
from actions.trigger.condition import Leaf
from actions.trigger.leaf_tests.table import TESTS
from actions.workbench.checking.logic.literal import Literal, operands, passes, shown
from mappings.budget import Budget
from mappings.expr.tree import Node, walk

PLAIN: Final = re.compile(r"\w+(?:\.\w+)*")
LENGTH: Final = re.compile(r"length\((\w+(?:\.\w+)*)\)")
FOLDED: Final = re.compile(r"(?:lower|upper)\((\w+(?:\.\w+)*)\)")
COMPARED: Final = re.compile(r"\(?([\w.]+) (==|!=|<=|>=|<|>) ([\w.]+)\)?")
# What may stand between two values for a comparison to be true, and the same seen from the right.
BETWEEN: Final = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
MIRRORED: Final = {"<": ">", ">": "<", "=": "="}
SCALAR: Final = frozenset(
    {"above", "at_least", "below", "at_most", "between", "contains", "starts_with", "ends_with", "matches", "regex"}
)
BOUNDED: Final = ("is", "one_of", "below", "at_most", "between")
# Trees in which a value put at a path is not what the path reads.
ELSEWHERE: Final = frozenset({"projection", "filter_projection", "value_projection", "flatten", "pipe", "expref"})
MOST_TRIED = 16
LONGEST = 1000


def conflict_across(by_path: Mapping[str, Sequence[Literal]]) -> str | None:
    """Why tests of several paths cannot hold together; None where they can, or where that is unknown."""
    found = (look(by_path) for look in (_inside, _of_known_values, _lengths, _compared))
    return next((one for one in found if one), None)


def _inside(by_path: Mapping[str, Sequence[Literal]]) -> str | None:
    """`properties.a = 1 and properties.a.b exists`."""
    for outer, tests in by_path.items():
        below = [path for path in by_path if path.startswith(f"{outer}.") and PLAIN.fullmatch(path)]
        inner = next((path for path in below if any(one.wants_a_value for one in by_path[path])), None)
        if inner is None or not PLAIN.fullmatch(outer):
            continue
        if any(one.wants_none for one in tests):
            return f"{inner} is inside {outer}, which would have to be missing"
        if any(one.holds and _is_scalar(one.leaf) for one in tests):
            return f"{inner} is inside {outer}, which would have to be no object"
    return None


def _is_scalar(leaf: Leaf) -> bool:
    values = operands(leaf)
    return leaf.test in SCALAR or (leaf.test in ("is", "one_of") and not any(isinstance(one, dict) for one in values))


def _of_known_values(by_path: Mapping[str, Sequence[Literal]]) -> str | None:
    """`lower(event) = "a" and event = "B"`, `(a == b) = true and a = 1 and b = 2`: what is read is known."""
    known = {path: values for path, tests in by_path.items() if PLAIN.fullmatch(path) and (values := _known(tests))}
    folded = {}
    for path, tests in by_path.items():
        inner = FOLDED.fullmatch(path)
        if inner and inner[1] not in known and (values := _known(tests)):
            folded[inner[1]] = values
    for path, tests in by_path.items():
        ways = _ways(tests[0].leaf.read.tree)
        table = known | folded if FOLDED.fullmatch(path) else known
        if path in known or not ways or not all(way in table for way in ways):
            continue
        chosen = islice(product(*(table[way] for way in ways)), MOST_TRIED)
        events = [_event(dict(zip(ways, values, strict=True))) for values in chosen]
        for one in tests:
            holds = compile_condition(one.leaf)
            if len(events) < MOST_TRIED and not any(holds(event, Budget()) is one.holds for event in events):
                said = " and ".join(f"{way} is {' or '.join(map(shown, table[way]))}" for way in ways)
                test = f"{TESTS[one.leaf.test].words} {shown(operands(one.leaf)[0])}"
                return f"{path} cannot be so that it {test} where {said}" if one.holds else None
    return None


def _known(tests: Sequence[Literal]) -> list[Any]:
    """The values of which it must be one; none where that may be any number."""
    equals = [one.leaf for one in tests if one.holds and one.leaf.test in ("is", "one_of")]
    if not equals or equals[0].ignore_case or equals[0].any_spelling:
        return []
    return [value for value in operands(equals[0]) if all(passes(value, one) for one in tests)]


def _ways(tree: Node) -> list[str]:
    """The plain paths that the expression reads; none where it reads others as well."""
    if any(node["type"] in ELSEWHERE or node["type"] in ("index", "slice", "current") for node, _ in walk(tree)):
        return []
    return list(dict.fromkeys(_paths(tree)))


def _paths(tree: Node) -> Iterator[str]:
    if tree["type"] == "field":
        yield tree["value"]
    elif tree["type"] == "subexpression":
        yield ".".join(path for part in tree["children"] for path in _paths(part))
    else:
        for part in tree["children"]:
            if isinstance(part, dict):
                yield from _paths(part)


def _event(values: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for path, value in values.items():
        *around, last = path.split(".")
        here = made
        for name in around:
            here = here.setdefault(name, {})
        here[last] = value
    return made


def _lengths(by_path: Mapping[str, Sequence[Literal]]) -> str | None:
    """`length(event) = 4 and starts_with(event, "abcde")`."""
    for path, tests in by_path.items():
        inner = LENGTH.fullmatch(path)
        of = by_path.get(inner[1], ()) if inner else ()
        bounds = [one for one in tests if one.holds and one.leaf.test in BOUNDED]
        longest = max((one for test in bounds for one in operands(test.leaf) if isinstance(one, int)), default=None)
        if longest is None or not 0 <= longest <= LONGEST:
            continue
        for one in of:
            least, most = _length_of(one) if one.holds else (0, None)
            last = longest if most is None else min(longest, most)
            if least and not any(all(passes(size, test) for test in tests) for size in range(least, last + 1)):
                words = f"{TESTS[one.leaf.test].words} {shown(operands(one.leaf)[0])}"
                return f"{path} does not fit a text that {words}"
    return None


def _length_of(one: Literal) -> tuple[int, int | None]:
    """How long a text that passes the test is at least, and at most if that is known."""
    text = one.leaf.operand
    if not isinstance(text, str):
        return 0, None
    if one.leaf.test in ("starts_with", "ends_with", "contains"):
        return len(text), None
    if one.leaf.test == "matches" and not re.search(r"[\[\\]", text):
        least = len(text.replace("*", ""))
        return least, None if "*" in text else least
    return 0, None


def _compared(by_path: Mapping[str, Sequence[Literal]]) -> str | None:
    """`(a > b) = true and (b > a) = true`."""
    signs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for path, tests in by_path.items():
        found = COMPARED.fullmatch(path)
        if found and any(one.holds and one.leaf.test == "is" and one.leaf.operand is True for one in tests):
            left, sign, right = found.groups()
            between = BETWEEN[sign]
            if left > right:
                left, right, between = right, left, "".join(MIRRORED[one] for one in between)
            signs.setdefault((left, right), []).append((between, path))
    for listed in signs.values():
        for (one, first), (other, second) in combinations(listed, 2):
            if not set(one) & set(other):
                return f"{first} and {second} are never true at once"
    return None
