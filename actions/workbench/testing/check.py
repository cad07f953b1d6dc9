"""Runs the tests of mapping files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from actions.decision import Decision
from actions.engine.decide import decide_by_reference
from actions.engine.explain import explain
from actions.event.context import Context
from actions.event.event import Event, Refused
from actions.event.read import read_event
from actions.plan.index import Index
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.run.preview import preview
from actions.workbench.explaining.explain import item_of, payload_rows
from actions.workbench.testing.compare import MOST_DIFFERENCES, compare
from actions.workbench.testing.coverage import Coverage
from actions.workbench.testing.differences import Difference, locate
from actions.workbench.testing.read import Expected, ReadSample, Written, find_action
from mappings.findings.place import Place
from mappings.functions.times.read_time import parse_text

# Where an event says no time, the clock of tests stands here, so that what is made of it is the same each time.
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TIMES = ("timestamp", "receivedAt", "sentAt", "originalTimestamp")
LATER = timedelta(hours=1)
# From the name of a sample file to the event in it; LookupError where there is none.


@dataclass(frozen=True, slots=True)
class Problem:
    """What is not as a test says, of one action or of the event; `differences` are the fields concerned."""

    words: str
    action: str | None = None
    place: Place | None = None
    hint: str | None = None
    differences: tuple[Difference, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "action": self.action,
            "words": self.words,
            "hint": self.hint,
            "file": self.place.file if self.place else None,
            "line": self.place.line if self.place else None,
            "differences": [one.as_dict() for one in self.differences],
        }


@dataclass(frozen=True, slots=True)
class Result:
    """How a test ended. `decisions` are those that fired or failed; `problems` is empty where all is as it says."""

    test: Written
    problems: tuple[Problem, ...]
    decisions: tuple[Decision, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        place = self.test.place
        return {
            "test": self.test.name,
            "instance": self.test.instance,
            "file": place.file,
            "line": place.line,
            "passed": self.passed,
            "problems": [one.as_dict() for one in self.problems],
        }


def run_tests(tests: Sequence[Written], plan: Plan, read_sample: ReadSample, coverage: Coverage) -> Iterator[Result]:
    """The result of each test, in order; `coverage` counts what their conditions did."""
    plans: dict[str, Plan] = {}
    for test in tests:
        if test.instance not in plans:
            actions = tuple(one for one in plan.actions if one.instance.name == test.instance)
            plans[test.instance] = Plan(plan.instances, actions, Index([one for one in actions if one.enabled]))
            coverage.expect(one for one in actions if one.enabled)
        yield run_test(test, plans[test.instance], read_sample, coverage)


def run_test(test: Written, plan: Plan, read_sample: ReadSample, coverage: Coverage) -> Result:
    """The result of one test by a plan of its instance alone."""
    try:
        value = test.given if isinstance(test.given, dict) else read_sample(test)
    except LookupError as error:
        return Result(test, (Problem(str(error.args[0]), place=test.spot.at("given").place),))
    context = Context(moment_of(value))
    event = read_event(value, context)
    if isinstance(event, Refused):
        messages = [f"{one.code} {one.message}" for one in event.diagnostics]
        hint = event.diagnostics[0].hint
        return Result(
            test, (Problem(f"what is given is not an event: {'; '.join(messages)}", place=test.place, hint=hint),)
        )
    # Most tests are the only event of their kind, for which no code need be generated.
    done = tuple(decide_by_reference(event, plan))
    enabled = (one for one in plan.actions if one.enabled)
    coverage.add(enabled, event.body, {str(one.action) for one in done})
    if test.expected is None:
        hint = "`actions test --record` writes what comes of it now"
        return Result(test, (Problem("nothing is expected", place=test.place, hint=hint),), done)
    return Result(test, tuple(_Judge(test, plan, event, context).problems(list(done))), done)


def moment_of(event: Any) -> datetime:
    """What the clock shows while an event is tested: an hour after the last time that it says.

    >>> moment_of({"timestamp": "2026-03-01T10:15:30Z"}).isoformat()
    '2026-03-01T11:15:30+00:00'
    """
    said = [event.get(name) for name in TIMES] if isinstance(event, dict) else []
    times = [found for one in said if isinstance(one, str) and (found := parse_text(one))]
    try:
        return max(times).astimezone(UTC) + LATER if times else NOW
    except OverflowError:
        return NOW


@dataclass(frozen=True, slots=True)
class _Judge:
    """Holds what was decided against what the test says."""

    test: Written
    plan: Plan
    event: Event
    context: Context

    def problems(self, left: list[Decision]) -> Iterator[Problem]:
        for expected in self.test.expected or ():
            action = find_action(expected.action, self.plan.actions)
            if action is None:
                yield Problem(f'there is no action "{expected.action}"', place=expected.place)
                continue
            decision = next((one for one in left if one.action == action.id), None)
            if decision is None:
                yield self._not_fired(expected, action)
                continue
            left.remove(decision)
            yield from self._one(expected, action, decision)
        for decision in left:
            action = find_action(str(decision.action), self.plan.actions)
            if action:
                problem = "fires, and the test does not name it" if decision.status == "fired" else _failure(decision)
                yield Problem(problem, action.name, action.spot.place, f"add  - action: {action.name}")

    def _not_fired(self, expected: Expected, action: PlannedAction) -> Problem:
        decided = [one for one in explain(self.event.body, self.plan, self.context) if one.action == action.id]
        reason = next((one.reason for one in decided if one.status == "not_fired"), None)
        problem = f"does not fire: {reason}" if reason else "fires less often than the test says"
        return Problem(problem, action.name, expected.place, "`actions explain` says more")

    def _one(self, expected: Expected, action: PlannedAction, decision: Decision) -> Iterator[Problem]:
        if expected.outcome == "error":
            codes = [one.code for one in decision.diagnostics]
            if decision.status == "fired":
                problem = f"fires, and the test expects {expected.value}"
                if expected.value not in codes:
                    yield Problem(problem, action.name, expected.place)
            elif expected.value not in codes:
                yield Problem(
                    f"{_failure(decision)}, and the test expects {expected.value}", action.name, expected.place
                )
            return
        if decision.status == "failed":
            found = decision.diagnostics[0]
            yield Problem(_failure(decision), action.name, found.place or expected.place, found.hint)
            return
        if expected.outcome:
            yield from self._payload(expected, action, decision)
        if expected.request_has is not None:
            yield from self._requests(expected, action, decision)

    def _payload(self, expected: Expected, action: PlannedAction, decision: Decision) -> Iterator[Problem]:
        payload = decision.as_dict()["payload"] or {}
        unlike = compare(expected.value, payload, exact=expected.outcome == "payload")
        if unlike:
            rows = payload_rows(action, decision, self.event)
            here = item_of(action, decision, self.event)
            differences = tuple(locate(one, rows, payload, here) for one in unlike[:MOST_DIFFERENCES])
            more = f", and {len(unlike) - MOST_DIFFERENCES} more" if len(unlike) > MOST_DIFFERENCES else ""
            yield Problem(f"its payload is not as expected{more}", action.name, expected.place, None, differences)

    def _requests(self, expected: Expected, action: PlannedAction, decision: Decision) -> Iterator[Problem]:
        made, requests = preview(decision, self.plan)
        if made.status == "failed":
            yield Problem(_failure(made), action.name, expected.place)
            return
        wrong = [compare(expected.request_has, one.shown(), exact=False) for one in requests]
        if wrong and all(wrong):
            nearest = min(wrong, key=len)
            differences = tuple(Difference(one.field, one.words, one.expected, one.got) for one in nearest)
            yield Problem("its request is not as expected", action.name, expected.place, None, differences)
        elif not wrong:
            yield Problem("no request is made of it", action.name, expected.place)


def _failure(decision: Decision) -> str:
    errors = "; ".join(f"{one.code} {one.message}" for one in decision.diagnostics if one.severity == "error")
    return f"cannot be built: {errors or decision.reason}"
