"""Whether amounts keep every digit, and whether fields of money are declared as amounts."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from actions.kit.contract.subject import PayloadGroup, Subject, built
from destinations.sdk.destination import ActionType
from destinations.sdk.fields.money.amounts import to_minor
from destinations.sdk.fields.roles import AmountRole, CurrencyRole, QuantityRole, roles_of
from destinations.sdk.payload import payload_values
from destinations.sdk.write import Write

MONEY = re.compile(r"(^|_)(amount|cost|discount|price|revenue|shipping|subtotal|tax|total)$")
# More digits than a float has: as one it ends in .2.
LONG, WHOLE_PART = "900719925474099.31", "900719925474099"
CENTS = 1999
# As floats, times a hundred, each of them is a little less than it should be.
AMOUNTS = ("19.99", "1.15", "0.29", "4.35", "8.2", "1.1")


def find_float_money(subject: Subject) -> list[str]:
    """Fields that are money by their name and floats by their type, and amounts that lose a cent on their way."""
    found = [finding for kind in subject.destination.action_types for finding in _floats(kind)]
    return [*found, *(finding for one in subject.groups for finding in _lost_cents(one))]


def _floats(kind: ActionType) -> Iterator[str]:
    roles = roles_of(kind.payload)
    for name, info in kind.payload.model_fields.items():
        has_role = any(isinstance(role, AmountRole | QuantityRole) for role in roles.get(name, ()))
        if MONEY.search(name) and not has_role and "float" in str(info.annotation):
            yield f"{kind.name}: the field {name} is money and a float; make it Amount, which keeps every cent"


def _lost_cents(group: PayloadGroup) -> Iterator[str]:
    kind, payload = group.action_type, group.payloads[0]
    roles = roles_of(kind.payload)
    amounts = [name for name, found in roles.items() if _has(found, AmountRole) and "." not in name]
    currency = next((name for name, found in roles.items() if _has(found, CurrencyRole)), None)
    for name in amounts:
        if getattr(payload, name, None) is None:
            continue
        for amount in AMOUNTS:
            fields = payload_values(payload) | {name: Decimal(amount)} | ({currency: "USD"} if currency else {})
            try:
                made = kind.payload.model_validate(fields).with_delivery_id(payload.delivery_id)
                requests = built(kind, (made,), group.settings.shown)
            except (ValidationError, ValueError):
                continue
            cents = to_minor(Decimal(amount), "USD")
            numbers = {number for one in requests if not isinstance(one, Write) for number in _whole(one.body)}
            if cents not in numbers and cents - 1 in numbers:
                yield f"{kind.name}: {name} of {amount} goes out as {cents - 1}; write to_minor({name}, currency)"
                break
        yield from _other_currencies(group, name, currency)
        yield from _long_amounts(group, name, currency)


def _other_currencies(group: PayloadGroup, name: str, currency: str | None) -> Iterator[str]:
    """Minor units that are hundredths whatever the currency is."""
    if currency is None or CENTS not in _numbers(group, {name: Decimal("19.99"), currency: "USD"}):
        return
    for amount, code, wrong in (("1200", "JPY", 120_000), ("1.234", "KWD", 123), ("1.234", "KWD", 124)):
        right, numbers = to_minor(Decimal(amount), code), _numbers(group, {name: Decimal(amount), currency: code})
        if wrong in numbers and right not in numbers:
            yield (
                f"{group.action_type.name}: {name} of {amount} {code} goes out as {wrong}, and its minor units are "
                f"{right}; write to_minor({name}, {currency})"
            )
            return


def _long_amounts(group: PayloadGroup, name: str, currency: str | None) -> Iterator[str]:
    """Amounts that a float cut."""
    fields = {name: Decimal(LONG)} | ({currency: "USD"} if currency else {})
    text = " ".join(one.body.decode("utf-8", "replace") for one in _built_of(group, fields))
    if LONG not in text and LONG.replace(".", "") not in text and WHOLE_PART in text:
        yield (
            f"{group.action_type.name}: {name} of {LONG} goes out as a float makes it; write the Decimal, or "
            f"str({name}), and never float({name})"
        )


def _built_of(group: PayloadGroup, fields: dict[str, Any]) -> list[Any]:
    """What is built of the first payload with these fields; nothing where it may not have them."""
    kind, payload = group.action_type, group.payloads[0]
    try:
        made = kind.payload.model_validate(payload_values(payload) | fields).with_delivery_id(payload.delivery_id)
        return [one for one in built(kind, (made,), group.settings.shown) if not isinstance(one, Write)]
    except (ValidationError, ValueError):
        return []


def _numbers(group: PayloadGroup, fields: dict[str, Any]) -> set[int]:
    return {number for one in _built_of(group, fields) for number in _whole(one.body)}


def _has(roles: Any, kind: type) -> bool:
    return any(isinstance(role, kind) for role in roles)


def _whole(body: bytes) -> Iterator[int]:
    """The whole numbers in a body of JSON."""
    try:
        stack: list[Any] = [json.loads(body)]
    except ValueError:
        return
    while stack:
        one = stack.pop()
        if isinstance(one, dict | list):
            stack.extend(one.values() if isinstance(one, dict) else one)
        elif isinstance(one, int | float) and one == int(one):
            yield int(one)
