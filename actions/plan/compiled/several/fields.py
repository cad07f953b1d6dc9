"""The function of all actions that an event may concern: from an event to the fields of their payloads."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from actions.plan.compiled.load import Codes
from actions.plan.compiled.parts import Parts
from actions.plan.compiled.payload import write_payload
from actions.plan.compiled.several.fired import write_fired
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.value import Value
from mappings.fields.compiled.action import until_written, write_members
from mappings.fields.compiled.objects import ObjectWriter
from mappings.fields.compiled.where import Where

# An event's body; for each action the payload's fields, or None where it does not fire.
RunAll = Callable[[dict[str, Any]], Sequence[dict[str, Any] | None]]


def compile_fields(actions: Sequence[Parts], codes: Codes) -> RunAll:
    """The function for these actions, in their order; TooDeepError if there is none.

    It takes an event for which the index gives these actions. It raises, whatever it may be, where there is something
    to explain.
    """
    source, names = write_fields(actions, is_shared=True)
    return codes.function(source, names, "fields")


def write_fields(actions: Sequence[Parts], *, is_shared: bool) -> tuple[str, dict[str, Any]]:
    """The source, and what it refers to by name; in source that `is_shared` these are parameters with defaults."""
    return until_written(partial(_write_function, actions=actions), is_shared=is_shared)


def _write_function(emitter: Emitter, writer: ObjectWriter, *, actions: Sequence[Parts]) -> str:
    event = emitter.subject("event", is_object=True)
    names = [emitter.fresh("made") for _ in actions]
    emitter.line(f"{' = '.join(names)} = None")
    for name, parts in zip(names, actions, strict=True):
        write_fired(emitter, parts.condition, event, partial(_write_payload, emitter, writer, parts, event, name))
    constants = tuple(emitter.names) if emitter.is_shared and not emitter.has_functions else ()
    return emitter.function("fields", ("event", *constants), Value(f"[{', '.join(names)}]"))


def _write_payload(emitter: Emitter, writer: ObjectWriter, parts: Parts, event: Path, name: str) -> None:
    members = write_members(emitter, parts.mapping, writer, Where(event, event))
    emitter.line(f"{name} = {write_payload(emitter, members, parts.action_type, parts.kept).code}")
