"""Selections of actions and events: `mixpanel`, `mixpanel.orders`, `"Big orders"`, `event:Order*`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from mappings.findings.suggest import did_you_mean

EVENT = "event:"


class NothingSelectedError(Exception):
    """A pattern that names no action; the text says what there is instead."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Patterns, of which any may fit; without any, all is meant.

    `actions` fit an instance, its name with the action's id, the id or the name of an action; `events` the names of
    events.
    """

    actions: tuple[str, ...] = ()
    events: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        return not (self.actions or self.events)

    def takes(self, action: PlannedAction) -> bool:
        return not self.actions or any(_fits(one, action) for one in self.actions)

    def takes_event(self, event: Any) -> bool:
        """Whether the event's name is asked for; where no names are, any value is."""
        name = event.get("event") if isinstance(event, dict) else None
        return not self.events or any(isinstance(name, str) and fnmatchcase(name, one) for one in self.events)

    def keys(self, plan: Plan) -> frozenset[str]:
        """The actions meant, as `instance.id`."""
        return frozenset(one.key for one in plan.actions if self.takes(one))


def read_selection(written: Iterable[str], plan: Plan) -> Selection:
    """What the texts of several `--select` mean, each of which may hold several with commas between them.

    Raises NothingSelectedError for one that names no action.
    """
    actions: list[str] = []
    events: list[str] = []
    for text in written:
        # The name of an action may have a comma in it.
        whole = any(_fits(text, one) for one in plan.actions)
        for part in [text] if whole else filter(None, map(str.strip, text.split(","))):
            if part.startswith(EVENT):
                events.append(part.removeprefix(EVENT).strip())
            elif any(_fits(part, one) for one in plan.actions):
                actions.append(part)
            else:
                raise NothingSelectedError(f"--select {part} names no action; {_hint(part, plan)}")
    return Selection(tuple(actions), tuple(events))


def matching(name: str, pattern: str) -> bool:
    """Whether the name is the pattern, or fits it with `*` and `?`, in any case.

    >>> matching("Big orders", "big*"), matching("a", "b")
    (True, False)
    """
    return name == pattern or fnmatchcase(name.casefold(), pattern.casefold())


def _fits(pattern: str, action: PlannedAction) -> bool:
    return any(matching(one, pattern) for one in (action.instance.name, action.key, action.id, action.name))


def _hint(part: str, plan: Plan) -> str:
    names: Sequence[str] = sorted({one for action in plan.actions for one in (action.instance.name, action.key)})
    return did_you_mean(part, names) or f"there are {', '.join(sorted(plan.instances))}"
