"""A change of the event for which a condition holds, found by trying."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from actions.trigger.compile import compile_condition
from actions.trigger.condition import Condition
from actions.trigger.trace import LeafTrace, shorten
from actions.workbench.explaining.values import MISSING, Way, candidates, path_of, plain_ways
from mappings.budget import Budget

# So many values are tried at one way, and so many events in all, before no change is named.
MOST_VALUES = 12
MOST_EVENTS = 400
# A track event that became one by the change needs a name.
NAME = "Example"


@dataclass(frozen=True, slots=True)
class Change:
    """A value of the event that would have to be another one; `wanted` is MISSING for one that must not be there."""

    way: Way
    wanted: Any

    @property
    def path(self) -> str:
        return path_of(self.way)

    def as_dict(self) -> dict[str, Any]:
        """The change as JSON: `wanted` is null where the field must be missing."""
        is_missing = self.wanted is MISSING
        return {"path": self.path, "wanted": None if is_missing else shorten(self.wanted), "missing": is_missing}


def find_changes(
    condition: Condition, leaves: Iterable[LeafTrace], event: Mapping[str, Any]
) -> tuple[Change, ...] | None:
    """The changes to what these tests read with which the whole condition holds; None where trying finds none."""
    turned = list(leaves)
    readers: dict[Way, list[LeafTrace]] = {}
    for trace in turned:
        for way in plain_ways(trace.leaf.read.tree):
            readers.setdefault(way, []).append(trace)
    if not readers:
        return None
    values = [_values(way, reading, event) for way, reading in readers.items()]
    holds = compile_condition(condition)
    for chosen in islice(_nearest_first(values), MOST_EVENTS):
        changes = tuple(Change(way, value) for way, value in zip(readers, chosen, strict=True))
        if holds(changed(event, changes), Budget()):
            return _needed(changes, holds, event)
    return None


def _values(way: Way, readers: list[LeafTrace], event: Mapping[str, Any]) -> list[Any]:
    """Values to try there, first those with which the tests that read it turn."""
    seen = value_at(event, way)
    found = [one for trace in readers for one in candidates(trace.leaf, seen)]

    def still_as_before(value: Any) -> int:
        made = changed(event, [Change(way, value)])
        return sum(compile_condition(trace.leaf)(made, Budget()) is trace.verdict for trace in readers)

    return sorted(found, key=still_as_before)[:MOST_VALUES]


def changed(event: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """A copy of the event with the changes; one that became a track event has a name."""
    made: Any = dict(event)
    for change in changes:
        made = _put(made, change.way, change.wanted)
    if made.get("type") == "track" and not made.get("event"):
        made["event"] = NAME
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


def _needed(changes: tuple[Change, ...], holds: Any, event: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes without those that it holds without."""
    for one in changes:
        fewer = tuple(other for other in changes if other is not one)
        if fewer and holds(changed(event, fewer), Budget()):
            return _needed(fewer, holds, event)
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
