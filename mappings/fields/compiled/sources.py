"""Where a field's value comes from, as Python."""

from collections.abc import Sequence

from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.value import Value
from mappings.expr.expression import compile_expression
from mappings.fields.compiled.runtime import fill
from mappings.fields.compiled.where import Where
from mappings.fields.sources import without_nulls
from mappings.fields.template import Hole, parse_template
from mappings.file.model import Field

# A text of more parts is measured before it is built.
MOST_PARTS = 16


def write_source(emitter: Emitter, field: Field, where: Where) -> Value:
    """The value of a source that makes no object."""
    if field.from_ is not None:
        return first_present(emitter, field.from_, where.here)
    if field.from_event is not None:
        return first_present(emitter, field.from_event, where.event)
    if field.template is not None:
        return template(emitter, field.template, field.if_missing, where.here)
    if field.counter is not None:
        return counter(emitter, field.counter, where)
    return emitter.literal(field.value)


def first_present(emitter: Emitter, paths: Sequence[str], here: Path) -> Value:
    """The first path's value; only where that is null, what the others give."""
    first = read(emitter, paths[0], here)
    if len(paths) == 1:
        return first
    first = emitter.named(first)
    if first.is_literal and first.literal is None:
        return first_present(emitter, paths[1:], here)
    if first.is_never_null:
        return first
    with emitter.branch("") as block:
        rest = first_present(emitter, paths[1:], here)
    if block.is_empty:
        code = f"{first.code} if {first.code} is not None else {rest.whole}"
        is_verbatim = first.is_verbatim and rest.is_verbatim
        return Value(code, "some" if rest.is_never_null else "any", is_verbatim=is_verbatim)
    result = emitter.assigned(first)
    block.header = f"if {result.code} is None:"
    block.parts.append(f"{result.code} = {rest.whole}")
    emitter.block.parts.append(block)
    return result


def read(emitter: Emitter, path: str, here: Path) -> Value:
    tree = compile_expression(path).tree
    value = emitter.emit(tree, here)
    if tree["type"] != "multi_select_list":
        return value
    emitter.known_as("without_nulls", without_nulls)
    return Value(f"without_nulls({value.whole})")


def template(emitter: Emitter, text: str, if_missing: str | None, here: Path) -> Value:
    """An f-string where every hole has found a text."""
    pieces = [
        emitter.named(emitter.emit(compile_expression(piece.path).tree, here))
        if isinstance(piece, Hole)
        else emitter.literal(piece)
        for piece in parse_template(text)
    ]
    emitter.known_as("fill", fill)
    slow = f"fill([{', '.join(one.code for one in pieces)}], {emitter.literal(if_missing).code}, budget)"
    if len(pieces) > MOST_PARTS or any(one.is_literal and one.kind != "text" for one in pieces):
        return Value(slow)
    result = emitter.fresh()
    with emitter.branch("") as usual:
        parts = [emitter.within_text(one) for one in pieces]
        emitter.line(f"{result} = f'{''.join(parts)}'")
        emitter.spend(1, size=f"len({result})")
    unsure = list(dict.fromkeys(one.text_test for one in pieces if one.kind != "text"))
    emitter.block.parts.append(usual)
    if not unsure:
        return Value(result, "text", is_name=True)
    usual.header = f"if {' and '.join(unsure)}:"
    with emitter.branch("else:") as otherwise:
        emitter.line(f"{result} = {slow}")
    emitter.block.parts.append(otherwise)
    return Value(result, is_name=True)


def counter(emitter: Emitter, start: int, where: Where) -> Value:
    if not where.index:
        return emitter.literal(start)
    return Value(f"{start} + {where.index}" if start else where.index, "number")
