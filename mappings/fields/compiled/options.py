"""What happens to a value after its source, as Python: each option in turn."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from mappings.convert.money import to_money
from mappings.convert.table import CONVERSIONS
from mappings.expr.compiled.block import BUDGET
from mappings.expr.compiled.emitter import Emitter
from mappings.expr.compiled.value import Kind, Rank, Value
from mappings.fields.compiled.runtime import json_text, refuse
from mappings.fields.compiled.where import Where
from mappings.fields.scope import Step
from mappings.fields.target import parse_target
from mappings.file.model import Field

# Gives the next value; the step is what the reference does.
Option = Callable[[Emitter, Field, Step, Value, Where], Value]

# The values that a conversion gives back as they are, and what a conversion gives.
STAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text": "type({0}) is str",
        "integer": "type({0}) is int",
        "boolean": "type({0}) is bool",
        "list": "type({0}) is list",
        "number": "type({0}) is int",
    }
)
GIVES: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "boolean": "bool",
        "epoch_ms": "number",
        "epoch_s": "number",
        "epoch_us": "number",
        "integer": "number",
        "list": "list",
        "money": "number",
        "number": "number",
    }
)


# The options that take a blank text for no value themselves.
KNOW_BLANKS = frozenset({"default", "required", "if_missing"})


def write_option(emitter: Emitter, field: Field, step: Step, value: Value, where: Where) -> Value:
    return OPTIONS[step.option](emitter, field, step, value, where)


def _as_the_reference(emitter: Emitter, _: Field, step: Step, value: Value, __: Where) -> Value:
    run = emitter.known_as(emitter.fresh(f"{step.option}_"), step.run)
    return _if_present(emitter, value, f"{run}({{0}}, None)", "any")


def _only(emitter: Emitter, field: Field, step: Step, value: Value, where: Where) -> Value:
    return _fields(emitter, field, step, value, where, (field.only or (), "in"))


def _except(emitter: Emitter, field: Field, step: Step, value: Value, where: Where) -> Value:
    return _fields(emitter, field, step, value, where, (field.except_ or (), "not in"))


def _fields(
    emitter: Emitter, field: Field, step: Step, value: Value, where: Where, chosen: tuple[Sequence[str], str]
) -> Value:
    """The fields of an object whose names are among those chosen, or are not; they are plain names."""
    names, sign = chosen
    paths = [parse_target(name) for name in names]
    if value.is_literal or any(len(path) > 1 for path in paths):
        return _as_the_reference(emitter, field, step, value, where)
    known = emitter.known_as(emitter.fresh("NAMES_"), frozenset(path[0] for path in paths))
    emitter.known_as("refuse", refuse)
    value = emitter.named(value)
    made = f"{{key: item for key, item in {value.code}.items() if key {sign} {known}}}"
    return Value(f"{made} if type({value.code}) is dict else None if {value.code} is None else refuse()")


def _lookup(emitter: Emitter, field: Field, step: Step, value: Value, _: Where) -> Value:
    value = emitter.named(value)
    table = emitter.known_as(emitter.fresh("TABLE_"), field.lookup)
    run = emitter.known_as(emitter.fresh("lookup_"), step.run)
    return Value(f"{table}.get({value.code}) if type({value.code}) is str else {run}({value.code}, None)")


def _default(emitter: Emitter, field: Field, _: Step, value: Value, __: Where) -> Value:
    value = emitter.named(value)
    default = emitter.literal(field.default)
    if value.is_literal:
        return default if value.literal is None else value
    if value.is_never_null:
        return value
    is_verbatim = value.is_verbatim and default.is_verbatim
    return Value(f"{value.code} if {value.presence} else {default.code}", "some", is_verbatim=is_verbatim)


def _conversion(emitter: Emitter, field: Field, step: Step, value: Value, where: Where) -> Value:
    kind = field.as_ or ""
    if field.format or field.zone:
        return _as_the_reference(emitter, field, step, value, where)
    gives = GIVES.get(kind, "text")
    if kind == "json":
        emitter.known_as("json_text", json_text)
        return _if_present(emitter, value, f"json_text({{0}}, {BUDGET})", gives)
    if kind == "money":
        emitter.known_as("to_money", to_money)
        unit = field.unit or "major"
        currency = f", {where.currency}" if unit == "minor" else ""
        return _if_present(emitter, value, f"to_money({{0}}, {unit!r}{currency})", gives)
    convert = emitter.known_as(f"to_{kind}", CONVERSIONS[kind])
    return _if_present(emitter, value, f"{convert}({{0}})", gives, STAYS.get(kind, ""))


def _required(emitter: Emitter, _: Field, __: Step, value: Value, ___: Where) -> Value:
    if value.is_never_null:
        return value
    emitter.known_as("refuse", refuse)
    kind: Kind = "any" if value.guard else value.kind
    known = replace(value, code=emitter.variable(value), kind=kind, is_name=True, guard="")
    emitter.line(f"if {known.absence}:")
    emitter.line("    refuse()")
    return Value(known.code, "some", is_name=True, is_verbatim=value.is_verbatim)


def _if_present(emitter: Emitter, value: Value, call: str, gives: Kind, stays: str = "") -> Value:
    """The call for a value that is there, unless it `stays` as it is."""
    value = emitter.named(value)
    if value.is_literal and value.literal is None:
        return value
    code = value.code
    called = call.format(code)
    if value.is_never_null and not stays:
        return Value(called, gives, rank=Rank.ATOM)
    if value.is_literal:
        return Value(called, gives, rank=Rank.ATOM)
    if not stays:
        return Value(f"{called} if {code} is not None else None")
    if value.is_never_null:
        return Value(f"{code} if {stays.format(code)} else {called}", gives)
    return Value(f"{code} if {code} is None or {stays.format(code)} else {called}")


OPTIONS: Final[Mapping[str, Option]] = MappingProxyType(
    {
        "only": _only,
        "except": _except,
        "rename": _as_the_reference,
        "lookup": _lookup,
        "default": _default,
        "as": _conversion,
        "required": _required,
        "if_missing": _required,
    }
)
