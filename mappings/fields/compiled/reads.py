"""Which parts of the event a mapping reads."""

from collections.abc import Iterator

from mappings.expr.compiled.reads import Reads
from mappings.expr.expression import compile_expression
from mappings.fields.compiled.conditions import add_condition_reads
from mappings.fields.field import CompiledField, CompiledObject
from mappings.fields.template import Hole, parse_template


def add_reads(made: CompiledObject, event: Reads, here: Reads) -> None:
    """Note what the mapping reads of the event, and of where its paths start: the event itself, or an item."""
    for field in made.fields:
        start = event if field.at_event else here
        if field.only_when is not None:
            add_condition_reads(field.only_when, start)
        for path in _paths(field):
            start.add(compile_expression(path).tree)
        for path in field.field.from_event or ():
            event.add(compile_expression(path).tree)
        if field.field.each is not None:
            start = start.add_items(compile_expression(field.field.each).tree, ())
            if field.keeps is not None:
                add_condition_reads(field.keeps, start)
        if field.inner is not None:
            add_reads(field.inner, event, start)


def _paths(field: CompiledField) -> Iterator[str]:
    written = field.field
    yield from written.from_ or ()
    if written.template is not None:
        yield from (piece.path for piece in parse_template(written.template) if isinstance(piece, Hole))
