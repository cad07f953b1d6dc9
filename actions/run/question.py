"""What a run asks about each event."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from actions.decision import Decision
from actions.event.context import Context
from actions.plan.planned import Plan
from actions.project import Project

EVERY_ACTION = "*"


@dataclass(frozen=True, slots=True)
class Question:
    """Which decisions a run wants: with `everything` also those that did not fire, of the actions `select` names."""

    context: Context
    everything: bool = False
    select: str = EVERY_ACTION

    def named(self, plan: Plan) -> frozenset[tuple[str | None, str | None]]:
        """The actions that `select` names, as instance and id."""
        return frozenset(
            (one.instance.name, one.id)
            for one in plan.actions
            if fnmatchcase(one.instance.name, self.select) or fnmatchcase(f"{one.instance.name}.{one.id}", self.select)
        )

    def instances(self, plan: Plan) -> list[str]:
        """The instances that those actions belong to, in the order of the files: only their secrets are needed."""
        asked = {instance for instance, _ in self.named(plan)}
        return [name for name in plan.instances if name in asked]

    def decider(self, project: Project) -> Callable[[Any], list[Decision]]:
        """A function from an event to the decisions asked for, and to those about what is no event."""
        ask, context = project.explain if self.everything else project.decide, self.context
        if self.select == EVERY_ACTION:
            return lambda event: ask(event, context)
        named = self.named(project.plan)
        return lambda event: [
            one for one in ask(event, context) if one.instance is None or (one.instance, one.action) in named
        ]
