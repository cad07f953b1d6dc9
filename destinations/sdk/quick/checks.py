"""A payload model as statements, to be part of a longer function."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from destinations.sdk.payload import Payload
from destinations.sdk.quick.desk import Desk, NotQuickError, Page
from destinations.sdk.quick.model import Shape, is_currency_rule, shape_of, write_model
from destinations.sdk.quick.schema import schema_of


@dataclass(frozen=True, slots=True)
class Checks:
    """Statements that put the payload into the variable `made`.

    They use the variables `p1`, `p2` …, `values`, `given` and `extra`; `functions` is the source of functions
    that go before theirs, and `names` what all of it refers to. A value that is left to pydantic ends in the
    statement `refuse`, or in an exception.
    """

    lines: tuple[str, ...]
    functions: str
    names: Mapping[str, Any]


def emit_checks(model: type[BaseModel], variables: Mapping[str, str], refuse: str = "return None") -> Checks | None:
    """The statements for values in `variables`, by field; a variable that is None has no value for its field.

    None if the model has no quick form for these fields: it has none at all, a field is not its own, or a
    required one is not among them.

    >>> class Greet(BaseModel):
    ...     name: str
    >>> print(*emit_checks(Greet, {"name": "v1"}).lines[:4], sep=chr(10))
    values = BLANK_1.copy()
    given = {'name'}
    p1 = v1
    if p1 is None:
    """
    desk = Desk()
    page = Page(desk, refuse)
    try:
        shape = shape_of(schema_of(model, desk), desk)
        _check_fields(shape, variables)
        variables = _write_before(page, shape, variables)
        write_model(page, shape, variables)
    except NotQuickError:
        return None
    return Checks(tuple(page.lines), "\n\n".join(desk.functions), desk.names)


def _check_fields(shape: Shape, variables: Mapping[str, str]) -> None:
    required = {name for name, node in shape.fields.items() if node["type"] != "default"}
    if not required <= variables.keys() <= shape.fields.keys():
        raise NotQuickError


def _write_before(page: Page, shape: Shape, variables: Mapping[str, str]) -> Mapping[str, str]:
    """The variables after the validators that see all fields at once: of these only the payload's own is known."""
    for function in shape.before:
        if not is_currency_rule(function, shape.model):
            raise NotQuickError
        variables = _without_lone_currency(page, shape.model, variables)
    return variables


def _without_lone_currency(page: Page, model: Any, variables: Mapping[str, str]) -> Mapping[str, str]:
    payload: type[Payload] = model
    currencies = [name for name in payload.currencies if name in variables]
    amounts = [variables[name] for name in payload.amounts if name in variables]
    if not payload.amounts or not currencies:
        return variables
    kept = dict(variables)
    for name in currencies:
        kept[name] = page.desk.fresh("p")
        page.line(f"{kept[name]} = {variables[name]}")
    if not amounts:
        return {name: variable for name, variable in kept.items() if name not in currencies}
    with page.block(f"if {' and '.join(f'{amount} is None' for amount in amounts)}:"):
        page.line(f"{' = '.join(kept[name] for name in currencies)} = None")
    return kept
