"""What a run asks about each event."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from actions.decision import Decision
from actions.event.context import Context
from actions.plan.plan import Plan
from actions.project import Project
from actions.run.selection import Selection

EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class Question:
    """Which decisions a run wants: with `everything` also those that did not fire, of what `select` means."""

    context: Context
    everything: bool = False
    select: Selection = EVERYTHING

    def instances(self, plan: Plan) -> list[str]:
        """The instances that those actions belong to, in the order of the files: only their secrets are needed."""
        asked = {one.instance.name for one in plan.actions if self.select.takes(one)}
        return [name for name in plan.instances if name in asked]

    def decider(self, project: Project) -> Callable[[Any], list[Decision]]:
        """A function from an event to the decisions asked for, and to those about what is not an event."""
        ask, context, select = project.explain if self.everything else project.decide, self.context, self.select
        if select.is_everything:
            return lambda event: ask(event, context)
        named = frozenset((one.instance.name, one.id) for one in project.plan.actions if select.takes(one))

        def decide(event: Any) -> list[Decision]:
            if not select.takes_event(event):
                return []
            found = ask(event, context)
            return [one for one in found if one.instance is None or (one.instance, one.action) in named]

        return decide
