"""The requests, or rows, that payloads would become, without sending them."""

from collections.abc import Callable, Iterable

from actions.decision import Decision, Failed, Fired
from actions.plan.plan import Plan
from destinations.sdk.destination import BuildError, Sendable
from destinations.sdk.settings import Settings
from mappings.findings.diagnostic import Diagnostic


def preview(decision: Decision, plan: Plan) -> tuple[Decision, tuple[Sendable, ...]]:
    """The decision with the requests of its payload alone, secrets shown as names.

    A payload that the plugin cannot build makes it a failed one.
    """
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


def requests_of(
    decisions: Iterable[Decision], plan: Plan, settings_of: Callable[[str], Settings]
) -> tuple[Sendable, ...]:
    """The requests, or the writes, that these decisions would become, batched as they would be when they are delivered.

    Decisions that did not fire become none. BuildError where the plugin cannot make a request of a payload.
    """
    # Deciding alone does not need the network's modules.
    from destinations.delivery.batch import Unsendable, cut
    from destinations.delivery.delivery import Delivery
    from destinations.delivery.outbox.cursor import Claimed

    by_instance: dict[str, list[Claimed]] = {}
    for one in decisions:
        if one.status == "fired":
            instance = plan.instances.get(one.instance)
            kind = instance.destination.action_type(one.type) if instance else None
            if kind is None:
                raise LookupError(f"no instance is named {one.instance}; there are {', '.join(plan.instances)}")
            delivery = Delivery(one.delivery_id, one.instance, kind, one.payload)
            by_instance.setdefault(one.instance, []).append(Claimed(delivery))
    made: list[Sendable] = []
    for name, claims in by_instance.items():
        for batch in cut(claims, settings_of(name)):
            if isinstance(batch, Unsendable):
                raise BuildError(f"{name}: {batch.member.delivery.id}: {batch.outcome.reason}")
            made += batch.requests
    return tuple(made)
