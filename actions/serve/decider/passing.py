"""The rules of a source, applied to one event before anything is decided: who may have it, and what it says then."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from actions.event.read import as_meant
from actions.serve.decider.rules import SourceRules
from actions.serve.journal import Record
from actions.serve.privacy.json_schema import Violation
from actions.serve.privacy.tracking_plan import tagged


class Passed(NamedTuple):
    """An event that may be decided about. `held_back` says why instances may not have it."""

    event: dict[str, Any]
    held_back: Mapping[str, str]
    violations: Sequence[Violation]


class Blocked(NamedTuple):
    """An event that goes nowhere, and why."""

    code: str
    reason: str
    violations: Sequence[Violation] = ()


def apply_rules(record: Record, event: dict[str, Any], rules: SourceRules) -> Passed | Blocked:
    """What consent and the tracking plan of the source make of the event."""
    if refusal := rules.gate.refusal(event):
        return Blocked("consent_missing", refusal)
    violations = rules.plan.violations(event) if rules.plan else []
    if violations and rules.plan and rules.plan.on_violation == "block":
        return Blocked("plan", "; ".join(f"{one.kind}: {one.description}" for one in violations), violations)
    noted = list(violations) if rules.plan and rules.plan.on_violation == "tag" else []
    if record.origin:
        noted.append(Violation("Foreign Origin", "origin", f"sent from {record.origin}"))
    held_back = rules.gate.held_back(event)
    return Passed(_signalled(tagged(event, noted) if noted else event, rules), held_back, violations)


def switched_off(event: dict[str, Any], instances: Collection[str]) -> dict[str, Any]:
    """The event for whoever asks the engine only: what may not have it is switched off in the event itself."""
    if not instances:
        return event
    # A program may have written them as JSON in a text.
    switches = as_meant(event).get("integrations")
    off = dict.fromkeys(instances, False)
    return {**event, "integrations": {**(switches if isinstance(switches, dict) else {}), **off}}


def _signalled(event: dict[str, Any], rules: SourceRules) -> dict[str, Any]:
    """The event with its consent in the words that destinations read, where it does not say them itself."""
    if not (words := rules.gate.signalled(event)):
        return event
    context = event["context"]
    consent = context.get("consent")
    return {**event, "context": {**context, "consent": {**words, **(consent if isinstance(consent, dict) else {})}}}
