"""What nearly holds: why a test failed although the event seems to say what was meant, and what to write instead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.trigger.compile import compile_condition
from actions.trigger.condition import Leaf
from actions.trigger.leaf_tests.table import TESTS
from actions.trigger.leaf_tests.texts import fits_wildcards
from actions.trigger.trace import LeafTrace
from actions.workbench.explaining.values import Way, path_of, plain_ways
from mappings.budget import Budget
from mappings.event_fields import EVENT_NAMES, plain_spelling
from mappings.expr.expression import compile_expression
from mappings.findings.errors import EvaluationError, ExpressionError
from mappings.findings.show import kind_of, show
from mappings.findings.suggest import candidates, nearest

MOST_ELSEWHERE = 2
MOST_DEPTH = 6
# The ways of writing a number that are tried.
WRITTEN = ("1,234.56", "1.234,56")
CASE, SPACE = "differs only by case", "differs only by space around it"


@dataclass(frozen=True, slots=True)
class Miss:
    """Why a test failed by little, and what to write; `leaf` is the test written so, which holds for the event."""

    words: str
    advice: str | None = None
    leaf: Leaf | None = None

    def as_dict(self) -> dict[str, Any]:
        return {"words": self.words, "advice": self.advice}


def nearest_miss(trace: LeafTrace, event: Any) -> Miss | None:
    """What to know of a test that does not hold, None where nothing is near."""
    if trace.verdict:
        return None
    if trace.note and trace.note.startswith("cannot be worked out"):
        return Miss(trace.note)
    if trace.seen is None:
        return _tried(_missing(trace.leaf, event), event)
    for look in (_case, _space, _wildcards, _text_for_number, _other_kind, _in_list, _has_in_any_case, _spelling):
        found = look(trace)
        if found and (found.leaf is None or compile_condition(found.leaf)(event, Budget())):
            return found
    return Miss(trace.note) if trace.note else None


def _case(trace: LeafTrace) -> Miss | None:
    if trace.note != CASE:
        return None
    return Miss(CASE, "ignore_case: true", replace(trace.leaf, ignore_case=True))


def _space(trace: LeafTrace) -> Miss | None:
    return _called("trim", trace.leaf, SPACE) if trace.note == SPACE else None


def _wildcards(trace: LeafTrace) -> Miss | None:
    leaf = trace.leaf
    for one in _operands(leaf) if leaf.test in ("is", "one_of") and isinstance(trace.seen, str) else ():
        if isinstance(one, str) and set(one) & set("*?") and fits_wildcards(one, trace.seen):
            better = replace(leaf, test="matches", operand=one)
            return Miss("* and ? are plain characters here", f"matches: {show(one)}", better)
    return None


def _text_for_number(trace: LeafTrace) -> Miss | None:
    leaf, seen = trace.leaf, trace.seen
    if not (isinstance(seen, str) and any(_is_number(one) for one in _operands(leaf))):
        return None
    read = _called("to_number", leaf, trace.note or "text, not a number")
    if read is None or read.leaf is None:
        return None
    number = _value(read.leaf, _only(leaf, seen))
    if number is None:
        return _written(leaf, leaf.path, seen, read.words) or Miss(f"{read.words}, and to_number() cannot read it")
    holds = compile_condition(read.leaf)(_only(leaf, seen), Budget())
    return read if holds else _fails_as_number(read.words, number)


def _written(leaf: Leaf, path: str, seen: str, words: str) -> Miss | None:
    """What reads a number as people write it, where only one way of writing does."""
    read = [(one, better) for one in WRITTEN if (better := _reread(leaf, f"parse_number({path}, '{one}')"))]
    found = [better for _, better in read if _value(better, _only(leaf, seen)) is not None]
    if len(found) != 1:
        return None
    if compile_condition(found[0])(_only(leaf, seen), Budget()):
        return Miss(words, found[0].path, found[0])
    return _fails_as_number(words, _value(found[0], _only(leaf, seen)))


def _fails_as_number(words: str, number: Any) -> Miss:
    return Miss(f"{words}; as a number it is {show(number)}, which does not pass either")


def _other_kind(trace: LeafTrace) -> Miss | None:
    """A number or true where a text of the same letters was asked for, or the other way round."""
    leaf, seen = trace.leaf, trace.seen
    if leaf.test not in ("is", "one_of") or isinstance(seen, dict | list):
        return None
    for one in _operands(leaf):
        if type(one) is not type(seen) and str(one).casefold() == str(seen).casefold():
            written = show(seen)
            return Miss(trace.note or f"{kind_of(seen)}", f"write {written}", replace(leaf, test="is", operand=seen))
    return None


def _in_list(trace: LeafTrace) -> Miss | None:
    leaf, seen = trace.leaf, trace.seen
    if leaf.test not in ("is", "one_of") or not isinstance(seen, list):
        return None
    for one in _operands(leaf):
        if any(type(part) is type(one) and part == one for part in seen):
            return Miss("a list that holds it", f"has: {show(one)}", replace(leaf, test="has", operand=one))
    return None


def _has_in_any_case(trace: LeafTrace) -> Miss | None:
    leaf, seen = trace.leaf, trace.seen
    if leaf.test not in ("has", "has_any") or leaf.ignore_case:
        return None
    if isinstance(seen, list):
        return Miss(CASE, "ignore_case: true", replace(leaf, ignore_case=True)) if TESTS[leaf.test] else None
    better = replace(leaf, test="is" if leaf.test == "has" else "one_of")
    return Miss(f"{kind_of(seen)}, not a list", f"{better.test}: {_shown(leaf)}", better)


def _spelling(trace: LeafTrace) -> Miss | None:
    leaf, seen = trace.leaf, trace.seen
    texts = [one for one in _operands(leaf) if isinstance(one, str)]
    if leaf.test not in ("is", "one_of") or not isinstance(seen, str) or not texts:
        return None
    for one in texts:
        if plain_spelling(one) == plain_spelling(seen):
            better = _called("spec_name", leaf, "differs only by spelling") if leaf.path == "event" else None
            words = f"differs from {show(one)} only by spelling"
            return better or Miss(words, f"write {show(seen)}", _instead(leaf, one, seen))
    near = nearest(seen, texts)
    if leaf.path == "event" and seen in EVENT_NAMES and near in EVENT_NAMES:
        # The spec has both: another event, and not another spelling.
        return None
    if not near:
        return None
    return Miss(f"looks like {show(near)}", f"write {show(seen)}, or send {show(near)}", _instead(leaf, near, seen))


def _instead(leaf: Leaf, one: str, other: str) -> Leaf:
    """The same test with another text in the place of one of its own."""
    if not isinstance(leaf.operand, tuple):
        return replace(leaf, operand=other)
    return replace(leaf, operand=tuple(other if each == one else each for each in leaf.operand))


def _tried(miss: Miss | None, event: Any) -> Miss | None:
    """The miss; where what it says to write does not pass either, it says so in its place."""
    if miss is None or miss.leaf is None or compile_condition(miss.leaf)(event, Budget()):
        return miss
    return Miss(f"{miss.words}; {miss.leaf.path} is {show(_value(miss.leaf, event))}, which does not pass either")


def _missing(leaf: Leaf, event: Any) -> Miss | None:
    """Why a path found nothing: where on its way the event goes on otherwise, or has the name elsewhere."""
    ways = plain_ways(leaf.read.tree)
    if len(ways) != 1:
        return None
    here: Any = event
    names = ways[0]
    for number, step in enumerate(names):
        before = path_of(names[:number]) or "the event"
        if isinstance(here, list) and isinstance(step, str):
            return _into_list(leaf, before, step, here, event)
        if not isinstance(here, Mapping):
            return Miss(f"{before} is {kind_of(here)}, with nothing inside") if here is not None else None
        if isinstance(step, str) and here.get(step) is None:
            return _other_name(leaf, names, number, here, event)
        here = here[step] if isinstance(step, str) else None
    return _unread(leaf, names, here)


def _unread(leaf: Leaf, way: Way, value: Any) -> Miss | None:
    """Why something is there, and what the path makes of it is nothing."""
    path = path_of(way)
    if value is None or leaf.path == path:
        return None
    words = f"{path} is {show(value)}, of which {leaf.path} makes nothing"
    if isinstance(value, str) and leaf.path == f"to_number({path})":
        return _written(leaf, path, value, f"{path} is {show(value)}, which to_number() cannot read") or Miss(words)
    return Miss(words)


def _into_list(leaf: Leaf, before: str, step: str, found: list[Any], event: Any) -> Miss:
    words = f"{before} is a list of {len(found)}"
    if step == "length":
        return Miss(words, f"length({before})", _reread(leaf, f"length({before})"))
    first = _reread(leaf, f"{before}[0].{step}")
    if first and compile_condition(first)(event, Budget()):
        return Miss(words, f"{first.path} for its first item, {before}[].{step} for the list", first)
    return Miss(f"{words}: {before}[0].{step} is of its first item, {before}[].{step} of all")


def _other_name(leaf: Leaf, names: Way, number: int, here: Mapping[str, Any], event: Any) -> Miss | None:
    step = str(names[number])
    there = [key for key in here if isinstance(key, str) and here[key] is not None]
    for other in candidates(step, there):
        way = tuple(str(one) for one in (*names[:number], other, *names[number + 1 :]))
        path = path_of(way)
        better = _reread(leaf, path) if all(isinstance(one, str) for one in names) else None
        if better and _value(better, event) is not None:
            return Miss(f"the event has {other}, not {step}", path, better)
    wanted = str(names[-1])
    for way in _elsewhere(wanted, event):
        path = path_of(way)
        better = _reread(leaf, path)
        if better:
            return Miss(f"the event has {path}", path, better)
    return None


def _elsewhere(name: str, event: Any) -> Iterator[tuple[str, ...]]:
    """SenderOptions to fields of this name anywhere in the event, the shortest first; at most two."""
    level: list[tuple[tuple[str, ...], Any]] = [((), event)]
    found = 0
    for _ in range(MOST_DEPTH):
        deeper = [((*way, key), part) for way, value in level if isinstance(value, dict) for key, part in value.items()]
        for way, part in deeper:
            if way[-1] == name and part is not None and way[0] != "integrations":
                yield way
                found += 1
                if found == MOST_ELSEWHERE:
                    return
        level = deeper


def _called(function: str, leaf: Leaf, words: str) -> Miss | None:
    path = f"{function}({leaf.path})"
    better = _reread(leaf, path)
    return Miss(words, path, better) if better else None


def _reread(leaf: Leaf, path: str) -> Leaf | None:
    """The same test of another path."""
    try:
        return replace(leaf, path=path, read=compile_expression(path))
    except ExpressionError:
        return None


def _value(leaf: Leaf, event: Any) -> Any:
    try:
        return leaf.read(event, Budget())
    except EvaluationError:
        return None


def _only(leaf: Leaf, seen: Any) -> Any:
    """An event in which the leaf's path finds just this."""
    ways = plain_ways(leaf.read.tree)
    made: Any = seen
    for step in reversed(ways[0] if ways else ()):
        made = {step: made} if isinstance(step, str) else [None] * step + [made]
    return made


def _operands(leaf: Leaf) -> tuple[Any, ...]:
    return leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)


def _shown(leaf: Leaf) -> str:
    return show(leaf.operand) if not isinstance(leaf.operand, tuple) else f"[{', '.join(map(show, leaf.operand))}]"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
