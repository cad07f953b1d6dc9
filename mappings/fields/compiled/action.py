"""The function of a mapping: its frame."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from mappings.expr.compiled.block import BUDGET, TooDeepError
from mappings.expr.compiled.compile import FORMS
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.value import Value
from mappings.fields.compiled.field import Found, TooDeepFieldError
from mappings.fields.compiled.objects import Member, ObjectWriter, arrange, assemble
from mappings.fields.compiled.runtime import charge
from mappings.fields.compiled.where import Where
from mappings.fields.field import CompiledField, CompiledObject

AT_EVENT = ("event", "budget")
AT_ITEM = ("event", "item", "index", "budget")


def write_action(mapping: CompiledObject, *, at_item: bool) -> tuple[str, dict[str, Any]]:
    """The source of the mapping's function, and what it refers to by name; TooDeepError if it cannot be written.

    It gives the fields, of an event and a budget; with `at_item`, also of an item and its number. It raises where
    the mapping fails.
    """
    return until_written(partial(_write, mapping=mapping, at_item=at_item))


def until_written(
    write: Callable[[Emitter, ObjectWriter], str], *, is_shared: bool = False
) -> tuple[str, dict[str, Any]]:
    """The source that `write` writes, and what it refers to by name; TooDeepError if it cannot be written.

    Fields that go too deep are left out, and worked out by the reference, one after the other.
    """
    left_out: set[int] = set()
    while True:
        emitter = Emitter(FORMS, is_shared=is_shared)
        try:
            return write(emitter, ObjectWriter(left_out)), emitter.names
        except TooDeepFieldError as error:
            if id(error.field) in left_out:
                raise
            left_out.add(id(error.field))
        except RecursionError:
            raise TooDeepError from None


def write_members(emitter: Emitter, mapping: CompiledObject, writer: ObjectWriter, where: Where) -> list[Member]:
    """The keys of the mapping's object, after the statements that work out their values and pay for them."""
    found = writer.fields(emitter, mapping, where)
    charge_measured(emitter, found)
    return arrange(found)


def _write(emitter: Emitter, writer: ObjectWriter, *, mapping: CompiledObject, at_item: bool) -> str:
    event = emitter.subject("event", is_object=True)
    here = emitter.subject("item") if at_item else event
    made = assemble(emitter, write_members(emitter, mapping, writer, Where(event, here, "index" if at_item else "")))
    return emitter.function("action", AT_ITEM if at_item else AT_EVENT, Value(made.name, is_name=True))


def charge_measured(emitter: Emitter, found: Sequence[tuple[CompiledField, Found]]) -> None:
    """The statement that charges for the values of fields that are measured."""
    values = [one.value.code for field, one in found if field.is_measured]
    if values:
        emitter.known_as("charge", charge)
        emitter.line(f"charge([{', '.join(values)}], {BUDGET})")
