"""A mapping compiled: from an event to the fields of a payload."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from mappings.budget import measure
from mappings.fields.entry import Entry, in_writing_order, read_entries
from mappings.fields.options import option_steps
from mappings.fields.scope import Compilation, Condition, ConditionCompiler, FieldFailure, Mapped, Scope, Step
from mappings.fields.sources import items_step, object_step, plain_steps
from mappings.fields.target import show_target, write_at
from mappings.fields.warn_literal import warn_literal
from mappings.file.model import Field
from mappings.findings.diagnostic import Report
from mappings.findings.errors import EvaluationError
from mappings.spot import Spot

NO_VALUE: Final = object()
CURRENCY_OF_AN_ITEM = ("currency",)


@dataclass(frozen=True, slots=True)
class CompiledField:
    """One field: where it goes and the steps to its value."""

    target: tuple[str, ...]
    spot: Spot
    steps: tuple[Step, ...]
    only_when: Condition | None
    at_event: bool
    keeps_null: bool

    def value_in(self, scope: Scope) -> Any:
        """The field's value, or NO_VALUE; a failure of a step is added to the scope's and gives no value."""
        if self.at_event:
            scope = replace(scope, here=scope.event)
        value, spot = None, self.spot
        try:
            if self.only_when is not None and not self.only_when(scope.here, scope.budget):
                return NO_VALUE
            for step in self.steps:
                if scope.has_given_up:
                    return NO_VALUE
                spot = step.spot
                value = step.run(value, scope)
        except EvaluationError as error:
            self.fail(error, spot, scope)
            return NO_VALUE
        return NO_VALUE if value is None and not self.keeps_null else value

    def write(self, fields: dict[str, Any], value: Any, scope: Scope) -> None:
        try:
            write_at(fields, self.target, value)
        except EvaluationError as error:
            self.fail(error, self.spot, scope)

    def fail(self, error: EvaluationError, spot: Spot, scope: Scope) -> None:
        scope.failures.append(FieldFailure.of(error, scope.inside + show_target(self.target), spot))


@dataclass(frozen=True, slots=True)
class Mapper:
    """A compiled mapping. Calling it is pure: the event is never changed, one scope always gives the same.

    The currency is worked out before the amounts it is the unit of; fields are written in the order of
    entries.
    """

    fields: tuple[CompiledField, ...]
    currency_target: tuple[str, ...] | None

    def __call__(self, scope: Scope) -> Mapped:
        """The fields that have a value, and the failures of those that should have one.

        A field's failure never stops the others; only an event that has used up its budget ends the work.
        """
        failures: list[FieldFailure] = []
        return Mapped(self.write_object(replace(scope, failures=failures)), failures)

    def write_object(self, scope: Scope) -> dict[str, Any]:
        values: dict[tuple[str, ...], Any] = {}
        for field in sorted(self.fields, key=self._is_no_currency):
            value = field.value_in(scope)
            if field.target == self.currency_target and isinstance(value, str):
                scope = replace(scope, currency=value)
            values[field.target] = value
        fields: dict[str, Any] = {}
        for field in self.fields:
            if values.get(field.target, NO_VALUE) is not NO_VALUE:
                field.write(fields, values[field.target], scope)
        return fields

    def _is_no_currency(self, field: CompiledField) -> bool:
        return field.target != self.currency_target


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
    item. `currency_target` is the field that holds the currency of the payload's amounts. Every value is
    charged to the event's budget as it would be written out, so a caller need not measure the payload again.
    """
    mapper = _compile_object(entries, Compilation(report, compile_condition, roots), currency_target)
    charged = [replace(field, steps=(*field.steps, Step(_charge, field.spot))) for field in mapper.fields]
    return replace(mapper, fields=tuple(charged))


def _compile_object(entries: Sequence[Entry], work: Compilation, currency_target: tuple[str, ...] | None) -> Mapper:
    return Mapper(tuple(_compile_field(entry, work) for entry in in_writing_order(entries)), currency_target)


def _compile_field(entry: Entry, work: Compilation) -> CompiledField:
    field, spot = entry.field, entry.spot
    if entry.at_event:
        work = work.at_event()
    warn_literal(field, spot, work.report)
    only_when = None
    if field.only_when is not None:
        only_when = work.compile_condition(spot.at("only_when"), work.report, work.roots)
    steps = (*_source_steps(entry, work), *option_steps(field, spot, work.report))
    return CompiledField(entry.target, spot, steps, only_when, entry.at_event, _keeps_null(field))


def _source_steps(entry: Entry, work: Compilation) -> tuple[Step, ...]:
    field, spot, label = entry.field, entry.spot, show_target(entry.target)
    if not field.model_fields_set & {"map", "set"}:
        return plain_steps(field, spot, work)
    parts = tuple(read_entries(field.map, field.set, spot, work.report).values())
    if field.each is None:
        return (object_step(_compile_object(parts, work, CURRENCY_OF_AN_ITEM).write_object, label, spot),)
    item = _compile_object(parts, work.at_item(), CURRENCY_OF_AN_ITEM)
    step = items_step(field, spot, item.write_object, label, work)
    return (step,) if step else ()


def _keeps_null(field: Field) -> bool:
    """Whether null is written: asked for by `if_missing: null`, or a literal itself (`set: {plan: null}`)."""
    said = field.model_fields_set
    return ("value" in said and field.value is None) or ("if_missing" in said and field.if_missing in (None, "null"))


def _charge(value: Any, scope: Scope) -> Any:
    measure(value, scope.budget)
    return value
