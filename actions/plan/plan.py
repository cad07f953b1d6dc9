"""The plan of a project: its instances, its actions, and their compiled functions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from actions.plan.compiled.functions import Functions
from actions.plan.compiled.output import Fields, Lines, MakeFields, WriteLines
from actions.plan.index import Index
from actions.plan.payloads.maker import payload_maker
from actions.plan.planned import Instance, PlannedAction

if TYPE_CHECKING:
    from actions.plan.compiled.projection import Projection


@dataclass(frozen=True)
class Plan:
    """All actions of a project, in the order of their files, and an index over the enabled ones.

    Its functions are generated when an event first needs them: of events as JSON has them, `fields` gives the fields
    of payloads, and `lines` what `process_lines` writes of them. Those that begin with `projected_` give the same for
    events decoded by the `projection`.
    """

    instances: dict[str, Instance]
    actions: tuple[PlannedAction, ...]
    index: Index[PlannedAction]

    def only(self, instances: Collection[str]) -> Plan:
        """The plan without the actions of other instances; LookupError for a name that no instance has."""
        unknown = sorted(set(instances) - self.instances.keys())
        if unknown:
            raise LookupError(f"no instance is named {unknown[0]}; there are {', '.join(self.instances)}")
        actions = tuple(one for one in self.actions if one.instance.name in instances)
        kept = {name: one for name, one in self.instances.items() if name in instances}
        return Plan(kept, actions, Index([one for one in actions if one.enabled]))

    def warm(self) -> None:
        """Make the functions that `decide` would make with the first event of each name."""
        for event_type, name in self.index.names():
            self.fields.find(event_type, name)
        for one in self.actions:
            payload_maker(one.action_type.payload)

    @cached_property
    def fields(self) -> Functions[MakeFields]:
        return Functions(self.index, Fields())

    @cached_property
    def lines(self) -> Functions[WriteLines]:
        return Functions(self.index, Lines())

    @cached_property
    def projected_lines(self) -> Functions[WriteLines]:
        return Functions(self.index, Lines(), self.projection.shape)

    @cached_property
    def projected_fields(self) -> Functions[MakeFields]:
        return Functions(self.index, Fields(), self.projection.shape)

    @cached_property
    def projection(self) -> Projection:
        """How events are decoded to what the actions read of them."""
        # Only those who read lines need it.
        from actions.plan.compiled.projection import project
        from actions.plan.compiled.reads import reads_of

        return project(reads_of(self.actions))
