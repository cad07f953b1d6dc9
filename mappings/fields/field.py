"""One field of a payload compiled, and an object made of such fields: the reference."""

from contextlib import suppress
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from mappings.fields.scope import Condition, FieldFailure, Scope, Step
from mappings.fields.target import write_at
from mappings.file.model import Field
from mappings.findings.errors import EvaluationError
from mappings.located import Located

NO_VALUE: Final = object()


class CompiledField(Struct, frozen=True):
    """One field: where it goes and the steps to its value.

    `inner` are the fields of the object it makes, or of each item of the list, `keeps` which items those are.
    The value of a field that `is_measured` is charged to the budget, which the last of the steps does.
    """

    target: tuple[str, ...]
    spot: Located
    steps: tuple[Step, ...]
    only_when: Condition | None
    at_event: bool
    keeps_null: bool
    field: Field
    inner: "CompiledObject | None" = None
    keeps: Condition | None = None
    is_measured: bool = False

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

    def value_from(self, source: int, scope: Scope) -> Any:
        """What the value would be if the paths before that one of `from:` found nothing; NO_VALUE where it fails."""
        return replace(self, steps=self.steps[source:]).value_in(replace(scope, failures=[]))

    def first_with_value(self, source: int, scope: Scope) -> int:
        """Which path of `from:` the value of `value_from(source, scope)` comes from."""
        if self.at_event:
            scope = replace(scope, here=scope.event)
        count = len(self.field.from_ or ())
        with suppress(EvaluationError):
            return next((at for at in range(source, count) if self.steps[at].run(None, scope) is not None), source)
        return source

    def item(self, number: int, scope: Scope) -> Any:
        """The item of which an `each:` made the object of this number; None where there is none."""
        if self.at_event:
            scope = replace(scope, here=scope.event)
        items = next((step.items(scope) for step in self.steps if step.items is not None), [])
        return items[number] if number < len(items) else None

    def is_default(self, scope: Scope) -> bool:
        """Whether the event says nothing, so that `default:` is the field's value."""
        if self.at_event:
            scope = replace(scope, here=scope.event)
        value = None
        for step in self.steps:
            if step.option == "default":
                return value is None
            value = step.run(value, scope)
        return False

    def write(self, fields: dict[str, Any], value: Any, scope: Scope) -> None:
        try:
            write_at(fields, self.target, value)
        except EvaluationError as error:
            self.fail(error, self.spot, scope)

    def fail(self, error: EvaluationError, spot: Located, scope: Scope) -> None:
        is_required = self.field.required or self.field.if_missing == "fail"
        path = (*scope.inside, *self.target)
        scope.failures.append(FieldFailure.of(error, path, spot, is_required=is_required))


class CompiledObject(Struct, frozen=True):
    """Fields that are written together. The currency is worked out before the amounts it is the unit of."""

    fields: tuple[CompiledField, ...]
    currency_target: tuple[str, ...] | None

    def write(self, scope: Scope) -> dict[str, Any]:
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

    def moved(self, old: Located, new: Located) -> "CompiledObject":
        """The same for another action that says the same: its fields name that one's lines."""
        fields = (
            replace(one, spot=one.spot.moved(old, new), inner=one.inner and one.inner.moved(old, new))
            for one in self.fields
        )
        return replace(self, fields=tuple(fields))

    def _is_no_currency(self, field: CompiledField) -> bool:
        return field.target != self.currency_target
