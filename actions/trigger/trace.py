"""What a condition found in an event, leaf by leaf: slower than `compile`, with reasons."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

from actions.trigger.compile import judge
from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not
from actions.trigger.leaf_tests.table import TESTS, note
from mappings.budget import Budget
from mappings.findings.errors import EvaluationError
from mappings.findings.place import Place
from mappings.findings.show import show

MOST_CHARACTERS = 200
MOST_ITEMS = 10
MOST_DEPTH = 4
MOST_REASONS = 3
LARGEST = 2**63
NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


class LeafTrace(Struct, frozen=True):
    """One test: the value it saw (None for a missing one), its verdict, and what to know of it."""

    leaf: Leaf
    seen: Any
    verdict: bool
    note: str | None

    @property
    def place(self) -> Place:
        return self.leaf.place

    def leaves(self) -> "Iterator[LeafTrace]":
        yield self

    def as_dict(self) -> dict[str, Any]:
        """The leaf as JSON; a long value is cut."""
        leaf = self.leaf
        return {
            "path": leaf.path,
            "test": leaf.test,
            "operand": list(leaf.operand) if isinstance(leaf.operand, tuple) else leaf.operand,
            "ignore_case": leaf.ignore_case,
            "any_spelling": leaf.any_spelling,
            "seen": shorten(self.seen),
            "verdict": self.verdict,
            "note": self.note,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
        }


class GroupTrace(Struct, frozen=True):
    """A group and its parts, those included that the verdict did not need."""

    group: Literal["all", "any", "not"]
    verdict: bool
    parts: "tuple[Trace, ...]"

    def leaves(self) -> Iterator[LeafTrace]:
        """Every leaf below, in the order of the file."""
        for part in self.parts:
            yield from part.leaves()

    def as_dict(self) -> dict[str, Any]:
        """The group as JSON."""
        return {
            "group": self.group,
            "verdict": self.verdict,
            "parts": [part.as_dict() for part in self.parts],
        }


Trace: TypeAlias = LeafTrace | GroupTrace


def trace_condition(condition: Condition, subject: Any, budget: Budget) -> Trace:
    """Every leaf of the condition with what it saw; the verdict is that of the compiled condition.

    What the verdict does not need is worked out on a budget of its own, so that tracing changes nothing.
    """
    match condition:
        case Leaf():
            return _leaf(condition, subject, budget)
        case All(parts):
            return _group("all", parts, subject, budget, decisive=False)
        case AnyOf(parts):
            return _group("any", parts, subject, budget, decisive=True)
        case Not(part):
            inner = trace_condition(part, subject, budget)
            return GroupTrace("not", not inner.verdict, (inner,))


def why_not(trace: Trace, file: str | None = None, names: Mapping[str, str] = NO_NAMES) -> str:
    """The reason for a verdict of false, in one sentence with the line and the value seen.

    `event is "Button Clicked" (line 18): saw "button clicked", differs only by case`

    `file` is the one the reader has open: a line of another is named with it. `names` say what stands for lines of
    files that the reader does not have, such as a destination's defaults.
    """
    if isinstance(trace, LeafTrace):
        return f"{_described(trace, file, names)}: {_saw(trace)}"
    if trace.group == "not":
        return why(trace.parts[0], file, names)
    reasons = [why_not(part, file, names) for part in trace.parts if not part.verdict]
    if trace.group == "all":
        return reasons[0]
    more = f"; and {len(reasons) - MOST_REASONS} more" if len(reasons) > MOST_REASONS else ""
    return f"none of {len(reasons)} holds: {'; '.join(reasons[:MOST_REASONS])}{more}"


def why(trace: Trace, file: str | None = None, names: Mapping[str, str] = NO_NAMES) -> str:
    """The reason why something holds that must not; `file` and `names` as for `why_not`."""
    if isinstance(trace, LeafTrace):
        return f"{_described(trace, file, names)} must not hold: {_saw(trace)}"
    if trace.group == "not":
        return f"must not fail: {why_not(trace.parts[0], file, names)}"
    reasons = [why(part, file, names) for part in trace.parts if part.verdict]
    return reasons[0] if trace.group == "any" else "; and ".join(reasons[:MOST_REASONS])


def shorten(value: Any, depth: int = 0) -> Any:
    """The value as JSON that any writer takes, with long texts, lists and deep parts cut.

    >>> shorten([1, "a" * 300])[1][-5:]
    'aaaa…'
    """
    if isinstance(value, str):
        cut = value if len(value) <= MOST_CHARACTERS else value[:MOST_CHARACTERS] + "…"
        return cut.encode("utf-8", "replace").decode()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        # An integer may be too long to become a float; NaN and infinity are not smaller either.
        return value if abs(value) < LARGEST else show(value)
    if depth == MOST_DEPTH:
        return "…"
    more = [f"… {len(value) - MOST_ITEMS} more"] if len(value) > MOST_ITEMS else []
    if isinstance(value, list):
        return [shorten(one, depth + 1) for one in value[:MOST_ITEMS]] + more
    named = {shorten(key): shorten(value[key], depth + 1) for key in list(value)[:MOST_ITEMS]}
    return named | dict.fromkeys(more, "…")


def _leaf(leaf: Leaf, subject: Any, budget: Budget) -> LeafTrace:
    try:
        seen = leaf.read(subject, budget)
    except EvaluationError as error:
        return LeafTrace(leaf, None, verdict=False, note=f"cannot be worked out: {error}")
    place_text = note(TESTS[leaf.test], seen, leaf.operand, ignore_case=leaf.ignore_case or leaf.any_spelling)
    return LeafTrace(leaf, seen, judge(leaf)(seen), place_text)


def _group(
    name: Literal["all", "any"], parts: tuple[Condition, ...], subject: Any, budget: Budget, *, decisive: bool
) -> GroupTrace:
    """The trace of parts of which the first with the verdict `decisive` decides."""
    traced: list[Trace] = []
    verdict = not decisive
    for part in parts:
        decided = verdict == decisive
        one = trace_condition(part, subject, Budget() if decided else budget)
        verdict = decisive if one.verdict == decisive else verdict
        traced.append(one)
    return GroupTrace(name, verdict, tuple(traced))


def _described(trace: LeafTrace, file: str | None, names: Mapping[str, str]) -> str:
    """The test in words with its place: `event is one of "A", "B" (line 3)`."""
    place = trace.place
    where = "" if file in (None, place.file) else f" of {place.file}"
    return f"{describe_test(trace.leaf)} ({names.get(place.file) or f'line {place.line}{where}'})"


def describe_test(leaf: Leaf) -> str:
    """The test in words: `event is one of "A", "B"`."""
    if leaf.test == "exists":
        asked = "exists" if leaf.operand else "is missing"
    else:
        members = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
        asked = f"{TESTS[leaf.test].words} {', '.join(map(show, members))}"
    case = " in any case" if leaf.ignore_case else " in any spelling" if leaf.any_spelling else ""
    return f"{leaf.path} {asked}{case}"


def _saw(trace: LeafTrace) -> str:
    if trace.seen is None:
        return trace.note if trace.note and trace.note != "missing" else "saw nothing"
    return f"saw {show(trace.seen)}, {trace.note}" if trace.note else f"saw {show(trace.seen)}"
