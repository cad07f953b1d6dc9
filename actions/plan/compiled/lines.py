"""The function of all actions that an event may concern: from an event to the lines of their payloads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from actions.event.delivery_id import event_part
from actions.plan.compiled.budget import grant_budget
from actions.plan.compiled.load import Codes
from actions.plan.compiled.run import Parts
from actions.plan.compiled.text import write_text
from actions.plan.compiled.trigger import write_test
from actions.plan.line import LineForm
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.shape import Shape
from mappings.expr.compiled.value import Value
from mappings.fields.compiled.action import until_written
from mappings.fields.compiled.objects import ObjectWriter

# An event decoded, and its hour as delivery ids begin with it; the lines as text.
WriteLines = Callable[[Any, str], str]


@dataclass(frozen=True, slots=True)
class LineParts:
    """An action's part in the function: `form` is how its lines look."""

    parts: Parts
    form: LineForm


def compile_lines(actions: Sequence[LineParts], shape: Shape, codes: Codes) -> WriteLines:
    """The function for these actions, in their order.

    It takes an event of the shape, read from a line without a backslash, for which the index gives these actions.
    It raises, whatever it may be, where there is something to explain. NotInShapeError or TooDeepError if one of
    the actions cannot be written.
    """
    source, names = write_lines(actions, shape, is_shared=True)
    return codes.function(source, names, "lines")


def write_lines(actions: Sequence[LineParts], shape: Shape, *, is_shared: bool) -> tuple[str, dict[str, Any]]:
    """The source, and what it refers to by name; in source that `is_shared` these are parameters with defaults."""
    write = partial(_write_function, actions=actions, shape=shape)
    return until_written(write, is_shared=is_shared)


def _write_function(emitter: Emitter, writer: ObjectWriter, *, actions: Sequence[LineParts], shape: Shape) -> str:
    event = emitter.subject("event", is_object=True, shape=shape, is_verbatim=True)
    emitter.known_as("event_part", event_part)
    emitter.line("lines = part = ''")
    for one in actions:
        _write_action(emitter, writer, one, event)
    constants = tuple(emitter.names) if emitter.is_shared and not emitter.has_functions else ()
    return emitter.function("lines", ("event", "hour", *constants), Value("lines", is_name=True))


def _write_action(emitter: Emitter, writer: ObjectWriter, action: LineParts, event: Path) -> None:
    parts = action.parts
    if parts.condition is None:
        start = len(emitter.block.parts)
        _write_line(emitter, writer, action, event)
        grant_budget(emitter, start)
        return
    with emitter.branch(f"if {write_test(emitter, parts.condition, event)}:") as block:
        _write_line(emitter, writer, action, event)
        grant_budget(emitter, 0)
    emitter.block.parts.append(block)


def _write_line(emitter: Emitter, writer: ObjectWriter, action: LineParts, event: Path) -> None:
    # The same for all actions, and worked out for the first that fires.
    emitter.line(f"part = part or event_part(hour, {event.field('messageId').name})")
    start, rest = (emitter.within_text(emitter.literal(one.decode())) for one in (action.form.start, action.form.rest))
    write_text(emitter, writer, action.parts, event, f"{start}{{part}}{rest}", action.form.write)
