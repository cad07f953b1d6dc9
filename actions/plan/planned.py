"""A plan and its parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from actions.decision import Decision
from actions.event.event import Event
from actions.plan.index import Index
from actions.plan.settings import InstanceSettings
from actions.trigger.condition import Condition
from actions.trigger.facts import Facts
from destinations.sdk.destination import ActionType, Destination
from mappings.budget import Budget
from mappings.expr import Expression
from mappings.fields.entry import Entry
from mappings.fields.mapper import Mapper
from mappings.findings.diagnostic import Diagnostic
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
    defaults included, and `mapper` is them compiled. `mapping_hash` changes when any of these does. `id_part` is
    the action's own part of its delivery ids.
    """

    instance: Instance
    id: str
    name: str
    action_type: ActionType
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
    id_part: str
    spot: Spot

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
