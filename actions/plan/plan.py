"""The plan of a project: its instances, its actions, and the functions that events meet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from actions.plan.compiled.several.runs import Runs
from actions.plan.index import Index
from actions.plan.planned import Instance, PlannedAction

if TYPE_CHECKING:
    from actions.plan.compiled.several.writers import Writers


@dataclass(frozen=True)
class Plan:
    """All actions of a project, in the order of their files, and an index over the enabled ones."""

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
            candidates = self.index.candidates(event_type, name)
            if len(candidates) <= 1 or self.runs.find(event_type, name) is None:
                for one in candidates:
                    one.action.make_run()

    @cached_property
    def runs(self) -> Runs:
        """The functions that give the fields of payloads, for all actions of an event's name at once."""
        return Runs(self.index)

    @cached_property
    def writers(self) -> Writers:
        """The functions that write lines, for those who have bytes and want bytes."""
        # Only they need what decodes events.
        from actions.plan.compiled.several.writers import Writers

        return Writers(self.index, self.actions)
