"""A mapping compiled: from an event to the fields of a payload."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from msgspec.structs import replace

from mappings.budget import measure
from mappings.fields.compiled.code import Code
from mappings.fields.compiled.copies import is_measured
from mappings.fields.entry import Entry, in_writing_order, read_entries
from mappings.fields.field import CompiledField, CompiledObject
from mappings.fields.options import option_steps
from mappings.fields.scope import Compilation, Condition, ConditionCompiler, FieldFailure, Mapped, Scope, Step
from mappings.fields.sources import items_step, keeps_all, object_step, plain_steps
from mappings.fields.warn_literal import warn_literal
from mappings.file.model import Field
from mappings.findings.diagnostic import Report

CURRENCY_OF_AN_ITEM = ("currency",)


@dataclass(frozen=True, slots=True)
class Mapper:
    """A compiled mapping. Calling it is pure: the event is never changed, one scope always gives the same.

    Fields are written in the order of entries. `fast` gives the same sooner, by generated `code`; with the
    engine `reference` it is a call.
    """

    object: CompiledObject
    code: Code = field(repr=False, compare=False)
    engine: Literal["compiled", "reference"] = "compiled"

    def __call__(self, scope: Scope) -> Mapped:
        """The fields that have a value, and the failures of those that should have one.

        A field's failure never stops the others; only an event that has used up its budget ends the work.
        """
        failures: list[FieldFailure] = []
        return Mapped(self.object.write(replace(scope, failures=failures)), failures)

    def fast(self, scope: Scope) -> Mapped:
        """The result of a call, by generated code. Where that fails, the call says why."""
        if self.engine == "reference":
            return self(scope)
        budget = scope.budget
        nodes, size = budget.nodes, budget.bytes
        try:
            return Mapped(self.code.run(scope), [])
        except Exception:  # noqa: BLE001  # whatever it is, the reference meets it too or does without
            budget.nodes, budget.bytes = nodes, size
            return self(scope)


def compile_mapping(
    entries: Sequence[Entry],
    report: Report,
    compile_condition: ConditionCompiler,
    *,
    roots: Collection[str] | None,
    currency_target: tuple[str, ...] | None,
) -> Mapper:
    """The mapper of an action; findings (bad paths, conditions, templates, targets) go to the report.

    `roots` are the first words that paths may have, None if any: paths of an action with `each:` start at an
    item. `currency_target` is the field that holds the currency of the payload's amounts.

    The event is one that was found sound: at most 1 MiB of JSON, 64 deep. A payload is then at most, by field:
    FREE_COPIES times the event and MOST_NODES times 64 bytes, or MOST_BYTES of text and MOST_NODES items, and
    what the file itself spells out. A caller need not measure it again.
    """
    plain = _compile_object(entries, Compilation(report, compile_condition, roots), currency_target)
    fields = tuple(_measured(one, at_item=roots is None) for one in plain.fields)
    made = replace(plain, fields=fields)
    return Mapper(made, Code(made))


def _measured(field: CompiledField, *, at_item: bool) -> CompiledField:
    """The field, with a last step that measures its value where that may be too much.

    The payloads of a list's items are always measured: there may be many.
    """
    if not (at_item or is_measured(field)):
        return field
    return replace(field, steps=(*field.steps, Step(_charge, field.spot)), is_measured=True)


def _compile_object(
    entries: Sequence[Entry], work: Compilation, currency_target: tuple[str, ...] | None
) -> CompiledObject:
    return CompiledObject(tuple(_compile_field(entry, work) for entry in in_writing_order(entries)), currency_target)


def _compile_field(entry: Entry, work: Compilation) -> CompiledField:
    field, spot = entry.field, entry.spot
    if entry.at_event:
        work = work.at_event()
    warn_literal(field, spot, work.report)
    only_when = None
    if field.only_when is not None:
        only_when = work.compile_condition(spot.at("only_when"), work.report, work.roots, True)
    inner = _inner(entry, work)
    keeps: Condition | None = keeps_all
    if field.where is not None:
        # Where it cannot be read, the report says so.
        keeps = work.compile_condition(spot.at("where"), work.report, None, False)
    steps = (*_source_steps(entry, inner, keeps, work), *option_steps(field, spot, work.report))
    kept = keeps if field.where is not None else None
    return CompiledField(
        entry.target, spot, steps, only_when, entry.at_event, _keeps_null(field), field, inner=inner, keeps=kept
    )


def _inner(entry: Entry, work: Compilation) -> CompiledObject | None:
    """The fields of the object, or of the items, that the entry makes."""
    field = entry.field
    if not field.model_fields_set & {"map", "set"}:
        return None
    parts = tuple(read_entries(field.map, field.set, entry.spot, work.report).values())
    return _compile_object(parts, work if field.each is None else work.at_item(), CURRENCY_OF_AN_ITEM)


def _source_steps(
    entry: Entry, inner: CompiledObject | None, keeps: Condition | None, work: Compilation
) -> tuple[Step, ...]:
    field, spot = entry.field, entry.spot
    if inner is None:
        return plain_steps(field, spot, work)
    if field.each is None:
        return (object_step(inner.write, entry.target, spot),)
    step = items_step(field, spot, inner.write, keeps, entry.target, work)
    return (step,) if step else ()


def _keeps_null(field: Field) -> bool:
    """Whether null is written: asked for by `if_missing: null`, or a literal itself (`set: {plan: null}`)."""
    said = field.model_fields_set
    return ("value" in said and field.value is None) or ("if_missing" in said and field.if_missing in (None, "null"))


def _charge(value: Any, scope: Scope) -> Any:
    measure(value, scope.budget)
    return value
