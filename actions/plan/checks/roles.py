"""Mappings that contradict the meaning of their fields."""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel

from destinations.sdk.fields.roles import AmountRole, CurrencyRole, Personal, Role, roles_of
from mappings.expr.expression import compile_expression
from mappings.expr.tree import Node
from mappings.fields.entry import Entry
from mappings.fields.target import show_target
from mappings.file.model import Field
from mappings.findings.diagnostic import Report
from mappings.findings.errors import ExpressionError
from mappings.findings.show import show

HASHES = frozenset({"sha256", "md5", "hmac_sha256"})


def check_roles(entries: Sequence[Entry], model: type[BaseModel], report: Report) -> None:
    """Findings about entries of the payload `model`, only where they are surely a mistake.

    W347: the hash of a value goes into a field that is hashed anyway. W348: an amount is mapped, and a currency is
    set to nothing.
    """
    for entry in entries:
        if any(isinstance(role, Personal) and role.sent == "sha256" for role in _roles(entry, model)):
            _check_hash(entry, report)
    given = [entry for entry in entries if not _is_nothing(entry.field)]
    if any(isinstance(role, AmountRole) for entry in given for role in _roles(entry, model)):
        for entry in entries:
            if entry not in given and any(isinstance(role, CurrencyRole) for role in _roles(entry, model)):
                message = f"{show_target(entry.target)} is set to nothing beside an amount"
                report.add("W348", entry.spot.place, message, "an amount needs its currency: write a code such as USD")


def _roles(entry: Entry, model: type[BaseModel]) -> tuple[Role, ...]:
    """The roles of the field that the entry writes, which may be inside an object."""
    for name in entry.target[:-1]:
        info = model.model_fields.get(name)
        inside = next(_models(info.annotation), None) if info else None
        if inside is None:
            return ()
        model = inside
    return roles_of(model).get(entry.target[-1], ())


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from _models(part)


def _is_nothing(field: Field) -> bool:
    return "value" in field.model_fields_set and field.value in (None, "")


def _check_hash(entry: Entry, report: Report) -> None:
    for number, text in enumerate(entry.field.from_ or ()):
        try:
            found = next((name for name in _outermost(compile_expression(text).tree) if name in HASHES), None)
        except ExpressionError:
            # Reported where the mapping is compiled.
            continue
        if found:
            message = (
                f"{show_target(entry.target)} is hashed anyway, and {found}() in {show(text)} hashes the value before"
            )
            hint = "map the plain value; of a hash that the event has already, say so: join('', ['sha256:', …])"
            report.add("W347", entry.spot.at("from", number).place, message, hint)


def _outermost(tree: Node) -> Iterator[str]:
    """The functions whose result can be the value of the whole expression."""
    if tree["type"] == "function_expression":
        yield tree["value"]
    elif tree["type"] == "or_expression":
        for part in tree["children"]:
            yield from _outermost(part)
    elif tree["type"] == "pipe":
        yield from _outermost(tree["children"][-1])
