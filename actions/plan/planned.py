"""A plan and its parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from actions.decision import Decision
from actions.event.read import Event
from actions.plan.index import Index
from actions.plan.settings import InstanceSettings
from actions.trigger.condition import Condition, all_of
from actions.trigger.facts import Facts
from actions.trigger.structured import parse_condition
from destinations.sdk.destination import ActionType, Destination
from mappings.budget import Budget
from mappings.event_fields import EVENT_FIELDS
from mappings.expr import Expression
from mappings.fields.entry import Entry
from mappings.fields.mapper import Mapper
from mappings.findings.diagnostic import Diagnostic, Report
from mappings.spot import Spot


@dataclass(frozen=True, slots=True)
class Instance:
    """A destination as one mapping file configures it. `names` switch it in an event's `integrations`."""

    name: str
    destination: Destination
    settings: InstanceSettings
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """An action, checked and compiled: when it fires, and what it maps.

    `matches` is the compiled `condition`, `facts` what the index knows of it; `entries` are the mapping's lines,
    defaults included, and `mapper` is them compiled. `mapping_hash` changes when any of these does.

    Actions that say the same share these parts, so that they name the lines of one of them, the `origin`, and the
    condition's leaves may have no places: `own` and `placed_condition` give those of the action itself.
    """

    instance: Instance
    id: str
    name: str
    action_type: ActionType
    when: tuple[Spot, ...]
    condition: Condition
    matches: Callable[[Any, Budget], bool]
    facts: Facts
    entries: tuple[Entry, ...]
    mapper: Mapper
    each: Expression | None
    exclusive: str | None
    enabled: bool
    on_error: Literal["skip_field", "skip_action", "stop"]
    mapping_hash: str
    spot: Spot
    origin: Spot

    def placed_condition(self) -> Condition:
        """The condition whose leaves know their places, for those who explain."""
        return all_of([one for part in self.when if (one := parse_condition(part, Report(), EVENT_FIELDS))])

    def own(self, spot: Spot) -> Spot:
        """Where this action says what `spot`, of `entries` or of a failure of `mapper`, says at the origin."""
        return spot.moved(self.origin, self.spot)

    @property
    def key(self) -> str:
        """How people name it: `mixpanel.orders`."""
        return f"{self.instance.name}.{self.id}"

    @property
    def label(self) -> str:
        """Its action type as people name it: `mixpanel.purchase`."""
        return f"{self.instance.destination.name}.{self.action_type.name}"

    def decision(
        self,
        status: Literal["fired", "not_fired", "failed"],
        event: Event,
        *,
        diagnostics: Sequence[Diagnostic] = (),
        **facts: Any,
    ) -> Decision:
        """A decision of this action about `event`; `facts` are the decision's other fields."""
        return Decision(
            status,
            event.message_id,
            self.instance.name,
            self.id,
            self.action_type.name,
            mapping_hash=self.mapping_hash,
            diagnostics=tuple(replace(one, action=self.key) for one in diagnostics) if diagnostics else (),
            **facts,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """All actions of a project, in the order of their files, and an index over the enabled ones."""

    instances: dict[str, Instance]
    actions: tuple[PlannedAction, ...]
    index: Index[PlannedAction]
