"""Amounts and their currency go together: one that cannot be read takes the other with it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from actions.engine.untidy.edits import value_at
from actions.engine.untidy.located import Part, models_in
from actions.plan.planned import PlannedAction
from destinations.sdk.fields.money.texts import read_written
from destinations.sdk.fields.roles import AmountRole, CurrencyRole, fields_with
from destinations.sdk.payload import Payload
from mappings.fields.scope import Scope
from mappings.fields.target import Steps


def goes_with(parts: Sequence[Part], fields: dict[str, Any], model: type[Payload]) -> list[Steps]:
    """The ways to the amounts that say nothing any more once these parts are left out.

    Without its currency no amount of the payload is sent, prices of products included; without its last amount the
    payload has no currency, so that these prices go as well.
    """
    gone = {part.path[0] for part in parts if part.is_top}
    left = [name for name in model.amounts if fields.get(name) is not None and name not in gone]
    is_without_currency = any(part.is_top and part.has(CurrencyRole) for part in parts)
    is_without_amount = any(part.is_top and part.has(AmountRole) for part in parts) and not left
    if not model.currencies or not (is_without_currency or is_without_amount):
        return []
    amounts: list[Steps] = [(name,) for name in left]
    return [*amounts, *_inner_amounts(fields, model)]


def has_sign(fields: dict[str, Any], model: type[Payload]) -> bool:
    """Whether an amount of the payload is a text that chooses a currency, such as `€20`."""
    inner = (value_at(fields, path) for path in _inner_amounts(fields, model))
    return any(_chooses(one) for one in (*(fields.get(name) for name in model.amounts), *inner))


def _chooses(amount: Any) -> bool:
    written = read_written(amount) if isinstance(amount, str) else None
    # What cannot be read chooses nothing: the rest would be left without a currency.
    return written is not None and written.chosen is not None and not written.has_two_meanings


def without_default_currency(fields: dict[str, Any], action: PlannedAction, scope: Scope) -> dict[str, Any]:
    """The fields, without a currency that nobody has written but the mapping's `default:`.

    A sign before an amount says more of its currency than that.
    """
    for field in action.mapper.object.fields:
        name = field.target[0]
        if len(field.target) == 1 and name in action.action_type.payload.currencies and field.is_default(scope):
            fields = {key: value for key, value in fields.items() if key != name}
    return fields


def _inner_amounts(fields: dict[str, Any], model: type[BaseModel]) -> Iterator[Steps]:
    """The ways to the amounts that are there in the lists of models, such as the prices of products."""
    for name, names in _amounts_in_lists(model).items():
        items = fields.get(name)
        for number, item in enumerate(items if isinstance(items, list) else ()):
            for amount in names if isinstance(item, dict) else ():
                if item.get(amount) is not None:
                    yield (name, number, amount)


# It looks through all fields of a model and of those in it, and is asked of each payload with something untidy.
@lru_cache(maxsize=256)
def _amounts_in_lists(model: type[BaseModel]) -> dict[str, set[str]]:
    """The fields in whose models there are amounts, and what these are called there."""
    found = {
        name: {amount for inner in models_in(info.annotation) for amount in fields_with(inner, AmountRole)}
        for name, info in model.model_fields.items()
    }
    return {name: names for name, names in found.items() if names}
