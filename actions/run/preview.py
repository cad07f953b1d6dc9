"""The requests, or rows, that one payload alone would become, secrets shown as names."""

from actions.decision import Decision, Failed, Fired
from actions.plan.planned import Plan
from destinations.sdk.destination import BuildError, Sendable
from mappings.findings.diagnostic import Diagnostic


def preview(decision: Decision, plan: Plan) -> tuple[Decision, tuple[Sendable, ...]]:
    """The decision with its requests; a payload that the plugin cannot build makes it a failed one."""
    if decision.status != "fired":
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
        return _unbuilt(decision, finding), ()


def _unbuilt(decision: Fired, finding: Diagnostic) -> Failed:
    return Failed(
        decision.message_id,
        decision.instance,
        decision.action,
        decision.type,
        finding.message,
        decision.mapping_hash,
        decision.item,
        (finding,),
        delivery_id=decision.delivery_id,
        payload=decision.payload,
        trace=decision.trace,
    )
