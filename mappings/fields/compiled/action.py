"""The function of a mapping: its frame."""

from collections.abc import Sequence
from typing import Any

from mappings.expr.compiled.block import TooDeepError
from mappings.expr.compiled.compile import FORMS
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.value import Value
from mappings.fields.compiled.field import Found, TooDeepFieldError
from mappings.fields.compiled.objects import ObjectWriter, arrange, assemble
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
    left_out: set[int] = set()
    while True:
        emitter = Emitter(FORMS)
        try:
            return _write(emitter, mapping, ObjectWriter(left_out), at_item=at_item), emitter.names
        except TooDeepFieldError as error:
            if id(error.field) in left_out:
                raise
            left_out.add(id(error.field))
        except RecursionError:
            raise TooDeepError from None


def _write(emitter: Emitter, mapping: CompiledObject, writer: ObjectWriter, *, at_item: bool) -> str:
    event = emitter.subject("event", is_object=True)
    here = emitter.subject("item") if at_item else event
    found = writer.fields(emitter, mapping, Where(event, here, "index" if at_item else ""))
    charge_measured(emitter, found)
    made = assemble(emitter, arrange(found))
    return emitter.function("action", AT_ITEM if at_item else AT_EVENT, Value(made.name, is_name=True))


def charge_measured(emitter: Emitter, found: Sequence[tuple[CompiledField, Found]]) -> None:
    """The statement that charges for the values of fields that are measured."""
    values = [one.value.code for field, one in found if field.is_measured]
    if values:
        emitter.known_as("charge", charge)
        emitter.line(f"charge([{', '.join(values)}], budget)")
