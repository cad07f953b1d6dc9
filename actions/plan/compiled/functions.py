"""For each event name, the function of all actions that may match, compiled when an event first needs it."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, cast

from actions.plan.compiled.function import write_function
from actions.plan.compiled.output import Output
from actions.plan.compiled.reads import reads_of
from actions.plan.index import Index
from actions.plan.planned import PlannedAction
from mappings.event_fields import EVENT_FIELDS, EVENT_TYPES
from mappings.expr.compiled.load import Codes
from mappings.expr.compiled.shape import Shape

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])
# More actions of one event stand in several functions: Python does not get faster by longer ones.
MOST_TOGETHER = 8
# Event names come from outside: a client that numbers its events must not fill the memory.
MOST_NAMES = 4096
LONGEST_NAME = 256
UNKNOWN: Any = object()


class Functions(Generic[FunctionT]):
    """The functions of a plan for one output, of events with a `shape`, or of values as JSON has them.

    `known` has those of the names that were asked for, by the event's type; None where there is none.
    """

    def __init__(self, index: Index[PlannedAction], output: Output, shape: Shape | None = None) -> None:
        self._index = index
        self._output = output
        self._shape = shape
        self._codes = Codes(EVENT_FIELDS)
        self._by_actions: dict[tuple[int, ...], FunctionT | None] = {}
        # What actions that say the same share; see `_likeness`.
        self._sources: dict[tuple[Any, ...], tuple[str, dict[str, Any]]] = {}
        self.known: dict[str, dict[str | None, FunctionT | None]] = {one: {} for one in EVENT_TYPES}

    def find(self, event_type: str, name: str | None) -> FunctionT | None:
        """The function for an event of this type and name; None where only the reference path can do.

        Where events have a shape, it may also be that the actions need to see the whole event.
        """
        known = self.known[event_type]
        made: FunctionT | None = known.get(name, UNKNOWN)
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

    def source(self, action: PlannedAction) -> str | None:
        """What runs for an event that only this action may want, as Python; None where there is no such function."""
        if self._reads_all([action]):
            return None
        try:
            return write_function([action.shown_parts], self._output, self._shape, is_shared=False)[0]
        except ValueError:
            return None

    def _make(self, actions: Sequence[PlannedAction]) -> FunctionT | None:
        if self._reads_all(actions) or any(one.mapper.engine == "reference" for one in actions):
            return None
        try:
            functions = [self._function(group) for group in _in_groups(actions)]
        except (ValueError, SyntaxError, RecursionError):
            # Most of these need more than is decoded, or go too deep. Even a mistake of ours loses nothing but time.
            return None
        return functions[0] if len(functions) == 1 else self._together(functions)

    def _reads_all(self, actions: Sequence[PlannedAction]) -> bool:
        """Whether the actions need more than the shape has.

        An action may read the whole event in a place that its code never comes to: then all of it is looked at, too.
        """
        return self._shape is not None and reads_of(actions).is_whole

    def _function(self, actions: Sequence[PlannedAction]) -> FunctionT:
        key = tuple(map(_likeness, actions))
        if key not in self._sources:
            parts = [one.parts for one in actions]
            self._sources[key] = write_function(parts, self._output, self._shape, is_shared=True)
        source, names = self._sources[key]
        own = [self._output.own(number, one) for number, one in enumerate(actions, 1)]
        names = {**names, **{name: value for one in own for name, value in one.items()}}
        return cast("FunctionT", self._codes.function(source, names, self._output.name))

    def _together(self, functions: Sequence[FunctionT]) -> FunctionT:
        def run(*arguments: Any) -> Any:
            return self._output.join([one(*arguments) for one in functions])

        return cast("FunctionT", run)


def _in_groups(actions: Sequence[PlannedAction]) -> list[Sequence[PlannedAction]]:
    """The actions in groups that stand in one function each."""
    if any(one.exclusive is not None for one in actions):
        # Whether one above has taken the event is known within a function.
        return [actions]
    return [actions[start : start + MOST_TOGETHER] for start in range(0, len(actions) or 1, MOST_TOGETHER)]


def _likeness(action: PlannedAction) -> tuple[Any, ...]:
    """What two actions of a plan have in common if their parts of a function are the same."""
    parts = action.parts
    # Actions that map the same, of the same lists, have one mapper. Conditions by what they look like: Python holds 1
    # and True for equal.
    return id(action.mapper), id(action.action_type), parts.names, parts.group, parts.sample, repr(parts.condition)
