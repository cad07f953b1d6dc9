"""For each event name, one function of all the actions that may want the event."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from actions.plan.index import Index
from actions.plan.planned import PlannedAction
from mappings.event_fields import EVENT_TYPES

FunctionT = TypeVar("FunctionT")
Likeness = tuple[int, int, str]
# More actions of one event stand in several functions: Python does not get faster by longer ones.
MOST_TOGETHER = 8
# Event names come from outside: a client that numbers its events must not fill the memory.
MOST_NAMES = 4096
LONGEST_NAME = 256
UNKNOWN: Any = object()


class ByName(Generic[FunctionT]):
    """The functions that `make` makes of lists of actions; they are made when an event first needs them.

    `known` has those of the names that were asked for, by the event's type.
    """

    def __init__(self, index: Index[PlannedAction], make: Callable[[Sequence[PlannedAction]], FunctionT]) -> None:
        self._index = index
        self._make = make
        self._by_actions: dict[tuple[int, ...], FunctionT] = {}
        self.known: dict[str, dict[str | None, FunctionT]] = {one: {} for one in EVENT_TYPES}

    def find(self, event_type: str, name: str | None) -> FunctionT:
        """The function for an event of this type and name."""
        known = self.known[event_type]
        made: FunctionT = known.get(name, UNKNOWN)
        if made is UNKNOWN:
            found = self._index.candidates(event_type, name)
            key = tuple(map(id, found))
            if key not in self._by_actions:
                self._by_actions[key] = self._make([one.action for one in found])
            made = self._by_actions[key]
            if name is None or len(name) <= LONGEST_NAME:
                if len(known) >= MOST_NAMES:
                    known.clear()
                known[name] = made
        return made


def in_groups(actions: Sequence[PlannedAction]) -> list[Sequence[PlannedAction]]:
    """The actions in groups that stand in one function each."""
    return [actions[start : start + MOST_TOGETHER] for start in range(0, len(actions), MOST_TOGETHER)]


def likeness(action: PlannedAction) -> Likeness:
    """What two actions of a plan have in common if their parts of a function are the same."""
    # Actions that map the same, of the same lists, have one mapper. Conditions by what they look like: Python holds 1
    # and True for equal.
    return id(action.mapper), id(action.action_type), repr(action.parts.condition)
