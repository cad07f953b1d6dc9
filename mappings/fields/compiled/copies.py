"""Which fields of a payload must be measured against the budget."""

from typing import Final

from mappings.expr.compiled.copies import COPY_BYTES, copies_of, most_copies
from mappings.expr.expression import compile_expression
from mappings.fields.field import CompiledField, CompiledObject
from mappings.findings.errors import ExpressionError

# A field that can hold no more copies of parts of the event is no explosion, whatever the event.
FREE_COPIES: Final = 16


def is_measured(field: CompiledField) -> bool:
    """Whether what the field makes is charged to the event's budget as they would be written out.

    Those of most fields need not be: an event is at most 1 MiB long, 64 deep and all JSON when it comes here,
    and a field that just reads from it holds at most FREE_COPIES of it. Loops and texts are always paid for
    where they run.
    """
    return _most_copies(field) > FREE_COPIES


def _most_copies(field: CompiledField) -> float:
    """The copies of the event, or of the item at hand, that one value of the field, or inside it, can hold."""
    written = field.field
    literals = [written.value, written.default, written.lookup, written.rename]
    least = max(copies_of(one) for one in literals)
    if field.inner is None:
        return max((least, *map(_copies_at, [*(written.from_ or ()), *(written.from_event or ())])))
    if written.each is None:
        return max(least, _most_inside(field.inner))
    if _reads_the_event(field.inner):
        # It is written for each item, of which there may be many.
        return float("inf")
    # Together the items are no more than their list.
    return max(least, _copies_at(written.each) * _most_inside(field.inner))


def _most_inside(made: CompiledObject) -> float:
    return max((_most_copies(one) + len(".".join(one.target)) // COPY_BYTES for one in made.fields), default=1)


def _copies_at(path: str) -> float:
    try:
        return most_copies(compile_expression(path).tree)
    except ExpressionError:
        # The report says so; nothing will run.
        return 1


def _reads_the_event(made: CompiledObject) -> bool:
    return any(
        one.at_event or one.field.from_event is not None or (one.inner is not None and _reads_the_event(one.inner))
        for one in made.fields
    )
