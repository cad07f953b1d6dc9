"""The parts of a plan: instances and actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from actions.decision import Failed, Fired, NotFired
from actions.event.event import Event
from actions.event.sampling import Sample
from actions.plan.compiled.parts import Parts
from actions.plan.line import LineForm
from actions.plan.payloads.maker import payload_maker
from actions.plan.shared import When
from actions.settings.settings import InstanceSettings
from actions.trigger.compile import Matches
from actions.trigger.condition import Condition, all_of
from actions.trigger.facts import Facts
from actions.trigger.split import left_to_ask
from destinations.registry import BUILT_IN
from destinations.sdk.destination import ActionType, Destination
from mappings.expr import Expression
from mappings.fields.entry import Entry
from mappings.fields.field import CompiledObject
from mappings.fields.mapper import Mapper
from mappings.file.model import Delivering, OnError
from mappings.findings.diagnostic import Diagnostic, Report
from mappings.located import Located

if TYPE_CHECKING:
    from actions.trigger.trace import Trace
    from destinations.sdk.payload import Payload


@dataclass(frozen=True, slots=True)
class Instance:
    """A destination as one mapping file configures it. `names` (plain ones) switch it in an event's `integrations`.

    `delivering` is what the file says under `delivery:`, and `origin` who brings the destination.
    """

    name: str
    destination: Destination
    settings: InstanceSettings
    names: frozenset[str]
    delivering: Delivering = field(default_factory=Delivering)
    origin: str = BUILT_IN


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
    when: tuple[When, ...]
    condition: Condition
    matches: Matches
    facts: Facts
    entries: tuple[Entry, ...]
    mapper: Mapper
    each: Expression | None
    exclusive: str | None
    sample: Sample | None
    enabled: bool
    on_error: OnError
    mapping_hash: str
    id_part: str
    line: LineForm
    spot: Located
    origin: Located
    placed: Condition | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def parts(self) -> Parts:
        """What its functions are made of."""
        return self._parts(self.mapper.object)

    @property
    def shown_parts(self) -> Parts:
        """The same for people: its fields name the lines of this action, not those of one that says the same."""
        return self._parts(self.mapper.object.moved(self.origin, self.spot))

    def _parts(self, mapping: CompiledObject) -> Parts:
        group = None if self.exclusive is None else (self.instance.name, self.exclusive)
        each = None if self.each is None else self.each.tree
        asked = left_to_ask(self.condition)
        return Parts(asked, mapping, self.action_type, self.instance.names, group, each, self.line, self.sample)

    def placed_condition(self) -> Condition:
        """The condition whose leaves know their places, for those who explain."""
        if self.placed is None:
            read = [one for part in self.when if (one := part.read(Report()))]
            object.__setattr__(self, "placed", all_of(read) if read else self.condition)
        return self.placed or self.condition

    def own(self, spot: Located) -> Located:
        """Where this action says what `spot`, of `entries` or of a failure of `mapper`, says at the origin."""
        return spot.moved(self.origin, self.spot)

    @property
    def names_of_files(self) -> dict[str, str]:
        """What stands for the file of the action type's defaults, which a user may not have."""
        return {one.spot.file: f"by default of {self.label}" for one in self.when if one.any_spelling}

    @property
    def key(self) -> str:
        """How people name it: `mixpanel.orders`."""
        return f"{self.instance.name}.{self.id}"

    @property
    def label(self) -> str:
        """Its action type as people name it: `mixpanel.purchase`."""
        return f"{self.instance.destination.name}.{self.action_type.name}"

    def fired(self, fields: dict[str, Any], message_id: str, delivery_id: str, item: int | None) -> Fired:
        """The decision to deliver the payload with these fields, set and validated, and nothing to remark."""
        payload = payload_maker(self.action_type.payload)(fields, delivery_id)
        names = (self.instance.name, self.id, self.action_type.name)
        return Fired(message_id, *names, delivery_id, payload, self.mapping_hash, item)

    def fired_with(
        self, payload: Payload, event: Event, delivery_id: str, item: int | None, warnings: Sequence[Diagnostic]
    ) -> Fired:
        """The decision to deliver this payload, with what there is to remark."""
        found = self._marked(warnings, event)
        return Fired(event.message_id, *self._names, delivery_id, payload, self.mapping_hash, item, found)

    def not_fired(self, event: Event, reason: str, trace: Trace | None = None) -> NotFired:
        """The decision to do nothing about the event."""
        return NotFired(event.message_id, *self._names, reason, self.mapping_hash, self._marked((), event), trace)

    def failed(self, event: Event, item: int | None, found: Sequence[Diagnostic]) -> Failed:
        """The decision about an event, or an item of it, of which no payload could be made."""
        names, marked, stop = self._names, self._marked(found, event), self.on_error == "stop"
        return Failed(event.message_id, *names, found[0].message, self.mapping_hash, item, marked, stop)

    @property
    def _names(self) -> tuple[str, str, str]:
        return self.instance.name, self.id, self.action_type.name

    def _marked(self, diagnostics: Sequence[Diagnostic], event: Event) -> tuple[Diagnostic, ...]:
        """The diagnostics as this action's, the event's warnings last."""
        found = (*diagnostics, *event.warnings)
        return tuple(replace(one, action=self.key) for one in found) if found else ()
