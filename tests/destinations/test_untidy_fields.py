"""Every money, list and object field of every destination, made from the definitions themselves."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from destinations.registry import load_registry
from destinations.sdk import AmountRole, CurrencyRole, QuantityRole, Role, roles_of
from destinations.sdk.fields.money.settle import Money, models_in, money_of

REGISTRY = load_registry([])
# What money and numbers of things are called, in all destinations.
AMOUNTS = {"revenue", "value", "price", "amount", "total", "subtotal", "tax", "shipping", "discount", "monthly_spend"}
NAMED: dict[str, type[Any]] = {
    **dict.fromkeys(AMOUNTS, AmountRole),
    "currency": CurrencyRole,
    "quantity": QuantityRole,
}
# What a company pays a month is in whatever the workspace counts in.
WITHOUT_CURRENCY = {"intercom group"}
NO_AMOUNTS: list[Any] = [
    *("€20", "1.019", "1,019.99", "10,50", "abc", "", " ", True, [], {}, {"amount": 5}, float("nan")),
]
HOSTILE: dict[str, Any] = {
    **{f"n{number}": number for number in range(600)},
    "": 1,
    "$dollar": 1,
    "a.b": 1,
    "a-b": 1,
    "with space": "x",
    "1st": 1,
    "google_x": 1,
    "x" * 300: 1,
    "long": "x" * 5000,
    "list": [1] * 400,
    "deep": {"a": {"b": {}}},
    "empty": {},
    "none": None,
    "yes": True,
    "value": "dark",
    "currency": "coins",
    "price": {"amount": 3000, "currency": "USD"},
}


def models() -> Iterator[tuple[str, type[BaseModel]]]:
    for name in REGISTRY.names():
        plugin = REGISTRY.find(name)
        assert plugin
        for one in plugin.destination.action_types:
            yield f"{name} {one.name}", one.payload
            for inner in inner_models(one.payload):
                yield f"{name} {one.name} {inner.__name__}", inner


def inner_models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for info in model.model_fields.values():
        for inner in models_in(info.annotation):
            yield inner
            yield from inner_models(inner)


# By model, as several action types have the same.
MODELS = {model: label for label, model in reversed(list(models()))}
FIELDS = {
    f"{label}.{name}": (model, name, info)
    for model, label in reversed(MODELS.items())
    for name, info in model.model_fields.items()
}


def is_number(info: FieldInfo) -> bool:
    return any(one is Decimal for one in flat_types(info.annotation))


def is_object(info: FieldInfo) -> bool:
    return any(get_origin(one) is dict for one in flat_types(info.annotation))


def flat_types(kind: Any) -> Iterator[Any]:
    yield kind
    for part in get_args(kind):
        yield from flat_types(part)


def roles(model: type[BaseModel], name: str) -> tuple[Role, ...]:
    return roles_of(model).get(name, ())


def adapter(info: FieldInfo) -> TypeAdapter[Any]:
    kind: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    return TypeAdapter(kind)


@pytest.mark.parametrize("field", [one for one, (_, name, _) in FIELDS.items() if name in NAMED])
def test_money_and_numbers_of_things_say_what_they_are(field: str) -> None:
    model, name, info = FIELDS[field]
    if not is_object(info):
        assert any(isinstance(role, NAMED[name]) for role in roles(model, name))


MONEY = [
    one
    for one, (model, name, info) in FIELDS.items()
    if is_number(info) and any(isinstance(role, AmountRole) for role in roles(model, name))
]


@pytest.mark.parametrize("field", MONEY)
def test_an_amount_is_read_exactly_or_refused(field: str) -> None:
    read = adapter(FIELDS[field][2]).validate_python
    amounts = [read(one) for one in (19.99, "19.99", " 19.99 ", Decimal("19.99"), 0.1 + 0.2, 0, "1234.567")]
    assert list(map(abs, amounts)) == list(map(Decimal, ("19.99", "19.99", "19.99", "19.99", "0.3", "0", "1234.567")))
    for value in NO_AMOUNTS:
        with pytest.raises(ValidationError) as caught:
            read(value)
        assert {error["type"] for error in caught.value.errors()} == {"refused"}


@pytest.mark.parametrize("label", [label for model, label in MODELS.items() if roles_of(model)])
def test_the_amounts_of_a_payload_are_read_beside_its_currency(label: str) -> None:
    model = dict(models())[label]
    amounts = {
        name
        for name, info in model.model_fields.items()
        if is_number(info) and any(isinstance(role, AmountRole) for role in roles(model, name))
    }
    money = money_of(model)
    assert set(money.amounts) == amounts
    inner = {
        name for name, info in model.model_fields.items() if any(has_money(one) for one in models_in(info.annotation))
    }
    assert set(money.inside) == inner


@pytest.mark.parametrize("label", [label for label in MODELS.values() if label.count(" ") == 1])
def test_a_payload_with_amounts_has_a_currency(label: str) -> None:
    model: Any = dict(models())[label]
    if model.amounts and label not in WITHOUT_CURRENCY:
        assert len(model.currencies) == 1


def has_money(model: type[BaseModel]) -> bool:
    return money_of(model) != Money()


@pytest.mark.parametrize("field", [one for one, (_, _, info) in FIELDS.items() if is_object(info)])
def test_what_an_object_cannot_hold_is_said_part_by_part(field: str) -> None:
    info = FIELDS[field][2]
    is_list = any(get_origin(one) is list for one in flat_types(info.annotation))
    # Of a part, or of parts: never the whole object for one of them.
    assert [one for one in refusals(info, [HOSTILE] if is_list else HOSTILE) if one == ((), "refused")] == []


def refusals(info: FieldInfo, value: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """Where and how the field refuses a value; nothing where it takes it."""
    try:
        adapter(info).validate_python(value)
    except ValidationError as error:
        return [(one["loc"], "unusable" if one["type"] == "unusable" else "refused") for one in error.errors()]
    return []
