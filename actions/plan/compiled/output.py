"""What a function makes of the actions that fire: the fields of their payloads, or lines of NDJSON."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import chain
from typing import Any, ClassVar, Protocol

from msgspec import Struct

from actions.event.delivery_id import event_part
from actions.plan.compiled.parts import Parts
from actions.plan.compiled.payload import write_payload
from actions.plan.compiled.text import write_text
from actions.plan.line import LineForm
from actions.plan.planned import PlannedAction
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.value import Value, within_f_string
from mappings.fields.compiled.action import write_members
from mappings.fields.compiled.objects import ObjectWriter
from mappings.fields.compiled.where import Where

# For each payload its action, the number of its item, and its fields that are set, validated. None in place of these
# where the action fires and the reference path has to say what comes of it.
Made = list[tuple[PlannedAction, int | None, dict[str, Any] | None]]
# An event's body in.
MakeFields = Callable[[Any], Made]
# An event, and its hour as delivery ids begin with it, in; lines as text out. It raises, whatever it may be, where the
# reference path has to say what comes of the event.
WriteLines = Callable[[Any, str], str]


class Output(Protocol):
    """The parts of a function that depend on what it gives."""

    name: ClassVar[str]
    parameters: ClassVar[tuple[str, ...]]
    result: ClassVar[Value]

    def begin(self, emitter: Emitter) -> None:
        """The statements that the function begins with."""

    def attempt(self, emitter: Emitter, number: int) -> AbstractContextManager[None]:
        """What stands around the statements of the action of this number, once its trigger holds."""

    def items(self, emitter: Emitter, number: int) -> AbstractContextManager[None]:
        """What stands around the loop of an action that has a payload for each item."""

    def write(self, emitter: Emitter, writer: ObjectWriter, number: int, parts: Parts, where: Where) -> None:
        """The statements that make a payload, and put it where the others are."""

    def own(self, number: int, action: PlannedAction) -> Mapping[str, Any]:
        """What differs, by name, where the action of this number is another one of the same parts."""

    def join(self, found: Sequence[Any]) -> Any:
        """What several functions give, as one of them."""


class Fields(Struct, frozen=True):
    """The fields of payloads, and which actions are left to the reference path."""

    name: ClassVar[str] = "fields"
    parameters: ClassVar[tuple[str, ...]] = ("event",)
    result: ClassVar[Value] = Value("made", is_name=True)

    def begin(self, emitter: Emitter) -> None:
        emitter.line("made = []")

    @contextmanager
    def attempt(self, emitter: Emitter, number: int) -> Iterator[None]:
        action = emitter.known_as(f"ACTION_{number}", None)
        with emitter.branch("try:") as block:
            yield
        emitter.block.parts.append(block)
        emitter.line("except Exception:")
        emitter.line(f"    made.append(({action}, None, None))")

    @contextmanager
    def items(self, emitter: Emitter, number: int) -> Iterator[None]:
        emitter.line(f"made{number} = []")
        yield
        emitter.line(f"made += made{number}")

    def write(self, emitter: Emitter, writer: ObjectWriter, number: int, parts: Parts, where: Where) -> None:
        members = write_members(emitter, parts.mapping, writer, where)
        payload = write_payload(emitter, members, parts.action_type, parts.kept).code
        made, index = (f"made{number}", where.index) if parts.each else ("made", "None")
        emitter.line(f"{made}.append((ACTION_{number}, {index}, {payload}))")

    def own(self, number: int, action: PlannedAction) -> Mapping[str, Any]:
        return {f"ACTION_{number}": action}

    def join(self, found: Sequence[Made]) -> Made:
        return list(chain.from_iterable(found))


class Lines(Struct, frozen=True):
    """Lines of NDJSON, as text. None of them count where an action or an item fails, so nothing surrounds these."""

    name: ClassVar[str] = "lines"
    parameters: ClassVar[tuple[str, ...]] = ("event", "hour")
    result: ClassVar[Value] = Value("lines", is_name=True)

    def begin(self, emitter: Emitter) -> None:
        emitter.known_as("event_part", event_part)
        emitter.line("lines = part = ''")

    def attempt(self, emitter: Emitter, number: int) -> AbstractContextManager[None]:
        del emitter, number
        return nullcontext()

    def items(self, emitter: Emitter, number: int) -> AbstractContextManager[None]:
        del emitter, number
        return nullcontext()

    def write(self, emitter: Emitter, writer: ObjectWriter, number: int, parts: Parts, where: Where) -> None:
        start, rest = (_constant(emitter, f"{name}_{number}", text) for name, text in _texts(parts.line))
        message_id = where.event.field("messageId").name
        if parts.each:
            part = f"{{event_part(hour, {message_id}, {where.index})}}"
        else:
            # The same for all actions, and worked out for the first that fires.
            emitter.line(f"part = part or event_part(hour, {message_id})")
            part = "{part}"
        write_text(emitter, writer, parts, where, f"{start}{part}{rest}")

    def own(self, number: int, action: PlannedAction) -> Mapping[str, Any]:
        return {f"{name}_{number}": text for name, text in _texts(action.line)}

    def join(self, found: Sequence[str]) -> str:
        return "".join(found)


def _texts(line: LineForm) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("START", line.start), ("REST", line.rest)


def _constant(emitter: Emitter, name: str, text: str) -> str:
    return f"{{{emitter.known_as(name, text)}}}" if emitter.is_shared else within_f_string(text)
