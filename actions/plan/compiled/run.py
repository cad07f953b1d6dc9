"""The function of an action: from an event to the payload's fields that are set."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from actions.plan.compiled.budget import grant_budget
from actions.plan.compiled.load import Codes, Run
from actions.plan.compiled.parts import Parts
from actions.plan.compiled.payload import write_payload
from actions.plan.compiled.trigger import write_trigger
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.value import Value
from mappings.fields.compiled.action import until_written, write_members
from mappings.fields.compiled.objects import ObjectWriter
from mappings.fields.compiled.where import Where


def compile_run(parts: Parts, codes: Codes) -> Run:
    """The function; TooDeepError if it cannot be written.

    It takes an event for which the index gives the action, and gives None where the trigger does not hold. It raises,
    whatever it may be, where there is something to explain.
    """
    source, names = write_run(parts, is_shared=True)
    return codes.function(source, names)


def source_of(parts: Parts) -> str:
    """The source of that function for people: with texts and numbers in their places, and the lines of the fields."""
    return write_run(parts, is_shared=False)[0]


def write_run(parts: Parts, *, is_shared: bool) -> tuple[str, Mapping[str, Any]]:
    """The source, and what it refers to by name; in source that `is_shared` these are parameters with defaults."""
    return until_written(partial(_write_function, parts=parts), is_shared=is_shared)


def _write_function(emitter: Emitter, writer: ObjectWriter, *, parts: Parts) -> str:
    event = emitter.subject("event", is_object=True)
    if parts.condition is not None:
        event = write_trigger(emitter, parts.condition, event)
    start = len(emitter.block.parts)
    members = write_members(emitter, parts.mapping, writer, Where(event, event))
    made = write_payload(emitter, members, parts.action_type, parts.kept)
    return _function(emitter, made, start)


def _function(emitter: Emitter, made: Value, start: int) -> str:
    """The source of the function."""
    grant_budget(emitter, start)
    constants = tuple(emitter.names) if emitter.is_shared and not emitter.has_functions else ()
    return emitter.function("action", ("event", *constants), made)
