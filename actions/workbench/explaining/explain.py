"""An explanation for each action: what the engine decided, and why."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from actions.decision import Decision, Failed
from actions.engine.explain import explain
from actions.engine.fire import fire
from actions.event.context import Context
from actions.event.event import Event, Refused
from actions.event.read import read_event
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.trigger.trace import LeafTrace, Trace, trace_condition
from actions.workbench.explaining.changes import Change, changed, find_changes
from actions.workbench.explaining.fields import FieldRow, field_rows
from actions.workbench.explaining.misses import Miss, nearest_miss
from actions.workbench.explaining.never import never_holds
from actions.workbench.explaining.standing import standing
from actions.workbench.explaining.ways import ways_to_hold
from mappings.budget import Budget
from mappings.functions.formats import as_list

MOST_WAYS = 3


@dataclass(frozen=True, slots=True)
class Way:
    """Tests that would have to turn, by their numbers; then the condition holds.

    `changes` are values of the event with which it does, found by trying; None where trying found none: a pattern,
    or tests that no value passes at once. `decisions` are what the action would do then: of the event with the
    changes, or without them of the event as it is; `event` is which of these.
    """

    tests: tuple[int, ...]
    changes: tuple[Change, ...] | None
    decisions: tuple[Decision, ...]
    event: Event

    def as_dict(self) -> dict[str, Any]:
        return {
            "tests": list(self.tests),
            "changes": None if self.changes is None else [one.as_dict() for one in self.changes],
            "payloads": [one.payload_fields() for one in self.decisions if one.payload is not None],
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an action did or did not fire. `misses` has a place for each test, and a miss at most for those in the way.

    `obstacle` is what stands in the way beside the condition: `enabled: false`, a switched-off destination, a group of
    which another action took the event, a list that is not there. `rows` are the fields of the first payload, or of
    the one that the first of the `ways` leads to; `event` is the event that they are made of. `never` says why no
    event at all makes the condition hold; there are no ways then.
    """

    action: PlannedAction
    decisions: tuple[Decision, ...]
    trace: Trace
    misses: tuple[Miss | None, ...]
    event: Event
    obstacle: str | None = None
    ways: tuple[Way, ...] = ()
    rows: tuple[FieldRow, ...] = ()
    never: str | None = None

    @property
    def status(self) -> str:
        """`fired` where any decision did, else `failed` or `not_fired`."""
        found = [one.status for one in self.decisions]
        return next((one for one in ("fired", "failed") if one in found), "not_fired")

    @property
    def tests(self) -> list[LeafTrace]:
        return list(self.trace.leaves())

    def as_dict(self) -> dict[str, Any]:
        """The explanation as JSON."""
        return {
            **standing(self.action),
            "type": self.action.action_type.name,
            "status": self.status,
            "obstacle": self.obstacle,
            "never": self.never,
            "trace": self.trace.as_dict(),
            "tests": [
                {**test.as_dict(), "number": number, "miss": miss.as_dict() if miss else None}
                for number, (test, miss) in enumerate(zip(self.tests, self.misses, strict=True))
            ],
            "ways": [one.as_dict() for one in self.ways],
            "fields": [one.as_dict() for one in self.rows],
            "decisions": [one.as_dict() for one in self.decisions],
        }


def explain_event(
    value: Any, plan: Plan, context: Context, asked: Collection[str] | None = None
) -> Failed | list[Explanation]:
    """An explanation for each action, or for those whose keys are `asked`; a decision where the value is not an event.

    The decisions are those of the engine's `explain`, so what they say is what a run does.
    """
    event = read_event(value, context)
    if isinstance(event, Refused):
        return Failed.refused(event)
    decided = explain(value, plan, context)
    grouped = {key: tuple(rows) for key, rows in groupby(decided, lambda one: (one.instance, one.action))}
    return [
        _explain(action, event, value, grouped.get((action.instance.name, action.id), ()), context)
        for action in plan.actions
        if asked is None or action.key in asked
    ]


def payload_rows(action: PlannedAction, decision: Decision, event: Event) -> list[FieldRow]:
    """The rows of one decision; those of an action with `each:` read its item."""
    return field_rows(action, decision, event.body, item_of(action, decision, event))


def item_of(action: PlannedAction, decision: Decision, event: Event) -> Any:
    """Where the paths of the decision's mapping start: the event, or the item of an action with `each:`."""
    if action.each is not None and decision.item is not None:
        return (as_list(action.each(event.body, Budget())) or [])[decision.item]
    return event.body


def _explain(
    action: PlannedAction, event: Event, value: Any, decisions: tuple[Decision, ...], context: Context
) -> Explanation:
    trace = trace_condition(action.placed_condition(), event.body, Budget())
    ways = () if trace.verdict else tuple(_ways(action, trace, event, value, context))
    never = None
    if ways and all(one.changes is None for one in ways):
        never = never_holds(action.placed_condition(), context.now)
        ways = () if never else ways
    made = next((one for one in decisions if one.status != "not_fired"), None)
    obstacle = None
    if made is None and (trace.verdict or not action.enabled):
        obstacle = next((one.reason for one in decisions), None)
    of = event
    if made is None and ways:
        made, of = next((one for one in ways[0].decisions if one.status != "not_fired"), None), ways[0].event
    rows = tuple(payload_rows(action, made, of)) if made else ()
    in_the_way = {number for way in ways for number in way.tests}
    misses = tuple(
        nearest_miss(test, event.body) if number in in_the_way else None for number, test in enumerate(trace.leaves())
    )
    return Explanation(action, decisions, trace, misses, of, obstacle, ways, rows, never)


def _ways(action: PlannedAction, trace: Trace, event: Event, value: Any, context: Context) -> Iterator[Way]:
    """The ways in which the condition would hold, those that are tried with success and need least first."""
    tests: Sequence[LeafTrace] = list(trace.leaves())
    found: list[Way] = []

    def body_of(body: dict[str, Any]) -> Any:
        read = read_event(body, context)
        return None if isinstance(read, Refused) else read.body

    for turned in ways_to_hold(trace):
        numbers = tuple(sorted(turned))
        changes = find_changes(action.placed_condition(), [tests[number] for number in numbers], event.body, body_of)
        then = read_event(changed(value, changes), context) if changes else event
        if isinstance(then, Refused):
            changes, then = None, event
        found.append(Way(numbers, changes, tuple(fire(action, then)), then))
        if sum(one.changes is not None for one in found) == MOST_WAYS:
            break
    yield from sorted(found, key=lambda one: (one.changes is None, len(one.tests)))[:MOST_WAYS]
