"""Amounts with a currency sign or in an ambiguous form, read together with the payload's currency."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from msgspec import Struct, field
from pydantic import BaseModel, BeforeValidator

from destinations.sdk.fields.money.amounts import read_amount
from destinations.sdk.fields.money.currencies import code_of
from destinations.sdk.fields.money.texts import Disputed, Written, read_written
from destinations.sdk.fields.roles import CurrencyRole, fields_with

# Of what is written in place of a currency, as much as a message shows.
LONGEST = 20


class Money(Struct, frozen=True):
    """Where a model has money: its amounts, its currencies, and its fields that hold models with money, by name."""

    amounts: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    inside: Mapping[str, "Money"] = field(default_factory=dict)


def money_of(model: type[BaseModel], around: tuple[type, ...] = ()) -> Money:
    """Where the model has amounts that `read_amount` reads, and what says their currency."""
    amounts, inside = [], {}
    for name, info in model.model_fields.items():
        if info.alias is None and any(_is_amount(part) for part in (info.annotation, *info.metadata)):
            amounts.append(name)
        models = [one for one in models_in(info.annotation) if one not in (model, *around)]
        if len(models) == 1 and (money := money_of(models[0], (model, *around))) != NO_MONEY:
            inside[name] = money
    return Money(tuple(amounts), fields_with(model, CurrencyRole), inside)


def settled(money: Money, fields: dict[str, Any], outer: str | None = None) -> dict[str, Any]:
    """The fields, with decimals for those texts that are amounts of their currency, which the first sign may choose.

    A text that is not an amount beside its currency stays, and says why. The fields themselves come back where there
    is no such text. `outer` is the currency of what the fields stand in.

    >>> from destinations.sdk.fields.money.amounts import Amount, Currency
    >>> class Sale(BaseModel):
    ...     revenue: Amount | None = None
    ...     currency: Currency | None = None
    >>> settled(money_of(Sale), {"revenue": "€20"})
    {'revenue': Decimal('20'), 'currency': 'EUR'}
    """
    if not any(_unclear(money, fields)):
        return fields
    currency = _given(money, fields) or outer
    alone = () if currency else _unclear(money, fields, beside_none=True)
    chosen = next((one.chosen for one in alone if one.chosen), None)
    if chosen and money.currencies:
        currency, fields = chosen, {**fields, money.currencies[0]: chosen}
    amounts = {name: _read(fields[name], currency) for name in money.amounts if isinstance(fields.get(name), str)}
    inner = {name: _settled_inside(one, fields[name], currency) for name, one in money.inside.items() if name in fields}
    return {**fields, **amounts, **inner}


def has_amount(money: Money, value: Any) -> bool:
    """Whether the fields of such a model, or of a list of them, hold an amount.

    >>> has_amount(Money(("price",)), [{"price": None}, {"price": "5"}]), has_amount(Money(("price",)), None)
    (True, False)
    """
    if isinstance(value, list):
        return any(has_amount(money, one) for one in value)
    if not isinstance(value, dict):
        return False
    own = any(value.get(name) is not None for name in money.amounts)
    return own or any(has_amount(inside, value.get(name)) for name, inside in money.inside.items())


def models_in(kind: Any) -> Iterator[type[BaseModel]]:
    """The models that a type names, wherever in it they stand."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from models_in(part)


def _settled_inside(money: Money, value: Any, currency: str | None) -> Any:
    if isinstance(value, dict):
        return settled(money, value, currency)
    return [_settled_inside(money, one, currency) for one in value] if isinstance(value, list) else value


def _unclear(money: Money, value: Any, *, beside_none: bool = False) -> Iterator[Written]:
    """The amounts whose texts say more than a number, or might say another one; only those beside no currency."""
    if isinstance(value, list):
        for one in value:
            yield from _unclear(money, one, beside_none=beside_none)
    if not isinstance(value, dict) or (beside_none and _given(money, value)):
        return
    for name in money.amounts:
        written = read_written(value[name]) if isinstance(value.get(name), str) else None
        if written and not written.is_plain:
            yield written
    for name, inside in money.inside.items():
        yield from _unclear(inside, value.get(name), beside_none=beside_none)


def _given(money: Money, fields: dict[str, Any]) -> str | None:
    """The currency that is written, be it one or not."""
    given = (code_of(str(fields[name]))[:LONGEST] for name in money.currencies if fields.get(name) is not None)
    return next((one for one in given if one), None)


def _read(text: str, currency: str | None) -> Any:
    written = read_written(text)
    if written is None or written.is_plain:
        return text
    why = written.refused(currency)
    return Disputed.of(text, why) if why else written.amount


def _is_amount(part: Any) -> bool:
    if isinstance(part, BeforeValidator):
        return part.func is read_amount
    return any(map(_is_amount, (*get_args(part),)))


NO_MONEY = Money()
