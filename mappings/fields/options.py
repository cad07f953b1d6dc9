"""What happens to a field's value after its source: each option of the grammar as a step."""

from collections.abc import Callable
from typing import Any

from mappings.budget import measure
from mappings.convert.json_text import to_json_text
from mappings.convert.money import to_money
from mappings.convert.table import CONVERSIONS
from mappings.convert.times import to_written_date
from mappings.fields.scope import Scope, Step
from mappings.fields.target import parse_target
from mappings.file.model import Field
from mappings.findings.diagnostic import Report
from mappings.findings.errors import EvaluationError, ExpressionError
from mappings.findings.show import kind_of
from mappings.functions.times.write_time import check_form
from mappings.located import Located

Run = Callable[[Any, Scope], Any]
Target = tuple[str, ...]
DAY = "%Y-%m-%d"


def option_steps(field: Field, spot: Located, report: Report) -> tuple[Step, ...]:
    """The steps of a field's options, in the order they apply, whatever the order of writing.

    All but `default`, `required` and `if_missing` leave a missing value missing.
    """
    steps: list[Step] = []

    def add(key: str, run: Run) -> None:
        steps.append(Step(run, spot.at(key), key))

    if field.only is not None:
        add("only", _only(_read_names(field.only, spot.at("only"), report)))
    if field.except_ is not None:
        add("except", _except(_read_names(field.except_, spot.at("except"), report)))
    if field.rename is not None:
        add("rename", _rename(field.rename))
    if field.lookup is not None:
        add("lookup", _lookup(field.lookup))
    if field.default is not None:
        add("default", _default(field.default))
    if field.as_ is not None:
        _check_form(field, spot, report)
        add("as", _if_present(_conversion(field)))
    if field.required:
        add("required", _require(field))
    elif field.if_missing == "fail":
        add("if_missing", _require(field))
    return tuple(steps)


def _only(names: list[Target]) -> Run:
    return _if_present(lambda value, _: _pick(_as_object(value, "only"), names))


def _except(names: list[Target]) -> Run:
    return _if_present(lambda value, _: _drop(_as_object(value, "except"), names))


def _rename(names: dict[str, str]) -> Run:
    def run(value: Any, _: Scope) -> Any:
        found = _as_object(value, "rename")
        renamed = {names[name]: part for name, part in found.items() if name in names}
        # A copied name gives way to a renamed one: the new name was written on purpose.
        return {name: part for name, part in found.items() if name not in names} | renamed

    return _if_present(run)


def _lookup(table: dict[str, Any]) -> Run:
    def run(value: Any, _: Scope) -> Any:
        if isinstance(value, dict | list):
            raise EvaluationError(
                f"a lookup takes a text, a number or true/false, not {kind_of(value)}",
                "name a value inside it",
            )
        return table.get(_table_key(value))

    return _if_present(run)


def _default(literal: Any) -> Run:
    return lambda value, _: literal if value is None else value


def _check_form(field: Field, spot: Located, report: Report) -> None:
    for option, form, zone in (("format", field.format, None), ("zone", None, field.zone)):
        try:
            check_form(form or "", zone)
        except EvaluationError as error:
            report.add("E352", spot.at(option).place, str(error), error.hint)


def _conversion(field: Field) -> Run:
    kind = field.as_ or ""
    if kind == "money":
        unit = field.unit or "major"
        return lambda value, scope: to_money(value, unit, scope.currency)
    if field.format or field.zone:
        form, zone = field.format or DAY, field.zone
        return lambda value, _: to_written_date(value, form, zone)
    if kind == "json":
        return _json_text
    convert = CONVERSIONS[kind]
    return lambda value, _: convert(value)


def _json_text(value: Any, scope: Scope) -> str:
    # Measured before it is written: parts that are shared in memory are written as often as they appear.
    measure(value, scope.budget)
    return to_json_text(value)


def _require(field: Field) -> Run:
    paths = field.from_ or field.from_event or ([field.each] if field.each else [])
    what = "value that is listed under lookup:" if field.lookup else "value"
    why = f": {' and '.join(paths)} {'has' if len(paths) == 1 else 'have'} no {what}" if paths else ""
    hint = "give it a `default:`, or list another path under `from:`"

    def run(value: Any, _: Scope) -> Any:
        if value is None:
            raise EvaluationError(f"is required and missing{why}", hint, code="E501")
        return value

    return run


def _if_present(run: Run) -> Run:
    return lambda value, scope: None if value is None else run(value, scope)


def _as_object(value: Any, option: str) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise EvaluationError(
        f"`{option}` works on an object, not on {kind_of(value)}",
        'if it is not always one, add only_when: type(…) = "object"',
    )


def _pick(found: dict[str, Any], names: list[Target]) -> dict[str, Any]:
    """The named parts of an object, in its own order; of `address.city` the address with its city alone."""
    picked = {}
    for name, part in found.items():
        deeper = [target[1:] for target in names if target[0] == name]
        if () in deeper:
            picked[name] = part
        elif deeper and isinstance(part, dict) and (inner := _pick(part, deeper)):
            picked[name] = inner
    return picked


def _drop(found: dict[str, Any], names: list[Target]) -> dict[str, Any]:
    """The object without the named parts. Copies what it changes: the event stays as it was."""
    left = {}
    for name, part in found.items():
        deeper = [target[1:] for target in names if target[0] == name]
        if () not in deeper:
            left[name] = _drop(part, deeper) if deeper and isinstance(part, dict) else part
    return left


def _table_key(value: Any) -> str:
    """How a value is written as a key of a table: `yes`, `true`, `3` (also for 3.0), `2.5`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _read_names(names: list[str], spot: Located, report: Report) -> list[Target]:
    read = []
    for number, name in enumerate(names):
        try:
            read.append(parse_target(name))
        except ExpressionError as error:
            report.add(error.problem.code, spot.at(number).place, error.problem.message, error.problem.hint)
    return read
