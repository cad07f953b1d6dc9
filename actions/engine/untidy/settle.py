"""From the fields of a mapping to a payload: what cannot be used is left out, with a warning."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from actions.engine.payload_errors import KEY, explain_error, place_of
from actions.engine.untidy import readings
from actions.engine.untidy.edits import value_at, with_value, without
from actions.engine.untidy.located import Part, locate, locate_path
from actions.engine.untidy.money import goes_with, has_sign, without_default_currency
from actions.engine.untidy.phones import read_phone
from actions.engine.untidy.protected import Protection, is_money
from actions.engine.untidy.sources import Found, Sources
from actions.engine.untidy.words import PART_LEFT_OUT, alike, left_out, passed_over, taken_out
from actions.event.event import Event
from actions.plan.planned import PlannedAction
from destinations.sdk.fields.money.amounts import is_no_count
from destinations.sdk.fields.roles import PersonRole, QuantityRole
from destinations.sdk.payload import Payload, leave_out_blanks
from mappings.fields.scope import FieldFailure, Mapped, Scope
from mappings.fields.target import Steps, show_steps
from mappings.findings.diagnostic import Diagnostic
from mappings.functions.missing import says_nothing

# Each round leaves something out or reads something; what is untidier than this is not an event for the tool.
MOST_ROUNDS = 20
SPENT = "E520"


class Settled(Struct, frozen=True):
    """The payload and the warnings about it, or the findings for which there is none."""

    payload: Payload | None
    findings: tuple[Diagnostic, ...] = ()


def settle(action: PlannedAction, event: Event, mapped: Mapped, scope: Scope, *, is_refused: bool = False) -> Settled:
    """The payload of these fields by the action's `on_error`.

    `leave_out` leaves out what the tool does without and what changes nothing of the rest, `skip_field` whatever the
    tool does without; with `skip_action` and `stop` any value that cannot be used fails the action. Values that can
    only mean one thing are read as that in any case. Fields of which generated code has refused the checks, so that
    `is_refused` says so, go to pydantic at once.
    """
    settling = _Settling(action, event, scope, mapped.fields, Sources(action, scope))
    if is_refused and not mapped.failures:
        settling.refused = mapped.fields
    return settling.run(mapped.failures)


class _Settling(Struct):
    action: PlannedAction
    event: Event
    scope: Scope
    fields: dict[str, Any]
    sources: Sources
    warnings: list[Diagnostic] = field(default_factory=list)
    errors: list[Diagnostic] = field(default_factory=list)
    last: list[Diagnostic] = field(default_factory=list)
    refused: dict[str, Any] | None = None
    _protection: Protection | None = None

    @property
    def model(self) -> type[Payload]:
        return self.action.action_type.payload

    @property
    def protection(self) -> Protection:
        if self._protection is None:
            self._protection = Protection.of(self.action, self.event)
        return self._protection

    def run(self, failures: Sequence[FieldFailure]) -> Settled:
        for failure in failures:
            self._treat_failure(failure)
        if not self.errors and has_sign(self.fields, self.model):
            self.fields = without_default_currency(self.fields, self.action, self.scope)
        for _ in range(MOST_ROUNDS):
            if self.errors:
                break
            payload = self._validated()
            if payload is not None:
                leave_out_blanks(payload, self.fields)
                return Settled(payload, tuple(self.warnings))
        return Settled(None, (*(self.errors or self.last), *self.warnings))

    def _validated(self) -> Payload | None:
        """The payload, or None with what was refused read, left out, or among the errors."""
        quick = None if self.fields is self.refused else self.action.action_type.quick(self.fields)
        if quick is not None:
            return quick
        try:
            return self.model.model_validate(self.fields)
        except ValidationError as error:
            self._treat(error.errors())
            return None

    def _treat(self, errors: Sequence[ErrorDetails]) -> None:
        self.last = [explain_error(one, self.action) for one in errors]
        before, gone = self.fields, list[Steps]()
        seen: set[Steps] = set()
        for error in errors:
            way = locate(error["loc"], before, self.model)
            # Each member of a union refuses the value once.
            if way and way[-1].path in seen:
                continue
            if way:
                seen.add(way[-1].path)
            gone += self._treat_error(error, way)
        self._take_away(gone)

    def _treat_error(self, error: ErrorDetails, way: list[Part]) -> list[Steps]:
        """The ways to what has to go."""
        finding = explain_error(error, self.action)
        if error["loc"][-1:] == (KEY,) and self.action.on_error != "skip_field":
            # A name is not a value: without it, what the mapping says would be gone.
            self.errors.append(finding)
            return []
        if error["type"] == "unusable" and self.action.on_error in {"leave_out", "skip_field"}:
            return self._leave_out_parts(error, way)
        read = self._read(error, way[-1]) if way and way[-1].is_there else readings.NOT_READ
        if read in (readings.NOT_READ, readings.MISSING) and self._goes_on(finding, way, error["input"], read):
            return []
        if read is readings.MISSING and not way[-1].is_required and not self._is_written(way[-1]):
            return [way[-1].path]
        if read is not readings.NOT_READ and read is not readings.MISSING:
            self.fields = with_value(self.fields, way[-1].path, read)
            return []
        if way and way[-1].is_top and way[-1].has(PersonRole):
            self._ask_again_without(error["input"])
        return self._leave_out(finding, way, error["input"])

    def _ask_again_without(self, refused: Any) -> None:
        """Fields that are there only where there is no id get their values, as this one is none."""
        for target, value in self.sources.without_id(refused):
            if target not in self.fields:
                self.fields = {**self.fields, target: value}

    def _read(self, error: ErrorDetails, part: Part) -> Any:
        number = read_phone(error["input"], part, self.fields, self.action)
        return readings.read(error, part) if number is None else number

    def _goes_on(self, finding: Diagnostic, way: list[Part], value: Any, read: object) -> bool:
        """Whether the field now has the value of the next path of its list; said where the first one was read wrong."""
        is_missing = read is readings.MISSING
        found = self._next_source(way, value, is_missing=is_missing) if way and way[-1].is_there else None
        if found is None:
            return False
        self.fields = with_value(self.fields, way[-1].path, found.value)
        if read is readings.NOT_READ:
            self.warnings.append(passed_over(finding, way, found.path, value))
        return True

    def _next_source(self, way: list[Part], value: Any, *, is_missing: bool = False) -> Found | None:
        goes_on = is_missing or self.action.on_error in {"leave_out", "skip_field"}
        return self.sources.next(way, value, is_missing=is_missing) if goes_on else None

    def _treat_failure(self, failure: FieldFailure) -> None:
        way = locate_path(failure.path, self.model)
        place = self.action.own(failure.spot).place
        finding = Diagnostic(failure.code, failure.message, failure.hint, place, path=failure.target)
        found = self._next_source(way, None) if failure.code != SPENT and len(failure.path) == 1 else None
        if found:
            self.fields = {**self.fields, failure.target: found.value}
            self.warnings.append(passed_over(finding, way, found.path, None))
            return
        if failure.is_required or failure.code == SPENT:
            self.errors.append(finding)
            return
        if self._is_of_nothing(failure.path):
            # That a line holds nothing is reported for the line.
            return
        # The field has no value as it is; the item around it may have to go.
        self._take_away([one for one in self._leave_out(finding, way) if one != failure.path])

    def _is_of_nothing(self, path: Steps) -> bool:
        inside = next((at for at, step in enumerate(path, start=1) if isinstance(step, int)), len(path))
        return inside < len(path) and self._says_nothing(path[:inside])

    def _take_away(self, gone: Sequence[Steps]) -> None:
        self.sources.take_away(self.fields, gone)
        self.fields = without(self.fields, gone)

    def _leave_out(self, finding: Diagnostic, way: list[Part], value: Any = None) -> list[Steps]:
        """The ways to what is left out for this finding; none, and an error, where nothing may be."""
        gone = next((part for part in reversed(way) if part.is_there and not part.is_required), None)
        if gone is None or (not self._is_no_loss(gone, value) and self._is_kept(way[way.index(gone) :])):
            self.errors.append(finding)
            return []
        warning = left_out(finding, gone, way, value=value)
        # Of an item that several of its fields were asked of, it is enough to report the first.
        if not any(one.path == warning.path and one.code == warning.code for one in self.warnings):
            self.warnings.append(warning)
        return [gone.path, *self._take_money_out(gone, warning)]

    def _is_no_loss(self, gone: Part, value: Any) -> bool:
        """Whether the tool hears the same without it: of a line that says nothing, and of the quantities 1.5 and -1.

        The sum of the lines has such a quantity, which the tool, as it counts pieces, has no place for.
        """
        if gone.is_item:
            return self._says_nothing(gone.path)
        is_of_order = self.protection.about == "order" and self.action.on_error == "leave_out"
        return is_of_order and gone.has(QuantityRole) and not gone.is_top and is_no_count(value)

    def _says_nothing(self, path: Steps) -> bool:
        """Whether the item holds no more than the mapping makes of an empty object: that is not a line of an order."""
        item = value_at(self.fields, path)
        if says_nothing(item):
            return True
        made = next((one for one in self.action.mapper.object.fields if one.target == path[:-1]), None)
        if made is None or made.inner is None or not isinstance(item, dict):
            return False
        index = int(path[-1])
        empty = made.inner.write(replace(self.scope, here={}, index=index, inside=path, failures=[]))
        # Which number among the others it has says nothing of it.
        counted = {one.target[0] for one in made.inner.fields if one.field.counter is not None}
        return all(name in counted or says_nothing(value) or value == empty.get(name) for name, value in item.items())

    def _leave_out_parts(self, error: ErrorDetails, way: list[Part]) -> list[Steps]:
        start = way[-1].path if way else ()
        parts = {(*start, *path): why for path, why in error.get("ctx", {})["parts"].items()}
        for (whole, *more), why in alike(parts):
            inner = locate_path(whole, self.model)
            shown = show_steps(whole)
            message = f"{shown} {why}" + (f"; so it is with {len(more)} more" if more else "")
            finding = Diagnostic(PART_LEFT_OUT, message, None, place_of(whole, self.action), path=shown)
            if inner[-1].is_required or self._is_kept(inner[-1:]):
                self.errors.append(explain_error(error, self.action))
                return []
            self.warnings.append(left_out(finding, inner[-1], inner, PART_LEFT_OUT, value_at(self.fields, whole)))
        return list(parts)

    def _take_money_out(self, gone: Part, warning: Diagnostic) -> list[Steps]:
        if not (gone.is_top and is_money(gone.roles)):
            return []
        taken = [path for path in goes_with([gone], self.fields, self.model) if path != gone.path]
        self.warnings += [taken_out(path, warning) for path in taken]
        return taken

    def _is_kept(self, parts: Sequence[Part]) -> bool:
        """Whether the action fails rather than go without these parts."""
        if self.action.on_error == "leave_out":
            return any(self.protection.holds(part) for part in parts)
        return self.action.on_error != "skip_field"

    def _is_written(self, part: Part) -> bool:
        """Whether the mapping file itself writes the value, so that it is meant as it stands."""
        return any(one.target == part.path and "value" in one.field.model_fields_set for one in self.action.entries)
