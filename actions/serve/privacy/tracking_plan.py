"""A source's tracking plan: what its events should hold, and what happens to one that does not."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from actions.serve.privacy.json_schema import Check, SchemaError, Violation, compile_schema

OnViolation = Literal["accept", "tag", "block"]
# So many violations of one event are reported.
MOST_TOLD = 20


class PlanError(ValueError):
    """A plan that cannot be used: why, which event of it, if it is one event's, and where in that one's schema."""

    def __init__(self, message: str, event: str | None = None, path: Sequence[str | int] = ()) -> None:
        super().__init__(message)
        self.event = event
        self.path = path


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """The checks of track events, by the event's name.

    `on_violation` says what becomes of an event that has violations: `accept` only counts it, `tag` writes them into
    `context.protocols.violations`, `block` makes a dead letter of it.
    """

    checks: Mapping[str, Check]
    on_violation: OnViolation = "tag"

    def violations(self, event: Mapping[str, Any]) -> list[Violation]:
        """What is wrong with the event by the plan; of events other than `track` nothing is."""
        if event.get("type") != "track" or not isinstance(name := event.get("event"), str):
            return []
        check = self.checks.get(name)
        if check is None:
            return [Violation("Unplanned Event", "event", "the tracking plan has no event of this name")]
        properties = event.get("properties")
        return list(islice(check({} if properties is None else properties), MOST_TOLD))


def read_source_plan(value: Any, name: str, on_violation: OnViolation = "tag") -> SourcePlan:
    """The plan in a value read from JSON or YAML, in any of the forms that `actions check` takes.

    `name` is what its file is called, without the ending. PlanError for what is not a plan.
    """
    # What checks mappings takes a while to import, and few sources have a plan.
    from actions.workbench.checking.against.tracking_plan import read_tracking_plan

    try:
        plan = read_tracking_plan({name: json.dumps(value)})
    except ValueError as error:
        raise PlanError(str(error).replace(f"{name}.json", name)) from None
    checks = {}
    for event, schema in plan.events.items():
        try:
            checks[event] = compile_schema(schema, "properties")
        except SchemaError as error:
            raise PlanError(f"{event}: {error}", event, error.path) from None
    return SourcePlan(checks, on_violation)


def tagged(event: dict[str, Any], violations: list[Violation]) -> dict[str, Any]:
    """The event with its violations in `context.protocols`, where Segment has them; the given one is left alone."""
    context = event.get("context")
    context = context if isinstance(context, dict) else {}
    protocols = context.get("protocols")
    protocols = protocols if isinstance(protocols, dict) else {}
    shown_violations = [one.as_dict() for one in violations]
    return {**event, "context": {**context, "protocols": {**protocols, "violations": shown_violations}}}
