"""Where a field's value comes from, as Python."""

from collections.abc import Sequence

from msgspec.structs import replace

from mappings.expr.compiled.block import BUDGET
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.paths import Path
from mappings.expr.compiled.value import Kind, Value
from mappings.expr.expression import compile_expression
from mappings.fields.compiled.runtime import fill
from mappings.fields.compiled.where import Where
from mappings.fields.sources import looks_up_blank, without_nulls
from mappings.fields.template import Hole, parse_template
from mappings.file.model import Field
from mappings.functions.missing import filled

# A text of more parts is measured before it is built.
MOST_PARTS = 16


def write_source(emitter: Emitter, field: Field, where: Where) -> Value:
    """The value of a source that makes no object."""
    may_be_blank = not looks_up_blank(field)
    if field.from_ is not None:
        return first_present(emitter, field.from_, where.here, may_be_blank=may_be_blank)
    if field.from_event is not None:
        return first_present(emitter, field.from_event, where.event, may_be_blank=may_be_blank)
    if field.template is not None:
        return template(emitter, field.template, field.if_missing, where.here)
    if field.counter is not None:
        return counter(emitter, field.counter, where)
    return emitter.literal(field.value)


def first_present(emitter: Emitter, paths: Sequence[str], here: Path, *, may_be_blank: bool) -> Value:
    """The first path's value; only where that is none, what the others give."""
    first = read(emitter, paths[0], here, may_be_blank=may_be_blank)
    if len(paths) == 1:
        return first
    first = emitter.named(first)
    if first.is_literal and first.presence == "False":
        return first_present(emitter, paths[1:], here, may_be_blank=may_be_blank)
    if first.is_never_null:
        return first
    with emitter.branch("") as block:
        rest = first_present(emitter, paths[1:], here, may_be_blank=may_be_blank)
    left_blank = rest.may_be_blank
    if block.is_empty:
        code = f"{first.code} if {first.presence} else {rest.whole}"
        is_verbatim = first.is_verbatim and rest.is_verbatim
        kind: Kind = "some" if rest.is_never_null else "any"
        return Value(code, kind, is_verbatim=is_verbatim, may_be_blank=left_blank)
    is_verbatim = first.is_verbatim and rest.is_verbatim
    result = replace(emitter.assigned(first), kind="any", is_verbatim=is_verbatim, may_be_blank=left_blank)
    block.header = f"if {first.absence}:"
    block.parts.append(f"{result.code} = {rest.whole}")
    emitter.block.parts.append(block)
    return result


def read(emitter: Emitter, path: str, here: Path, *, may_be_blank: bool) -> Value:
    tree = compile_expression(path).tree
    value = emitter.emit(tree, here)
    if tree["type"] == "multi_select_list":
        emitter.known_as("without_nulls", without_nulls)
        return Value(f"without_nulls({value.whole})")
    return _perhaps_blank(emitter, value) if may_be_blank else value


def _perhaps_blank(emitter: Emitter, value: Value) -> Value:
    """The value, of which a blank text is none."""
    if value.kind not in {"any", "some", "text"} or value.says_something:
        return value
    if value.path is not None and value.path.known.says_something:
        return value
    if value.is_literal:
        return emitter.literal(filled(value.literal))
    return replace(value, may_be_blank=True)


def nulled(value: Value) -> Value:
    """The value, null where it is a blank text; it has a name."""
    return Value(f"{value.code} if {value.presence} else None") if value.may_be_blank else value


def template(emitter: Emitter, text: str, if_missing: str | None, here: Path) -> Value:
    """An f-string where every hole has found a text."""
    pieces = [
        emitter.named(_perhaps_blank(emitter, emitter.emit(compile_expression(piece.path).tree, here)))
        if isinstance(piece, Hole)
        else emitter.literal(piece)
        for piece in parse_template(text)
    ]
    emitter.known_as("fill", fill)
    slow = f"fill([{', '.join(nulled(one).code for one in pieces)}], {emitter.literal(if_missing).code}, {BUDGET})"
    if len(pieces) > MOST_PARTS or any(one.is_literal and one.kind != "text" for one in pieces):
        return Value(slow)
    result = emitter.fresh()
    with emitter.branch("") as usual:
        parts = [emitter.within_text(one) for one in pieces]
        emitter.line(f"{result} = f'{''.join(parts)}'")
        emitter.spend(1, size=f"len({result})")
    unsure = list(dict.fromkeys(one.text_test for one in pieces if one.kind != "text" or one.may_be_blank))
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
