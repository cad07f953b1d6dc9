"""A change of the event for which a condition holds, found by trying."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from itertools import chain, islice, product
from typing import Any

from actions.trigger.compile import compile_condition
from actions.trigger.condition import Condition, Leaf
from actions.trigger.trace import LeafTrace, shorten, trace_condition
from actions.workbench.explaining.inputs import inputs
from actions.workbench.explaining.values import ANYTHING, MISSING, Way, candidates, path_of, plain_ways, texts_together
from actions.workbench.explaining.ways import ways_to_hold
from mappings.budget import Budget
from mappings.findings.errors import EvaluationError
from mappings.findings.show import show

# So many values are tried at one way, and so many events in all, before no change is named.
MOST_VALUES = 12
MOST_EVENTS = 400
# So many events are repaired, in so many ways, where turning the tests turns others.
MOST_REPAIRED = 5
# A track event that became one by the change needs a name.
NAME = "Example"


# Other values than ANYTHING: where all of them do as well, any value does.
OTHERS = ("another", 7, True, ["another"], {"name": "another"})

# From a changed event to what the engine reads of it; None where it refuses it.
ReadBody = Callable[[dict[str, Any]], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Change:
    """A value of the event that would have to be another one; `wanted` is MISSING for one that must not be there.

    With `any_value` every value does, and `wanted` is one of them; with `replaces` there is another value now.
    """

    way: Way
    wanted: Any
    any_value: bool = False
    replaces: bool = False

    @property
    def path(self) -> str:
        return path_of(self.way)

    def as_dict(self) -> dict[str, Any]:
        """The change as JSON: `wanted` is null where the field must be missing."""
        is_missing = self.wanted is MISSING
        return {"path": self.path, "wanted": None if is_missing else shorten(self.wanted), "missing": is_missing}


def describe_change(change: Change, say: Callable[[Any], str] = lambda value: show(shorten(value))) -> str:
    """The change in a few words: `any userId`, `event = "Order Completed"`; `say` writes values."""
    wanted = change.wanted
    if wanted is MISSING:
        return f"no {change.path}"
    if change.any_value:
        return f"any {change.path}"
    if wanted in (ANYTHING, NAME) and change.replaces:
        return f"{change.path} = another {'name' if change.path == 'event' else 'value'}"
    if isinstance(wanted, list) and wanted and all(one == ANYTHING for one in wanted):
        return f"{change.path} = a list of {len(wanted)}"
    return f"{change.path} = {say(wanted)}"


def find_changes(
    condition: Condition, leaves: Iterable[LeafTrace], event: Mapping[str, Any], read: ReadBody = lambda event: event
) -> tuple[Change, ...] | None:
    """The changes to what these tests read with which the whole condition holds; None where trying finds none."""
    turned = list(leaves)
    compiled = compile_condition(condition)

    def holds(changes: tuple[Change, ...]) -> bool:
        body = read(changed(event, changes))
        return body is not None and compiled(body, Budget())

    tried = [_by_values(turned, event), _by_inputs(turned, event)]
    reads_alone = all(plain_ways(trace.leaf.read.tree) == [_only_way(trace)] for trace in turned)
    for changes in chain(*(tried if reads_alone else reversed(tried)), _by_repair(condition, turned, event)):
        for whole in _with_needed_fields(changes, changed(event, changes)):
            if holds(whole):
                needed = _needed(whole, holds)
                return tuple(_refined(one, needed, event, holds) for one in needed)
    return None


def _by_values(turned: list[LeafTrace], event: Mapping[str, Any]) -> Iterator[tuple[Change, ...]]:
    """Changes of the fields that the tests read, by the values that their operands suggest."""
    readers: dict[Way, list[LeafTrace]] = {}
    for trace in turned:
        for way in plain_ways(trace.leaf.read.tree):
            readers.setdefault(way, []).append(trace)
    if not readers:
        return
    values = [_values(way, reading, event) for way, reading in readers.items()]
    for chosen in islice(_nearest_first(values), MOST_EVENTS):
        yield tuple(Change(way, value) for way, value in zip(readers, chosen, strict=True))


def _by_inputs(turned: list[LeafTrace], event: Mapping[str, Any]) -> Iterator[tuple[Change, ...]]:
    """Changes with which each of the tests turns, found by following their expressions backwards."""
    for made in islice(_turning(turned, dict(event)), MOST_EVENTS):
        if isinstance(made, dict):
            yield tuple(_differences(event, made, ()))


def _by_repair(condition: Condition, turned: list[LeafTrace], event: Mapping[str, Any]) -> Iterator[tuple[Change, ...]]:
    """Changes with which the tests turn, and then those that turned the wrong way with them."""
    for made in islice(_turning(turned, dict(event)), MOST_REPAIRED):
        trace = trace_condition(condition, made, Budget())
        tests = list(trace.leaves())
        for way in ways_to_hold(trace)[:MOST_REPAIRED]:
            for again in islice(_turning([tests[number] for number in sorted(way)], made), MOST_REPAIRED**2):
                if isinstance(again, dict):
                    yield tuple(_differences(event, again, ()))


def _turning(turned: list[LeafTrace], event: Any) -> Iterator[Any]:
    if not turned:
        yield event
        return
    first, *rest = turned
    holds = compile_condition(first.leaf)
    if holds(event, Budget()) is not first.verdict:
        yield from _turning(rest, event)
    for wanted in islice(candidates(first.leaf, seen_now(first.leaf, event)), MOST_VALUES):
        for made in inputs(first.leaf.read.tree, wanted, event):
            if holds(made, Budget()) is not first.verdict:
                yield from _turning(rest, made)


def seen_now(leaf: Leaf, event: Any) -> Any:
    """What the test sees in an event that has changed; None where it cannot be worked out."""
    try:
        return leaf.read(event, Budget())
    except EvaluationError:
        return None


def _differences(before: Mapping[str, Any], after: Mapping[str, Any], around: Way) -> Iterator[Change]:
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if name not in after:
            yield Change((*around, name), MISSING)
        elif isinstance(new, Mapping) and (isinstance(old, Mapping) or (old is None and new)):
            yield from _differences(old or {}, new, (*around, name))
        elif type(old) is not type(new) or old != new:
            yield Change((*around, name), new)


def _only_way(trace: LeafTrace) -> Way | None:
    """The way of a test that reads a field as it is, without a function."""
    ways = plain_ways(trace.leaf.read.tree)
    return ways[0] if len(ways) == 1 and path_of(ways[0]) == trace.leaf.path else None


def _with_needed_fields(changes: tuple[Change, ...], made: Mapping[str, Any]) -> Iterator[tuple[Change, ...]]:
    """The changes, and those with what the event lacks by now: a name for a track event, somebody it is of."""
    yield changes
    more = []
    if made.get("type") == "track" and not made.get("event"):
        more.append(Change(("event",), NAME))
    if not made.get("userId") and not made.get("anonymousId"):
        more.append(Change(("anonymousId",), ANYTHING))
    taken = {one.way for one in changes}
    if more:
        yield (*changes, *more)
        if made.get("type") == "track" and not made.get("event"):
            # Events of other types need no name.
            yield (*(one for one in changes if one.way != ("type",)), Change(("type",), "page"))
        yield (*(one for one in changes if one.way not in {way.way for way in more}), *more)
    if taken & {("anonymousId",)}:
        yield (*changes, Change(("userId",), ANYTHING))


def _refined(
    change: Change,
    all_changes: tuple[Change, ...],
    event: Mapping[str, Any],
    holds: Callable[[tuple[Change, ...]], bool],
) -> Change:
    """The change, and whether any other value does as well."""
    there = value_at(event, change.way) is not None
    if there or change.wanted not in (ANYTHING, {"name": ANYTHING}):
        return replace(change, replaces=there)
    kept = tuple(one for one in all_changes if one.way != change.way)
    return replace(change, any_value=all(holds((*kept, replace(change, wanted=one))) for one in OTHERS))


def _values(way: Way, readers: list[LeafTrace], event: Mapping[str, Any]) -> list[Any]:
    """Values to try there, first those with which the tests that read it turn."""
    seen = value_at(event, way)
    found = [one for trace in readers for one in candidates(trace.leaf, seen)]
    if len(readers) > 1:
        found = [*found, *texts_together(trace.leaf for trace in readers if not trace.verdict)]

    def still_as_before(value: Any) -> int:
        made = changed(event, [Change(way, value)])
        return sum(compile_condition(trace.leaf)(made, Budget()) is trace.verdict for trace in readers)

    return sorted(found, key=still_as_before)[:MOST_VALUES]


def changed(event: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """A copy of the event with the changes."""
    made: Any = dict(event)
    for change in changes:
        made = _put(made, change.way, change.wanted)
    return dict(made)


def value_at(event: Any, way: Way) -> Any:
    """What stands there; None where the way leads nowhere."""
    for step in way:
        if isinstance(event, Mapping) and isinstance(step, str):
            event = event.get(step)
        elif isinstance(event, list) and isinstance(step, int) and step < len(event):
            event = event[step]
        else:
            return None
    return event


def _nearest_first(values: list[list[Any]]) -> Iterable[tuple[Any, ...]]:
    """One value of each list: first the first of all, then those with few steps away from it."""
    numbered = sorted(
        islice(product(*(range(len(one)) for one in values)), 20 * MOST_EVENTS), key=lambda one: (sum(one), one)
    )
    return (tuple(one[at] for one, at in zip(values, chosen, strict=True)) for chosen in numbered)


def _needed(changes: tuple[Change, ...], holds: Callable[[tuple[Change, ...]], bool]) -> tuple[Change, ...]:
    """The changes without those that it holds without."""
    for one in changes:
        fewer = tuple(other for other in changes if other is not one)
        if fewer and holds(fewer):
            return _needed(fewer, holds)
    return changes


def _put(value: Any, way: Way, wanted: Any) -> Any:
    first, rest = way[0], way[1:]
    if isinstance(first, int):
        items = list(value) if isinstance(value, list) else []
        items += [None] * (first + 1 - len(items))
        items[first] = _put(items[first], rest, wanted) if rest else (None if wanted is MISSING else wanted)
        return items
    made = copy(value) if isinstance(value, dict) else {}
    if rest:
        made[first] = _put(made.get(first), rest, wanted)
    elif wanted is MISSING:
        made.pop(first, None)
    else:
        made[first] = wanted
    return made
