"""Many events at once: for how many of them each action fires, and for which it nearly does."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from actions.engine.decide import decide_event
from actions.event.context import Context
from actions.event.event import Event, Refused
from actions.event.read import read_event
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.trigger.trace import LeafTrace, Trace, trace_condition
from actions.workbench.explaining.misses import Miss, nearest_miss
from actions.workbench.explaining.standing import standing
from actions.workbench.explaining.ways import ways_to_hold
from actions.workbench.people import personal_values
from mappings.budget import Budget

MOST_NEAR = 50
MOST_NAMED = 5
MOST_NAMES = 4096


@dataclass(slots=True)
class NearMiss:
    """Tests that hold as their misses say to write them, and alone stood in the way of so many events.

    `named` are the first of these events. `tests` and `misses` are those of the first event.
    """

    tests: tuple[LeafTrace, ...]
    misses: tuple[Miss, ...]
    count: int = 0
    named: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        tests = [test.as_dict() | {"miss": miss.as_dict()} for test, miss in zip(self.tests, self.misses, strict=True)]
        return {"count": self.count, "events": self.named, "tests": tests}


@dataclass(slots=True)
class ActionSurvey:
    """For how many events an action fired, failed and nearly fired, the latter by what stood in the way."""

    action: PlannedAction
    fired: int = 0
    failed: int = 0
    nearly: int = 0
    near: dict[tuple[Any, ...], NearMiss] = field(default_factory=dict)
    # Types and names of events that are other ones: whatever else such an event says, it is not near.
    _others: set[tuple[str, str | None]] = field(default_factory=set)

    @property
    def often_near(self) -> list[NearMiss]:
        """What stood in the way, the most frequent first."""
        return sorted(self.near.values(), key=lambda one: -one.count)

    def as_dict(self) -> dict[str, Any]:
        return {
            **standing(self.action),
            "fired": self.fired,
            "failed": self.failed,
            "nearly": self.nearly,
            "near": [one.as_dict() for one in self.often_near],
        }

    def nearly_fired(self, event: Event, name: str) -> bool:
        """Count the event if only tests that failed by little stood in the action's way; true if it was one."""
        found = self._tests_in_the_way(event)
        if found is None:
            return False
        self.nearly += 1
        key = tuple((test.leaf.path, test.place, miss.advice or miss.words) for test, miss in found)
        if key not in self.near and len(self.near) >= MOST_NEAR:
            return False
        near = self.near.setdefault(key, NearMiss(tuple(test for test, _ in found), tuple(miss for _, miss in found)))
        near.count += 1
        if name in near.named or len(near.named) >= MOST_NAMED:
            return False
        near.named.append(name)
        return True

    def _tests_in_the_way(self, event: Event) -> list[tuple[LeafTrace, Miss]] | None:
        """The tests that fail, each with how it nearly holds; None where one of them does not nearly hold."""
        if (event.type, event.name) in self._others:
            return None
        trace = trace_condition(self.action.placed_condition(), event.body, Budget())
        if trace.verdict:
            return None
        if any(_miss_that_passes(test, event.body) is None for test in _needed_names(trace)):
            if len(self._others) < MOST_NAMES:
                self._others.add((event.type, event.name))
            return None
        tests = list(trace.leaves())
        for turned in ways_to_hold(trace):
            found = list(_misses([tests[number] for number in sorted(turned)], event.body))
            if len(found) == len(turned):
                return found
        return None


def _needed_names(trace: Trace) -> Iterator[LeafTrace]:
    """The tests of the event's type and name that fail, and without which nothing fires."""
    if isinstance(trace, LeafTrace):
        if trace.leaf.path in ("event", "type") and not trace.verdict:
            yield trace
    elif trace.group == "all":
        for part in trace.parts:
            yield from _needed_names(part)


def _misses(tests: list[LeafTrace], body: Any) -> Iterator[tuple[LeafTrace, Miss]]:
    for test in tests:
        miss = _miss_that_passes(test, body)
        if miss is None:
            return
        yield test, miss


def _miss_that_passes(test: LeafTrace, body: Any) -> Miss | None:
    """What the test would have to be so that it holds for the event; None where writing it otherwise does not help."""
    miss = nearest_miss(test, body)
    return miss if miss and miss.leaf else None


class Survey:
    """Looks at one event after the other, for the actions of a plan whose keys are `asked`, or for all of them.

    `texts` identify people in the events that `actions` name.
    """

    def __init__(self, plan: Plan, context: Context, asked: Collection[str] | None = None) -> None:
        self.actions = [ActionSurvey(one) for one in plan.actions if asked is None or one.key in asked]
        self.events = self.refused = 0
        self.texts: set[str] = set()
        self._plan, self._context = plan, context

    def add(self, value: Any, name: str) -> None:
        """Look at one event, which is called `name`."""
        event = read_event(value, self._context)
        if isinstance(event, Refused):
            self.refused += 1
            return
        self.events += 1
        decided = {(one.instance, one.action): one.status for one in decide_event(event, self._plan)}
        for one in self.actions:
            status = decided.get((one.action.instance.name, one.action.id))
            one.fired += status == "fired"
            one.failed += status == "failed"
            if status is None and one.action.enabled and one.nearly_fired(event, name):
                self.texts.update(personal_values(value))
