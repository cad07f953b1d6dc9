"""The requests, or rows, that one payload alone would become, secrets shown as names."""

from collections.abc import Sequence
from dataclasses import replace

from actions.decision import Decision
from actions.plan.planned import Plan
from destinations.sdk.destination import ActionType, Sendable
from destinations.sdk.payload import Payload
from destinations.sdk.request import Request
from destinations.sdk.settings import Settings
from destinations.sdk.write import Write
from mappings.findings.diagnostic import Diagnostic


def preview(decision: Decision, plan: Plan) -> tuple[Decision, list[Sendable]]:
    """The decision with its requests; a payload that the plugin cannot build makes it a failed one."""
    if decision.payload is None or decision.instance is None or decision.type is None:
        return decision, []
    instance = plan.instances[decision.instance]
    action_type = instance.destination.action_type(decision.type)
    if action_type is None:
        raise LookupError(decision.type)
    try:
        return decision, _build(action_type, decision.payload, instance.settings.shown)
    except Exception as error:  # noqa: BLE001 - a plugin's failure is a finding about this payload
        finding = Diagnostic(
            "E591",
            f"the plugin {instance.destination.name} cannot build this payload: {error}",
            action=f"{decision.instance}.{decision.action}",
        )
        return replace(decision, status="failed", reason=finding.message, diagnostics=(finding,)), []


def _build(action_type: ActionType, payload: Payload, settings: Settings) -> list[Sendable]:
    built = action_type.build([payload], settings)
    requests = [built] if isinstance(built, Request | Write) else built
    if not isinstance(requests, Sequence) or not all(isinstance(one, Request | Write) for one in requests):
        raise TypeError(f"its build returned {type(built).__name__} where a Request, a Write or a list of them belongs")
    return list(requests)
