"""The parts of an event that actions read."""

from collections.abc import Iterable

from actions.plan.compiled.trigger import add_reads as add_condition
from actions.plan.planned import PlannedAction
from mappings.expr.compiled.reads import Reads
from mappings.fields.compiled.reads import add_reads


def reads_of(actions: Iterable[PlannedAction]) -> Reads:
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
