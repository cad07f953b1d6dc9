"""From decisions to their delivery, in memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.arguments import no_decision
from actions.decision import Decision
from actions.plan.plan import Plan
from destinations.delivery.deliver import Deliverer
from destinations.delivery.delivery import Delivered, Delivery

if TYPE_CHECKING:
    from actions.deliver.blocking import BlockingDirect

Given = Decision | Delivery


@dataclass(slots=True)
class DirectDeliverer(Deliverer):
    """A deliverer that lives in memory: what is not delivered when it ends comes back as `Retry`.

    async with project.direct_deliverer() as deliverer:
        for delivered in await deliverer.deliver(project.decide(event)):
            print(delivered.delivery.instance, delivered.outcome)
    """

    plan: Plan | None = None

    async def deliver(self, deliveries: Iterable[Given] | Given) -> list[Delivered]:
        """What became of each decision that fired, in the order given; others have nothing to deliver.

        `delivered.delivery.note` is the decision. Of two of one delivery id only the first one is sent, and both have
        its outcome; `repeats` says so where their payloads differ. ValueError where one is for an instance that is not
        there: then nothing is sent. Where the caller is cancelled, what is not under way yet is withdrawn.
        """
        given = [deliveries] if isinstance(deliveries, Decision | Delivery) else deliveries
        if isinstance(given, dict | str | bytes) or not isinstance(given, Iterable):
            raise no_decision(given)
        found = (self._delivery(one) for one in given)
        # Named, as a dataclass with slots is made twice, and super() knows the first one only.
        return await Deliverer.deliver(self, [one for one in found if one])

    def blocking(self) -> "BlockingDirect":
        """This deliverer for callers without an event loop."""
        from actions.deliver.blocking import BlockingDirect

        return BlockingDirect(self)

    def _delivery(self, given: Given) -> Delivery | None:
        if isinstance(given, Delivery):
            return given
        if not isinstance(given, Decision):
            raise no_decision(given)
        if given.status != "fired" or self.plan is None:
            return None
        instance = self.plan.instances.get(given.instance)
        kind = instance.destination.action_type(given.type) if instance else None
        if kind is None and instance:
            raise ValueError(
                f"the decision is of {given.instance}.{given.type}, and {given.instance} of this project is "
                f"{instance.destination.name}, which has no {given.type}; deliver it by the project that made it"
            )
        if kind is None:
            raise ValueError(f"no instance is named {given.instance!r}; there are {', '.join(self.plan.instances)}")
        return Delivery(given.delivery_id, given.instance, kind, given.payload, given)
