"""A plan and its parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from actions.decision import Decision
from actions.event.event import Event
from actions.plan.index import Index
from actions.plan.line import LineForm
from actions.plan.payload_maker import payload_maker
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
from mappings.fields.scope import Scope
from mappings.findings.diagnostic import Diagnostic, Report
from mappings.spot import Spot


@dataclass(frozen=True, slots=True)
class Instance:
    """A destination as one mapping file configures it. `names` switch it in an event's `integrations`."""

    name: str
    destination: Destination
    settings: InstanceSettings
    names: tuple[str, ...]


class NoQuickAnswerError(Exception):
    """The slow way has to say what comes of this event."""


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """An action, checked and compiled: when it fires, and what it maps.

    `matches` is the compiled `condition`, `facts` what the index knows of it; `entries` are the mapping's lines,
    defaults included, and `mapper` is them compiled. `mapping_hash` changes when any of these does. `id_part` is
    the action's own part of its delivery ids, and `line` how its payloads are written.

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
    id_part: str
    line: LineForm
    spot: Spot
    origin: Spot

    def placed_condition(self) -> Condition:
        """The condition whose leaves know their places, for those who explain."""
        return all_of([one for part in self.when if (one := parse_condition(part, Report(), EVENT_FIELDS))])

    def own(self, spot: Spot) -> Spot:
        """Where this action says what `spot`, of `entries` or of a failure of `mapper`, says at the origin."""
        return spot.moved(self.origin, self.spot)

    def run(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """The payload's fields that are set, validated; None where the trigger does not hold.

        It raises, whatever it may be, where it cannot say, as with every `each:`: then the slow way does.
        """
        if self.each is not None:
            raise NoQuickAnswerError
        if not self.matches(body, Budget()):
            return None
        mapped = self.mapper.fast(Scope(body, body, 0, Budget()))
        payload = None if mapped.failures else self.action_type.quick(mapped.fields)
        if payload is None:
            raise NoQuickAnswerError
        given = payload.model_fields_set
        return {name: value for name, value in payload.__dict__.items() if name in given}

    @property
    def key(self) -> str:
        """How people name it: `mixpanel.orders`."""
        return f"{self.instance.name}.{self.id}"

    @property
    def label(self) -> str:
        """Its action type as people name it: `mixpanel.purchase`."""
        return f"{self.instance.destination.name}.{self.action_type.name}"

    def fired(self, fields: dict[str, Any], message_id: str, delivery_id: str) -> Decision:
        """The decision to deliver the payload with these fields, as `run` gives them, and nothing to remark."""
        payload = payload_maker(self.action_type.payload)(fields, delivery_id)
        names = (self.instance.name, self.id, self.action_type.name)
        return Decision("fired", message_id, *names, None, None, delivery_id, payload, self.mapping_hash)

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
