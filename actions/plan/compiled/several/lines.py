"""The function of all actions that an event may concern: from an event to the lines of their payloads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from actions.event.delivery_id import event_part
from actions.plan.compiled.load import Codes
from actions.plan.compiled.parts import Parts
from actions.plan.compiled.several.fired import write_fired
from actions.plan.compiled.several.text import write_text
from actions.plan.line import LineForm
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.forms.loops import list_at
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.shape import Shape
from mappings.expr.compiled.value import Value, within_f_string
from mappings.expr.tree import Node
from mappings.fields.compiled.action import until_written
from mappings.fields.compiled.objects import ObjectWriter
from mappings.fields.compiled.runtime import refuse, says_nothing_read
from mappings.fields.compiled.where import Where
from mappings.functions.missing import says_nothing

# An event decoded, and its hour as delivery ids begin with it; the lines as text.
WriteLines = Callable[[Any, str], str]


class LineParts(Struct, frozen=True):
    """An action's part in the function: `form` is how its lines look, `each` the list of which it has one an item."""

    parts: Parts
    form: LineForm
    each: Node | None = None


class LineSource(Struct, frozen=True):
    """The source of a function, and what it refers to by name.

    Other actions of the same parts have the same, but for how their lines look.
    """

    source: str
    names: Mapping[str, Any]

    def function(self, forms: Sequence[LineForm], codes: Codes) -> WriteLines:
        """The function for actions whose lines look so.

        It takes an event of the shape, read from a line without a backslash, for which the index gives these actions.
        It raises, whatever it may be, where there is something to explain.
        """
        own = {name: value for number, form in enumerate(forms, 1) for name, value in _own_names(number, form).items()}
        return codes.function(self.source, {**self.names, **own}, "lines")


def write_lines(actions: Sequence[LineParts], shape: Shape, *, is_shared: bool) -> LineSource:
    """The source of the function for these actions, in their order; NotInShapeError or TooDeepError if there is none.

    In source that `is_shared` what it refers to by name are parameters with defaults.
    """
    write = partial(_write_function, actions=actions, shape=shape)
    return LineSource(*until_written(write, is_shared=is_shared))


def _write_function(emitter: Emitter, writer: ObjectWriter, *, actions: Sequence[LineParts], shape: Shape) -> str:
    event = emitter.subject("event", is_object=True, shape=shape, is_verbatim=True)
    emitter.known_as("event_part", event_part)
    emitter.texts = [] if len(actions) > 1 else None
    emitter.block.parts.append(_Start(() if emitter.texts is None else emitter.texts))
    for number, one in enumerate(actions, 1):
        start, rest = (_written(emitter, name, text) for name, text in _own_names(number, one.form).items())
        write = _write_line if one.each is None else _write_items
        write_fired(emitter, one.parts.condition, event, partial(write, emitter, writer, one, event, start, rest))
    constants = tuple(emitter.names) if emitter.is_shared and not emitter.has_functions else ()
    return emitter.function("lines", ("event", "hour", *constants), Value("lines", is_name=True))


class _Start(Struct, frozen=True):
    """The statement that begins the function: the texts that it fills are empty."""

    texts: Sequence[str]

    def lines(self) -> Iterator[str]:
        yield f"{' = '.join(('lines', 'part', *self.texts))} = ''"


def _write_line(emitter: Emitter, writer: ObjectWriter, action: LineParts, event: Path, start: str, rest: str) -> None:
    # The same for all actions, and worked out for the first that fires.
    emitter.line(f"part = part or event_part(hour, {event.field('messageId').name})")
    write_text(emitter, writer, action.parts, Where(event, event), f"{start}{{part}}{rest}", action.form.write)


def _write_items(emitter: Emitter, writer: ObjectWriter, action: LineParts, event: Path, start: str, rest: str) -> None:
    """A line for each item that says something; nothing where there is no list."""
    emitter.known_as("refuse", refuse)
    items, shape = list_at(emitter, action.each or {}, event)
    # What is decoded for its readers may say something that nobody reads.
    asks = says_nothing if shape is None else says_nothing_read
    emitter.known_as(asks.__name__, asks)
    attributes = f", {tuple(one.name for one in shape.attributes.values())!r}" if shape else ""
    part = f"{{event_part(hour, {event.field('messageId').name}, index)}}"
    with emitter.branch(f"if type({items}) is list:") as block:
        emitter.line("index = -1")
        item = emitter.fresh("item")
        with emitter.branch(f"for {item} in {items}:", loop=True) as loop:
            emitter.line("index += 1")
            with emitter.branch(f"if not {asks.__name__}({item}{attributes}):") as said:
                where = Where(event, emitter.subject(item, shape=shape, is_verbatim=True), "index")
                write_text(emitter, writer, action.parts, where, f"{start}{part}{rest}", action.form.write)
            emitter.block.parts.append(said)
        emitter.block.parts.append(loop)
    emitter.block.parts.append(block)
    emitter.line(f"elif {items} is not None:")
    emitter.line("    refuse()")


def _own_names(number: int, form: LineForm) -> dict[str, str]:
    """What stands before and behind the event's part of the delivery id, in the lines of the action of that number."""
    return {f"START_{number}": form.start.decode(), f"REST_{number}": form.rest.decode()}


def _written(emitter: Emitter, name: str, text: str) -> str:
    return f"{{{emitter.known_as(name, text)}}}" if emitter.is_shared else within_f_string(text)
