"""One field as Python: its condition, its source, its options."""

from collections.abc import Callable, Container

from msgspec import Struct

from mappings.expr.compiled.block import BUDGET, TooDeepError
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.value import Value
from mappings.fields.compiled.conditions import write_condition
from mappings.fields.compiled.options import KNOW_BLANKS, write_option
from mappings.fields.compiled.runtime import by_reference
from mappings.fields.compiled.sources import nulled, write_source
from mappings.fields.compiled.where import Where
from mappings.fields.field import CompiledField
from mappings.fields.target import show_target


class Found(Struct, frozen=True):
    """A field's value under a name or as a literal; `test` is a condition in Python for there being one.

    Without a test there always is; where the test fails the value is null. `note` says which line of the
    mapping it comes from, where no statement has said so.
    """

    value: Value
    test: str
    note: str


class TooDeepFieldError(TooDeepError):
    """This field goes deeper than generated code can."""

    def __init__(self, field: CompiledField) -> None:
        super().__init__()
        self.field = field


# Writes the object, or the list of items, that a field makes.
WriteInner = Callable[[Emitter, CompiledField, Where], Value]


def write_field(
    emitter: Emitter, field: CompiledField, where: Where, write_inner: WriteInner, left_out: Container[int]
) -> Found:
    """The statements of a field. Fields whose `id` is `left_out` are worked out by the reference."""
    note = "" if emitter.is_shared else _note(field)
    parts = emitter.block.parts
    if note:
        emitter.line(note)
    before = len(parts)
    try:
        found = _write(emitter, field, where, write_inner, left_out)
    except TooDeepFieldError:
        raise
    except (TooDeepError, RecursionError):
        raise TooDeepFieldError(field) from None
    if len(parts) > before:
        return found
    if note:
        parts.pop()
    return Found(found.value, found.test, note)


def _write(
    emitter: Emitter, field: CompiledField, where: Where, write_inner: WriteInner, left_out: Container[int]
) -> Found:
    if id(field) in left_out:
        return _reference(emitter, field, where)
    if field.at_event:
        where = where.at_event()
    if field.only_when is None:
        value = emitter.named(_value(emitter, field, where, write_inner))
        if not field.keeps_null:
            return Found(value, value.presence, "")
        return Found(emitter.named(nulled(value)), "", "")
    test = write_condition(emitter, field.only_when, where.here, "only_when_")
    if field.keeps_null:
        test = emitter.assigned(Value(test)).code
    result = emitter.assigned(emitter.literal(None), emitter.fresh())
    with emitter.branch(f"if {test}:") as block:
        value = _value(emitter, field, where, write_inner)
        value = nulled(emitter.named(value)) if value.may_be_blank else value
        emitter.line(f"{result.code} = {value.whole}")
    emitter.block.parts.append(block)
    return Found(Value(result.code, is_name=True), test if field.keeps_null else f"{result.code} is not None", "")


def _value(emitter: Emitter, field: CompiledField, where: Where, write_inner: WriteInner) -> Value:
    value = write_source(emitter, field.field, where) if field.inner is None else write_inner(emitter, field, where)
    for step in field.steps:
        if step.option:
            if value.may_be_blank and step.option not in KNOW_BLANKS:
                value = nulled(emitter.named(value))
            value = write_option(emitter, field.field, step, value, where)
    return value


def _reference(emitter: Emitter, field: CompiledField, where: Where) -> Found:
    if field.keeps_null:
        # There, no value and null are two things.
        raise TooDeepError
    called = emitter.known_as(emitter.fresh("field_"), by_reference(field))
    code = f"{called}({where.event.name}, {where.here.name}, {where.index or 0}, {where.currency}, {BUDGET})"
    value = emitter.assigned(Value(code))
    return Found(value, f"{value.code} is not None", "")


def _note(field: CompiledField) -> str:
    place = field.spot.key_place
    return f"# {_plain(place.file)}:{place.line} {_plain(show_target(field.target))}"


def _plain(text: str) -> str:
    """A text of the user's for a comment: on one line, in ASCII."""
    return text.encode("unicode_escape").decode("ascii")
