"""Values for which a test would hold, or would not: to be tried, the likeliest first."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from math import isfinite
from typing import Any, Final

from actions.trigger.condition import Leaf
from actions.workbench.explaining.patterns import text_of_wildcards, texts_of_regex
from mappings.event_fields import EVENT_TYPES
from mappings.expr.tree import Node
from mappings.functions.times.read_time import parse_text
from mappings.json_equal import json_equal

Way = tuple[str | int, ...]


class _Missing:
    """The value of a field that is taken out."""

    def __repr__(self) -> str:
        return "nothing"


MISSING: Final = _Missing()
# What a field holds whose value does not matter.
ANYTHING: Final = "something"
LONGEST_LIST = 20
# What the spec has objects in.
OBJECTS: Final = frozenset({"traits", "properties", "context", "integrations", "page", "campaign", "device", "address"})
BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def plain_ways(tree: Node) -> list[Way]:
    """The ways into an event that an expression reads: `length(properties.products)` reads one.

    SenderOptions behind a projection, a filter or a pipe are left out: a value put there may not be what is read.
    """
    way = _plain(tree)
    if way is not None:
        return [way]
    if tree["type"] in ("projection", "filter_projection", "value_projection", "flatten", "pipe", "expref"):
        return []
    # What stands behind a function's result is no way into the event.
    parts = tree["children"][:1] if tree["type"] in ("subexpression", "index_expression") else tree["children"]
    return [way for part in parts if isinstance(part, dict) for way in plain_ways(part)]


def path_of(way: Sequence[str | int]) -> str:
    """The way as a path in a mapping file.

    >>> path_of(("properties", "List Name", 0, "id"))
    'properties."List Name"[0].id'
    """
    text = ""
    for step in way:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            name = step if BARE.fullmatch(step) else json.dumps(step, ensure_ascii=False)
            text += f".{name}" if text else name
    return text


def candidates(leaf: Leaf, seen: Any) -> Iterator[Any]:
    """Values to try at a way that the test reads, without repetitions; MISSING is to take the field out."""
    tried: list[Any] = []
    for value in _candidates(leaf, seen):
        if not any(value is one or (type(value) is type(one) and json_equal(value, one)) for one in tried):
            tried.append(value)
            yield value


def _candidates(leaf: Leaf, seen: Any) -> Iterator[Any]:
    operands = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    if leaf.path == "type":
        yield from (*operands, *EVENT_TYPES)
    if leaf.test in ("is", "is_not", "one_of", "none_of"):
        yield from sorted(operands, key=lambda one: not _alike(one, seen))
    elif leaf.test in ("has", "has_any"):
        yield [*seen, operands[0]] if isinstance(seen, list) else [operands[0]]
    elif isinstance(operands[0], str):
        yield from _texts(leaf.test, operands[0], seen)
        yield from _times(operands)
    elif leaf.test != "exists":
        yield from _numbers(operands, seen)
    elif leaf.path.rpartition(".")[2] in OBJECTS:
        yield {"name": ANYTHING}
    yield from (MISSING, ANYTHING, {"name": ANYTHING}, 1, 0, True, False, [], "")
    for one in operands:
        if isinstance(one, int) and not isinstance(one, bool):
            yield from ([ANYTHING] * many for many in (one, one + 1, one - 1) if 0 <= many <= LONGEST_LIST)


def texts_together(leaves: Iterable[Leaf]) -> Iterator[str]:
    """Texts that several tests of texts may pass at once: a beginning, what is held, and an end."""
    starts, held, ends = "", "", ""
    for leaf in leaves:
        text = leaf.operand
        if not isinstance(text, str):
            continue
        if leaf.test == "starts_with":
            starts = max(starts, text, key=len)
        elif leaf.test == "ends_with":
            ends = max(ends, text, key=len)
        elif leaf.test == "contains":
            held += text
        elif leaf.test == "matches":
            first, star, rest = text.partition("*")
            middle, _, last = rest.rpartition("*")
            starts = max(starts, text_of_wildcards(first), key=len)
            ends = max(ends, text_of_wildcards(last), key=len) if star else ends
            held += text_of_wildcards(middle)
        elif leaf.test == "regex":
            made = next(texts_of_regex(text), "")
            starts, ends = (starts + made, ends) if text.startswith("^") else (starts, made + ends)
    yield starts + held + ends
    for filling in ("0", "00", "000", "x", "xx", "xxx"):
        yield starts + held + filling + ends


def _texts(test: str, operand: str, seen: Any) -> Iterator[str]:
    text = seen if isinstance(seen, str) else ""
    if test == "matches":
        yield text_of_wildcards(operand)
        yield text_of_wildcards(operand, " ")
    if test == "starts_with":
        yield operand + text
    yield operand
    if test in ("contains", "ends_with"):
        yield text + operand
    if test == "regex":
        yield from texts_of_regex(operand)
        yield operand.strip("^$")
        yield text + operand.strip("^$")


def _times(operands: tuple[Any, ...]) -> Iterator[str]:
    for one in operands:
        moment = parse_text(one) if isinstance(one, str) else None
        if moment is None:
            continue
        for days in (0, 1, -1, 0.5, -0.5):
            try:
                yield (moment + timedelta(days=days)).isoformat()
            except OverflowError:
                continue


def _numbers(operands: tuple[Any, ...], seen: Any) -> Iterator[float]:
    if isinstance(seen, str):
        with suppress(ValueError):
            number = float(seen)
            yield from [int(number) if number.is_integer() else number] if isfinite(number) else ()
    for one in operands:
        if isinstance(one, int | float):
            yield from (one, one + 1, one - 1, one + 0.5, one - 0.5)


def _alike(operand: Any, seen: Any) -> bool:
    return isinstance(operand, str) and isinstance(seen, str) and operand.strip().casefold() == seen.strip().casefold()


def _plain(tree: Node) -> Way | None:
    """The way of a tree that is names and numbers of items alone."""
    if tree["type"] == "field":
        return (tree["value"],)
    if tree["type"] == "index":
        return (tree["value"],) if tree["value"] >= 0 else None
    if tree["type"] in ("subexpression", "index_expression"):
        parts = [_plain(part) for part in tree["children"]]
        return None if None in parts else tuple(step for part in parts if part for step in part)
    return None
