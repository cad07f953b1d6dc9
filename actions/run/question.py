"""What a run asks about each event."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from actions.decision import Decision
from actions.event.context import Context
from actions.project import Project


@dataclass(frozen=True, slots=True)
class Question:
    """Which decisions a run wants: with `everything` also those that did not fire, of the actions `select` names."""

    context: Context
    everything: bool = False
    select: str = "*"

    def decider(self, project: Project) -> Callable[[Any], list[Decision]]:
        """A function from an event to the decisions asked for, and to those about what is no event."""
        ask = project.explain if self.everything else project.decide

        def decide(event: Any) -> list[Decision]:
            decisions = ask(event, self.context)
            return decisions if self.select == "*" else [one for one in decisions if self._names(one)]

        return decide

    def _names(self, one: Decision) -> bool:
        return one.instance is None or any(
            fnmatchcase(name, self.select) for name in (one.instance, f"{one.instance}.{one.action}")
        )
