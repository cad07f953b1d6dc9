"""For each event name, the function that writes the lines of all its actions."""

from collections.abc import Sequence
from typing import Any, NoReturn

from actions.event.usual import Hours
from actions.plan.compiled.load import Codes
from actions.plan.compiled.several.by_name import ByName, Likeness, in_groups, likeness
from actions.plan.compiled.several.lines import LineParts, LineSource, WriteLines, write_lines
from actions.plan.compiled.several.projection import project
from actions.plan.compiled.trigger import add_reads as add_condition
from actions.plan.index import Index
from actions.plan.planned import PlannedAction
from mappings.expr.compiled.reads import Reads
from mappings.fields.compiled.reads import add_reads


class Writers(ByName[WriteLines]):
    """The functions of a plan; `decode` gives the events that they take.

    `hours` is for `usual_hour`, and `names` for `may_be_off`.
    """

    def __init__(self, index: Index[PlannedAction], actions: Sequence[PlannedAction]) -> None:
        super().__init__(index, self._compile)
        self._codes = Codes()
        self._sources: dict[tuple[Likeness, ...], LineSource] = {}
        projection = project(reads_of(actions))
        self.decode = projection.decode
        self.hours = Hours()
        # Of all tools that an event may be switched off for.
        self.names = frozenset[str]().union(*(one.instance.names for one in actions))
        self._shape = projection.shape

    def find(self, event_type: str, name: str | None) -> WriteLines:
        """The function for an event of this type and name, which is None or a text like any other."""
        if (name is None and event_type == "track") or (name is not None and not name.strip()):
            return _leave_it
        return super().find(event_type, name)

    def source(self, action: PlannedAction) -> str:
        """What writes the lines of an action, as Python; a comment in its place where it cannot be written."""
        try:
            part = LineParts(action.shown_parts, action.line, action.each.tree if action.each else None)
            return write_lines([part], self._shape, is_shared=False).source
        except ValueError:
            return "# This action has to see whole events: its lines are written from its fields.\n"

    def _compile(self, actions: Sequence[PlannedAction]) -> WriteLines:
        if not actions:
            return _nobody
        # An action may read the whole event in a place that its code never comes to: then all of it is looked at, too.
        if not all(map(_has_part, actions)) or reads_of(actions).is_whole:
            return _leave_it
        try:
            functions = [self._function(group) for group in in_groups(actions)]
        except (ValueError, SyntaxError, RecursionError):
            # Most of these need more than is decoded, or go too deep. Even a mistake of ours loses nothing but time.
            return _leave_it
        return functions[0] if len(functions) == 1 else _together(functions)

    def _function(self, actions: Sequence[PlannedAction]) -> WriteLines:
        key = tuple(map(likeness, actions))
        if key not in self._sources:
            parts = [LineParts(one.parts, one.line, one.each.tree if one.each else None) for one in actions]
            self._sources[key] = write_lines(parts, self._shape, is_shared=True)
        return self._sources[key].function([one.line for one in actions], self._codes)


def _has_part(action: PlannedAction) -> bool:
    """Whether the action can be part of a function."""
    return action.exclusive is None and action.mapper.engine == "compiled"


def reads_of(actions: Sequence[PlannedAction]) -> Reads:
    """What the enabled actions read of an event, as far as they can have part of it."""
    event, seen = Reads(), set[int]()
    for action in actions:
        if not action.enabled:
            continue
        add_condition(action.condition, event)
        if id(action.mapper) not in seen:
            seen.add(id(action.mapper))
            add_reads(action.mapper.object, event, event.add_items(action.each.tree, ()) if action.each else event)
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
