"""Amounts of money in major units (19.99 dollars), by the exponents of ISO 4217."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from mappings.convert.numbers import exact_number
from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.findings.suggest import did_you_mean
from mappings.functions.numbers import read_price

# The event spec: an amount without a currency is in US dollars.
WITHOUT_CURRENCY = "USD"
THREE_DECIMALS = 3
# Signs that only one currency has. Others stand beside amounts, where more is said.
SIGNS = {"€": "EUR", "£": "GBP"}


def to_money(value: Any, unit: str, currency: str | None = None) -> int | float:
    """The amount in major units, every digit kept.

    `unit` says what `value` counts: `major`, or `minor` (cents). A text such as `1.019`, which may be a thousand,
    is refused unless the currency has three decimals.

    >>> to_money("19.99", "major"), to_money(25000, "minor", "NOK"), to_money(1200, "minor", "JPY")
    (19.99, 250, 1200)
    """
    is_clear = isinstance(value, str) and unit == "major" and _has_three_decimals(currency)
    amount = read_price(value, has_three_decimals=is_clear)
    if unit == "minor":
        sign, digits, exponent = amount.as_tuple()
        # By hand, as scaleb() would round to 28 digits. Finite, so the exponent is a number.
        amount = Decimal((sign, digits, int(exponent) - exponent_of(currency or WITHOUT_CURRENCY)))
    return exact_number(amount)


def to_currency(value: Any) -> str:
    """The ISO 4217 code in capitals.

    >>> to_currency(" eur "), to_currency("€")
    ('EUR', 'EUR')
    """
    code = value.strip().upper() if isinstance(value, str) else ""
    code = SIGNS.get(code, code)
    if code not in _exponents():
        raise EvaluationError(
            f"{show(value)} is not a currency of ISO 4217",
            did_you_mean(code, _exponents()) or "write a code such as USD or EUR",
        )
    return code


def exponent_of(currency: str) -> int:
    """How many decimals the currency has.

    >>> exponent_of("USD"), exponent_of("JPY"), exponent_of("KWD")
    (2, 0, 3)
    """
    return _exponents()[to_currency(currency)]


def _has_three_decimals(currency: str | None) -> bool:
    return currency is not None and _exponents().get(currency.strip().upper()) == THREE_DECIMALS


@cache
def _exponents() -> Mapping[str, int]:
    # Imported on first use: the package reads an XML table, which takes longer than all of this one. Metals,
    # test codes and units of account have no exponent there.
    from iso4217 import Currency

    return MappingProxyType({one.code: one.exponent for one in Currency if one.exponent is not None})
