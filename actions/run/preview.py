"""The requests, or rows, that one payload alone would become, secrets shown as names."""

from dataclasses import replace

from actions.decision import Decision
from actions.plan.planned import Plan
from destinations.sdk.destination import BuildError, Sendable
from mappings.findings.diagnostic import Diagnostic


def preview(decision: Decision, plan: Plan) -> tuple[Decision, tuple[Sendable, ...]]:
    """The decision with its requests; a payload that the plugin cannot build makes it a failed one."""
    if decision.payload is None or decision.instance is None or decision.type is None:
        return decision, ()
    instance = plan.instances[decision.instance]
    action_type = instance.destination.action_type(decision.type)
    if action_type is None:
        raise LookupError(decision.type)
    try:
        return decision, action_type.requests([decision.payload], instance.settings.shown)
    except BuildError as error:
        finding = Diagnostic(
            "E591",
            f"the plugin {instance.destination.name} cannot build this payload: {error}",
            action=f"{decision.instance}.{decision.action}",
        )
        return replace(decision, status="failed", reason=finding.message, diagnostics=(finding,)), ()
