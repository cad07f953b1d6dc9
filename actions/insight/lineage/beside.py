"""Which fields of a payload decide about others of it, whatever the mapping says: by the rules of its action type."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from actions.engine.untidy.located import models_in
from actions.insight.lineage.ways import ITEM, Way
from destinations.sdk.fields.roles import AmountRole, fields_with
from destinations.sdk.fields.rules import Asked, rule_of
from destinations.sdk.payload import Payload


def decided_beside(model: type[Payload]) -> Mapping[Way, frozenset[Way]]:
    """For each field that others decide about, these."""
    found: dict[Way, set[Way]] = {}
    for field, others in (*_by_rules(model), *_by_money(model)):
        found.setdefault(field, set()).update(others - {field})
    return {field: frozenset(others) for field, others in found.items()}


def _by_rules(model: type[Payload]) -> Iterator[tuple[Way, set[Way]]]:
    """The fields that a rule sets, and those that it asks."""
    for validator in model.__pydantic_decorators__.model_validators.values():
        known = rule_of(validator.func)
        if isinstance(known, Asked) and known.sets:
            yield (known.sets,), {(name,) for name in known.fields}


def _by_money(model: type[Payload]) -> Iterator[tuple[Way, set[Way]]]:
    """Amounts and their currency, which go together: without one there is no other."""
    currencies: set[Way] = {(name,) for name in model.currencies}
    amounts: set[Way] = {(name,) for name in model.amounts}
    prices = set(_prices(model))
    if currencies:
        for field in currencies:
            yield field, amounts | prices
        for field in amounts:
            yield field, currencies
        for field in prices:
            yield field, currencies | amounts


def _prices(model: type[BaseModel]) -> Iterator[Way]:
    for name, info in model.model_fields.items():
        for inner in models_in(info.annotation):
            yield from ((name, ITEM, amount) for amount in fields_with(inner, AmountRole))
