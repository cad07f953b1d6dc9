"""Which parts of the event a mapping reads."""

from collections.abc import Iterator

from mappings.expr.compiled.reads import Reads
from mappings.expr.expression import compile_expression
from mappings.fields.field import CompiledField, CompiledObject
from mappings.fields.template import Hole, parse_template


def add_reads(made: CompiledObject, event: Reads) -> None:
    """Note what the mapping of an action without `each:` reads.

    Conditions are left out: these ask for the whole event.
    """
    for field in made.fields:
        for path in _paths(field):
            event.add(compile_expression(path).tree)
        if field.inner is not None:
            if field.field.each is None:
                add_reads(field.inner, event)
            else:
                _add_from_event(field.inner, event)


def _paths(field: CompiledField) -> Iterator[str]:
    written = field.field
    yield from written.from_ or ()
    yield from written.from_event or ()
    if written.each is not None:
        yield written.each
    if written.template is not None:
        yield from (piece.path for piece in parse_template(written.template) if isinstance(piece, Hole))


def _add_from_event(made: CompiledObject, event: Reads) -> None:
    """Note what fields of a list's items read of the event beside their item."""
    for field in made.fields:
        if field.at_event:
            add_reads(CompiledObject((field,), None), event)
            continue
        for path in field.field.from_event or ():
            event.add(compile_expression(path).tree)
        if field.inner is not None:
            _add_from_event(field.inner, event)
