"""For each event name, the function that writes the lines of all its actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from actions.plan.compiled.lines import LineParts, LineSource, WriteLines, write_lines
from actions.plan.compiled.load import Codes
from actions.plan.compiled.projection import project
from actions.plan.compiled.trigger import add_reads as add_condition
from actions.plan.index import Candidate
from mappings.event_fields import EVENT_TYPES
from mappings.expr.compiled.reads import Reads
from mappings.fields.compiled.reads import add_reads

if TYPE_CHECKING:
    from actions.plan.planned import Plan, PlannedAction

# More actions of one event stand in several functions: Python does not get faster by longer ones.
MOST_TOGETHER = 8
# Event names come from outside: a client that numbers its events must not fill the memory.
MOST_NAMES = 4096


class Writers:
    """The functions of a plan, made when an event first needs them; `decode` gives the events that they take."""

    def __init__(self, plan: Plan) -> None:
        self._index = plan.index
        self._codes = Codes()
        self._sources: dict[tuple[tuple[int, int, str], ...], LineSource] = {}
        projection = project(_reads(plan.actions))
        self.decode = projection.decode
        self._shape = projection.shape
        self.by_name: dict[str, dict[str | None, WriteLines]] = {one: {} for one in EVENT_TYPES}
        self._by_actions: dict[tuple[int, ...], WriteLines] = {}

    def find(self, event_type: str, name: str | None) -> WriteLines:
        """The function for an event of this type and name."""
        known = self.by_name[event_type]
        if name in known:
            return known[name]
        if event_type == "track" and (name is None or not name.strip()):
            return _leave_it
        found = self._index.candidates(event_type, name)
        key = tuple(map(id, found))
        if key not in self._by_actions:
            self._by_actions[key] = self._compile(found)
        if len(known) >= MOST_NAMES:
            known.clear()
        known[name] = self._by_actions[key]
        return known[name]

    def _compile(self, found: Sequence[Candidate[PlannedAction]]) -> WriteLines:
        actions = [one.action for one in found]
        if not actions:
            return _nobody
        if any(
            one.each is not None or one.exclusive is not None or one.mapper.engine == "reference" for one in actions
        ):
            return _leave_it
        try:
            functions = [
                self._function(actions[start : start + MOST_TOGETHER])
                for start in range(0, len(actions), MOST_TOGETHER)
            ]
        except (ValueError, SyntaxError):
            # Most of these need more than is decoded, or go too deep. Even a mistake of ours loses nothing but time.
            return _leave_it
        return functions[0] if len(functions) == 1 else _together(functions)

    def _function(self, actions: Sequence[PlannedAction]) -> WriteLines:
        parts = [LineParts(one.parts, one.line) for one in actions]
        # Actions that map the same have one mapper. Conditions by what they look like: Python holds 1 and True equal.
        key = tuple(
            (id(one.mapper), id(one.action_type), repr(part.parts.condition))
            for one, part in zip(actions, parts, strict=True)
        )
        if key not in self._sources:
            self._sources[key] = write_lines(parts, self._shape, is_shared=True)
        return self._sources[key].function([one.line for one in actions], self._codes)


def _reads(actions: Sequence[PlannedAction]) -> Reads:
    """What the enabled actions read of an event, as far as they can have part of it."""
    event, seen = Reads(), set[int]()
    for action in actions:
        if not action.enabled or action.each is not None:
            continue
        add_condition(action.condition, event)
        if id(action.mapper) not in seen:
            seen.add(id(action.mapper))
            add_reads(action.mapper.object, event)
    return event


def _together(functions: Sequence[WriteLines]) -> WriteLines:
    def lines(event: Any, hour: str) -> str:
        return "".join([write(event, hour) for write in functions])

    return lines


def _nobody(_event: Any, _hour: str) -> str:
    return ""


def _leave_it(_event: Any, _hour: str) -> NoReturn:
    """Some action has to see the whole event."""
    raise LeftError


class LeftError(Exception):
    """The event is left to those who read all of it."""
