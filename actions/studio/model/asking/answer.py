"""An action and an event: why it fires or not, what its payload is made of, and the requests."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from actions.decision import Failed
from actions.engine.fire import fire
from actions.event.context import Context
from actions.event.event import Refused
from actions.event.read import read_event
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.run.preview import preview
from actions.trigger.condition import Leaf
from actions.trigger.trace import GroupTrace, LeafTrace, Trace, describe_test
from actions.workbench.explaining.changes import describe_change
from actions.workbench.explaining.explain import Explanation, explain_event, payload_rows
from actions.workbench.explaining.fields import FieldRow
from actions.workbench.explaining.misses import Miss
from actions.workbench.people import personal_values, without_texts
from destinations.delivery.redaction.people import HIDDEN
from destinations.sdk.destination import BuildError
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.place import Place
from mappings.findings.show import show

GROUPS = {"all": "all of", "any": "any of", "not": "none of"}


@dataclass(frozen=True, slots=True)
class Node:
    """A test or a group of the condition. `better` is the test with which it would hold."""

    words: str
    verdict: bool
    seen: Any = None
    is_group: bool = False
    place: Place | None = None
    is_default: bool = False
    miss: str | None = None
    advice: str | None = None
    leaf: Leaf | None = None
    better: Leaf | None = None
    parts: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the action does with the event; `refused` says why the value is not an event.

    `status` is `fired`, `failed`, `not_fired` or `refused`. Where it did not fire, `payloads` and `rows` are what
    would come of it with the changes of the first of `ways`; `as_it_is` are always the rows of the event
    without changes.
    """

    status: str
    reason: str | None = None
    node: Node | None = None
    ways: tuple[str, ...] = ()
    never: str | None = None
    trouble: tuple[Diagnostic, ...] = ()
    rows: tuple[FieldRow, ...] = ()
    payloads: tuple[dict[str, Any], ...] = ()
    requests: tuple[dict[str, Any], ...] = ()
    explanation: Explanation | None = None
    as_it_is: tuple[FieldRow, ...] = ()
    payload_as_it_is: dict[str, Any] = field(default_factory=dict)
    people: frozenset[str] = field(default_factory=frozenset)

    def value_of(self, row: FieldRow, *, reveal: bool) -> str:
        """The row's value in short; hidden where it tells of a person, unless the mapping itself says it."""
        is_literal = row.found_by is None and row.source == "the value itself"
        if row.is_personal and not is_literal and not reveal and row.value is not None:
            return HIDDEN
        return str(show(self.hide(row.as_dict()["value"], reveal=reveal or is_literal)))

    def hide(self, value: Any, *, reveal: bool) -> Any:
        """The value without what tells of a person, unless that is asked for."""
        return value if reveal else without_texts(value, self.people)


def ask(action: PlannedAction, plan: Plan, event: Any, now: datetime | None = None) -> Answer:
    """What the action of the plan does with the event."""
    context = Context(now or datetime.now(UTC))
    found = explain_event(event, plan, context, {action.key})
    if isinstance(found, Failed):
        return Answer("refused", found.reason, trouble=found.diagnostics)
    if not found:
        return Answer("broken", "this action has a mistake: fix it first, and its answer is shown here")
    one = found[0]
    model = action.action_type.payload
    made = [each.payload_fields() for each in one.decisions if each.payload is not None]
    if not made and one.ways:
        made = [each.payload_fields() for each in one.ways[0].decisions if each.payload is not None]
    people = set(personal_values(event))
    for fields in made:
        people |= set(personal_values(fields or {}, model))
    requests, trouble = _requests(one, plan)
    reasons = [each.reason for each in one.decisions if each.reason]
    return Answer(
        one.status,
        one.obstacle or next(iter(reasons), None),
        _node(one.trace, iter(one.misses), one.action.names_of_files),
        tuple(_describe_way(one, number) for number in range(len(one.ways))),
        one.never,
        (*(found for each in one.decisions for found in each.diagnostics), *trouble),
        one.rows,
        tuple(fields or {} for fields in made),
        requests,
        one,
        *_as_it_is(action, event, context),
        frozenset(people),
    )


def _as_it_is(action: PlannedAction, value: Any, context: Context) -> tuple[tuple[FieldRow, ...], dict[str, Any]]:
    """The fields that the mapping fills from the event whatever the condition says of it, and its first payload."""
    event = read_event(value, context)
    made = None if isinstance(event, Refused) else next(iter(fire(action, event)), None)
    if isinstance(event, Refused) or made is None:
        return (), {}
    return tuple(payload_rows(action, made, event)), made.payload_fields() or {}


def _requests(one: Explanation, plan: Plan) -> tuple[tuple[dict[str, Any], ...], tuple[Diagnostic, ...]]:
    decisions = one.decisions or ()
    if not any(each.status == "fired" for each in decisions) and one.ways:
        decisions = one.ways[0].decisions
    shown: list[dict[str, Any]] = []
    trouble: list[Diagnostic] = []
    for each in decisions:
        try:
            made, requests = preview(each, plan)
        except (BuildError, LookupError) as error:
            trouble.append(Diagnostic("E591", str(error)))
            continue
        if made.status == "failed" and each.status == "fired":
            trouble += made.diagnostics
        shown += [request.shown() for request in requests]
    return tuple(shown), tuple(trouble)


def _node(trace: Trace, misses: Any, defaults: Collection[str]) -> Node:
    if isinstance(trace, LeafTrace):
        miss: Miss | None = next(misses, None)
        return Node(
            describe_test(trace.leaf), trace.verdict, trace.seen, place=trace.place,
            is_default=trace.place.file in defaults,
            # That it saw nothing is said already.
            miss=miss.words if miss and miss.words != "missing" else None,
            advice=miss.advice if miss else None, leaf=trace.leaf, better=miss.leaf if miss else None,
        )  # fmt: skip
    parts, words = trace.parts, GROUPS[trace.group]
    inner = parts[0]
    if trace.group == "not" and isinstance(inner, GroupTrace) and inner.group == "any":
        parts = inner.parts
    return Node(words, trace.verdict, is_group=True, parts=tuple(_node(part, misses, defaults) for part in parts))


def _describe_way(one: Explanation, number: int) -> str:
    way = one.ways[number]
    if way.changes is None:
        wanted = " and ".join(describe_test(one.tests[test].leaf) for test in way.tests)
        return f"what must change: {wanted}; no value was found for which it does"
    return f"fires with {' and '.join(map(describe_change, way.changes))}"
