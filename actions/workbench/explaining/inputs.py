"""An event for which an expression gives a wanted value: the expression followed backwards, to be tried."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from actions.workbench.explaining.values import ANYTHING, MISSING
from mappings.budget import Budget
from mappings.expr.interpret import interpret
from mappings.expr.tree import Node
from mappings.findings.errors import EvaluationError

# So many inputs are tried for each part of an expression.
MOST_INPUTS = 6
LONGEST_LIST = 20
# Functions of a list that give its only item.
OF_ONE: Final = frozenset({"sum", "max", "min", "avg", "first", "last"})
# Functions of a list of objects and of the names of fields in them.
OF_FIELDS: Final = frozenset({"sum_product"})
INSIDE: Final = frozenset({"contains", "starts_with", "ends_with"})


def inputs(tree: Node, wanted: Any, current: Any) -> Iterator[Any]:
    """Values like `current` for which the expression may give what is wanted, the likeliest first.

    `wanted` is MISSING where it must give nothing. Whether it does so is for the caller to try.
    """
    follow = _FOLLOW.get(tree["type"])
    if follow is not None:
        yield from islice(follow(tree, wanted, current), MOST_INPUTS)


def _give(tree: Node, subject: Any) -> Any:
    try:
        return interpret(tree, subject, Budget())
    except EvaluationError:
        return None


def _current(_: Node, wanted: Any, __: Any) -> Iterator[Any]:
    yield None if wanted is MISSING else wanted


def _field(tree: Node, wanted: Any, current: Any) -> Iterator[Any]:
    made = dict(current) if isinstance(current, Mapping) else {}
    if wanted is MISSING:
        made.pop(tree["value"], None)
    else:
        made[tree["value"]] = wanted
    yield made


def _index(tree: Node, wanted: Any, current: Any) -> Iterator[Any]:
    items = list(current) if isinstance(current, list) else []
    at = tree["value"]
    if at < 0:
        at = max(len(items) + at, 0)
    if wanted is MISSING:
        yield items[:at]
        return
    if at < LONGEST_LIST:
        items += [None] * (at + 1 - len(items))
        items[at] = wanted
        yield items


def _step(tree: Node, wanted: Any, current: Any) -> Iterator[Any]:
    """`a.b`, `a[0]`, `a | b`: the last part first."""
    *most, last = tree["children"]
    first = most[0] if len(most) == 1 else {"type": tree["type"], "children": most}
    for inner in inputs(last, wanted, _give(first, current)):
        yield from inputs(first, inner, current)


def _projection(tree: Node, wanted: Any, current: Any) -> Iterator[Any]:
    """`a[*].b`, `a[].b`, `a[?c].b`: an item for each that is wanted."""
    left, right = tree["children"][:2]
    there = _give(left, current)
    items = there if isinstance(there, list) else []
    if tree["type"] == "value_projection":
        items = list(there.values()) if isinstance(there, Mapping) else []
    if wanted is MISSING:
        yield from inputs(left, MISSING, current)
        return
    for each in (wanted,) if isinstance(wanted, list) else ():
        made = []
        for number, one in enumerate(each[:LONGEST_LIST]):
            item = items[number] if number < len(items) else {}
            if tree["type"] == "filter_projection":
                item = next(inputs(tree["children"][2], True, item), item)
            # Where any item will do, the one that passes the filter stays as it is.
            kept = one == ANYTHING and item and right["type"] == "identity"
            whole_item = tree["type"] == "filter_projection" and right["type"] == "identity" and isinstance(one, dict)
            if whole_item and not kept:
                made.append(next(inputs(tree["children"][2], True, one), one))
            else:
                made.append(item if kept else next(inputs(right, one, item), one))
        whole: Any = {f"k{number}": one for number, one in enumerate(made)} if "value" in tree["type"] else made
        yield from inputs(left, whole, current)


def _flatten(tree: Node, wanted: Any, current: Any) -> Iterator[Any]:
    yield from inputs(tree["children"][0], wanted, current)


def _comparison(tree: Node, wanted: Any, current: Any) -> Iterator[Any]:
    left, right = tree["children"]
    sides = [(left, _give(right, current), tree["value"]), (right, _give(left, current), MIRRORED[tree["value"]])]
    # First what stands beside a value, then what stands beside nothing.
    for part, other, sign in sorted(sides, key=lambda side: side[1] is None):
        for value in _compared(sign if wanted is True else OPPOSITE[sign], other):
            yield from inputs(part, value, current)
        if wanted is MISSING:
            yield from inputs(part, MISSING, current)
    for value in ((2, 1), (1, 2), (1, 1)):
        for made in inputs(left, value[0], current):
            yield from inputs(right, value[1], made)


MIRRORED: Final = MappingProxyType({"eq": "eq", "ne": "ne", "lt": "gt", "lte": "gte", "gt": "lt", "gte": "lte"})
OPPOSITE: Final = MappingProxyType({"eq": "ne", "ne": "eq", "lt": "gte", "lte": "gt", "gt": "lte", "gte": "lt"})


def _compared(sign: str, other: Any) -> Iterator[Any]:
    """Values that stand so to another one."""
    if sign in ("eq", "gte", "lte"):
        yield MISSING if other is None else other
    if isinstance(other, int | float) and not isinstance(other, bool):
        yield other + 1 if sign in ("gt", "gte", "ne") else other - 1
    elif sign == "ne":
        yield ANYTHING if other != ANYTHING else 1


def _call(tree: Node, wanted: Any, current: Any) -> Iterator[Any]:
    arguments = [one for one in tree["children"] if isinstance(one, dict)]
    for number, part in enumerate(arguments):
        others = [_give(one, current) if one["type"] != "expref" else None for one in arguments]
        for value in _arguments(tree["value"], number, wanted, others):
            yield from inputs(part, value, current)


def _arguments(name: str, number: int, wanted: Any, others: list[Any]) -> Iterator[Any]:
    """What an argument may have to be; `others` are what the arguments are now."""
    if wanted is MISSING:
        yield MISSING
    elif name == "length":
        yield from _of_length(wanted, others[0])
    elif name in INSIDE:
        yield from _holding(wanted, *others[:2]) if number == 0 and len(others) > 1 else ()
    elif number == 0 and (name in OF_ONE or name in OF_FIELDS):
        names = [one for one in others[1:] if isinstance(one, str)]
        yield [{**dict.fromkeys(names, 1), names[0]: wanted}] if name in OF_FIELDS and names else [wanted]
        yield from _among(name, wanted, others[0])
    elif name == "join":
        yield [wanted]
    elif name in MADE_OF and number == 0:
        yield from MADE_OF[name](wanted, others)
    elif name in BACKWARDS and len(others) > 1:
        yield from _counted_back(name, number, wanted, others[1 - number] if number < len(("left", "right")) else None)
    else:
        yield wanted
        if isinstance(wanted, int | float) and not isinstance(wanted, bool):
            yield str(wanted)


def _unsplit(wanted: Any, others: list[Any]) -> Iterator[Any]:
    if isinstance(wanted, list):
        yield str(others[1]).join(one if isinstance(one, str) else ANYTHING for one in wanted)


def _reversed(wanted: Any, _: list[Any]) -> Iterator[Any]:
    yield wanted[::-1] if isinstance(wanted, str | list) else wanted


def _of_keys(wanted: Any, _: list[Any]) -> Iterator[Any]:
    if isinstance(wanted, list):
        yield from (dict.fromkeys(map(str, some), ANYTHING) for some in (wanted, wanted[:1]))


def _of_text(wanted: Any, _: list[Any]) -> Iterator[Any]:
    yield from (wanted, {"name": wanted})


# Functions whose first argument can be made of the result.
MADE_OF: Final[Mapping[str, Callable[[Any, list[Any]], Iterator[Any]]]] = MappingProxyType(
    {"split": _unsplit, "reverse": _reversed, "keys": _of_keys, "to_string": _of_text}
)


def _among(name: str, wanted: Any, now: Any) -> Iterator[Any]:
    """The list as it is, so that its sum or its largest item is what is wanted."""
    if not isinstance(now, list) or not now or not all(_is_number(one) for one in (*now, wanted)):
        return
    yield [wanted - sum(now[1:]), *now[1:]] if name == "sum" else [*now, wanted]


def _counted_back(name: str, number: int, wanted: Any, other: Any) -> Iterator[Any]:
    """The number that gives what is wanted with the other one."""
    if not _is_number(wanted) or not _is_number(other):
        yield wanted
    else:
        with suppress(ZeroDivisionError, OverflowError):
            yield BACKWARDS[name][number](wanted, other)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# For each argument: what it must be for the result to be `wanted` with the `other`.
BACKWARDS: Final[Mapping[str, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]]] = MappingProxyType(
    {
        "add": (lambda wanted, other: wanted - other, lambda wanted, other: wanted - other),
        "subtract": (lambda wanted, other: wanted + other, lambda wanted, other: other - wanted),
        "multiply": (lambda wanted, other: wanted / other, lambda wanted, other: wanted / other),
        "divide": (lambda wanted, other: wanted * other, lambda wanted, other: other / wanted),
    }
)


def _of_length(wanted: Any, now: Any) -> Iterator[Any]:
    if not isinstance(wanted, int | float) or not 0 <= wanted <= LONGEST_LIST:
        return
    if isinstance(now, str):
        yield (now + "x" * LONGEST_LIST)[: int(wanted)]
    there = now if isinstance(now, list) else []
    yield (there + [there[0] if there else ANYTHING] * LONGEST_LIST)[: int(wanted)]


def _holding(wanted: Any, now: Any, part: Any) -> Iterator[Any]:
    """Texts or lists that hold the part, or do not; a list stays a list."""
    if wanted is not True:
        yield from ([] if isinstance(now, list) else ANYTHING, MISSING)
        return
    if isinstance(now, list):
        yield [*now, part]
    yield part
    if isinstance(now, str) and isinstance(part, str):
        yield from (now + part, part + now)
    yield [part]


def _either(tree: Node, wanted: Any, current: Any) -> Iterator[Any]:
    """`a || b`: one of them, or both of them together."""
    left, right = tree["children"]
    yield from inputs(left, wanted, current)
    for made in inputs(left, MISSING, current):
        yield from inputs(right, wanted, made)


def _both(tree: Node, wanted: Any, current: Any) -> Iterator[Any]:
    left, right = tree["children"]
    if wanted is not True:
        yield from inputs(left, wanted, current)
        yield from inputs(right, wanted, current)
    for made in inputs(left, True if wanted is True else ANYTHING, current):
        yield from inputs(right, wanted, made)


def _negation(tree: Node, wanted: Any, current: Any) -> Iterator[Any]:
    yield from inputs(tree["children"][0], wanted is not True, current)
    if wanted is True:
        yield from inputs(tree["children"][0], MISSING, current)


_FOLLOW: Final[Mapping[str, Callable[[Node, Any, Any], Iterator[Any]]]] = MappingProxyType(
    {
        "identity": _current,
        "current": _current,
        "field": _field,
        "index": _index,
        "subexpression": _step,
        "index_expression": _step,
        "pipe": _step,
        "projection": _projection,
        "value_projection": _projection,
        "filter_projection": _projection,
        "flatten": _flatten,
        "comparator": _comparison,
        "function_expression": _call,
        "or_expression": _either,
        "and_expression": _both,
        "not_expression": _negation,
    }
)
