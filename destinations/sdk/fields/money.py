"""Amounts and currencies: exact decimals, ISO 4217 codes, minor units by the currency's own exponent."""

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from difflib import SequenceMatcher
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from destinations.sdk.fields.roles import AmountRole, CurrencyRole, QuantityRole
from destinations.sdk.refusal import refusal, shown

MOST_INTEGER_DIGITS = 15
# A float is sure of 15 digits (IEEE 754); those beyond are what binary arithmetic leaves behind. From here on the
# 15 would not reach down to the cents, so that all digits count.
SURE_DIGITS = 15
SURE_BELOW = 10**12
MOST = 10**MOST_INTEGER_DIGITS
# The smallest float has 324 digits behind its point; what has more is an attack, not a price.
MOST_PLACES = 400
AMOUNT = re.compile(r"(?:([+-]?)[$€£¥₹]?\s?|[$€£¥₹]\s?([+-]))([0-9]+\.?[0-9]*|\.[0-9]+)")
PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,30})?")
CLOSE = 0.6
LONGEST_MEANT = 64

# By code: what people write in its place, and the codes that it has replaced.
WRITTEN_FOR = {
    "USD": "$ US$ DOLLAR DOLLARS",
    "EUR": "€ EUROS ATS BEF BGN CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK",
    "GBP": "£ POUND POUNDS STERLING",
    "JPY": "¥ YEN",
    "INR": "₹ RUPEE RUPEES",
    "CNY": "RMB YUAN",
    "BYN": "BYR",
    "CUP": "CUC",
    "MRU": "MRO",
    "RUB": "RUR",
    "SLE": "SLL",
    "STN": "STD",
    "TRY": "TRL",
    "VES": "VEF",
    "XCG": "ANG",
    "ZMW": "ZMK",
    "ZWG": "ZWL",
}
MEANT = {word: code for code, words in WRITTEN_FOR.items() for word in words.split()}
OFTEN_USED = (
    *("USD", "EUR", "GBP", "JPY", "CNY", "INR", "BRL", "CAD", "AUD", "CHF", "SEK", "NOK", "DKK", "PLN"),
    *("MXN", "KRW", "SGD", "HKD", "NZD", "TRY", "ZAR", "ILS", "THB", "KWD"),
)


def read_amount(value: Any) -> Decimal:
    """The exact decimal of a number or of a text that holds one; what is not an amount is refused.

    >>> read_amount("19.99"), read_amount(0.1 + 0.2), read_amount(" $5 ")
    (Decimal('19.99'), Decimal('0.3'), Decimal('5'))
    >>> read_amount("1,234.50")
    Traceback (most recent call last):
    pydantic_core._pydantic_core.PydanticCustomError: "1,234.50" holds a comma; write ...
    """
    # The usual ones first; what they leave out goes the long way.
    if type(value) is float and 0 < value < SURE_BELOW:
        return _from_float(value)
    if type(value) is int and -MOST < value < MOST:
        return Decimal(value)
    if type(value) is str and PLAIN.fullmatch(value):
        return Decimal(value) or Decimal(0)
    if isinstance(value, str):
        amount = _from_text(value)
    elif isinstance(value, float):
        amount = _from_float(value)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        amount = Decimal(value)
    else:
        raise refusal(f"{shown(value)} is not a number; write digits such as 19.99")
    if not amount.is_finite():
        raise refusal(f"{shown(value)} is not a number; write digits such as 19.99")
    if amount and amount.adjusted() >= MOST_INTEGER_DIGITS:
        raise refusal(
            f"{shown(value)} has more than {MOST_INTEGER_DIGITS} digits before the point; write the amount in major"
            " units, such as 19.99 for 1999 cents"
        )
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MOST_PLACES:
        raise refusal(f"this amount has more than {MOST_PLACES} digits behind the point; round it")
    # Zero has no sign and no places: -0.0 of a float would look like a refund.
    return amount or Decimal(0)


def read_currency(value: Any) -> str:
    """The ISO 4217 code in capitals; a code not in use is refused, with the one to write where that is clear.

    Source: ISO 4217 list one as in the `iso4217` package, without metals, test codes and units of account.

    >>> read_currency(" eur ")
    'EUR'
    >>> read_currency("EURO")
    Traceback (most recent call last):
    pydantic_core._pydantic_core.PydanticCustomError: "EURO" is not a currency code ...; did you mean "EUR"?
    """
    if type(value) is str and value in exponents():
        return value
    if not isinstance(value, str):
        raise refusal(f"{shown(value)} is not a currency code of ISO 4217; write a text such as USD")
    code = value.strip().upper()
    if code in exponents():
        return code
    if not code:
        raise refusal("an empty text is no currency code; leave the field out, or write a code such as USD")
    meant = _meant_currency(code[:LONGEST_MEANT])
    help_ = f'did you mean "{meant}"?' if meant else "write a code such as USD or EUR"
    raise refusal(f"{shown(value)} is not a currency code of ISO 4217; {help_}")


Amount = Annotated[Decimal, BeforeValidator(read_amount), WithJsonSchema({"type": "number"}), AmountRole()]
# How many of a thing: read like an amount, but no money.
Quantity = Annotated[Decimal, BeforeValidator(read_amount), WithJsonSchema({"type": "number"}), QuantityRole()]
Currency = Annotated[str, BeforeValidator(read_currency), WithJsonSchema({"type": "string"}), CurrencyRole()]


def exponent(currency: str) -> int:
    """How many decimals the currency has: the power of ten between its major and its minor unit.

    >>> exponent("USD"), exponent("JPY"), exponent("KWD")
    (2, 0, 3)
    """
    return exponents()[read_currency(currency)]


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in minor units (cents); digits finer than the minor unit are rounded, halves away from zero.

    >>> to_minor(Decimal("19.99"), "USD"), to_minor(Decimal(1200), "JPY"), to_minor(Decimal("1.234"), "KWD")
    (1999, 1200, 1234)
    """
    scaled = read_amount(amount).scaleb(exponent(currency))
    return int(scaled.to_integral_value(ROUND_HALF_UP))


def from_minor(minor: int, currency: str) -> Decimal:
    """The amount in major units, with as many decimals as the currency has.

    >>> from_minor(1999, "USD"), from_minor(1200, "JPY")
    (Decimal('19.99'), Decimal('1200'))
    """
    return Decimal(minor).scaleb(-exponent(currency))


@cache
def exponents() -> Mapping[str, int]:
    """Every currency code in use, with the number of its decimals."""
    # Imported on first use: the package reads an XML table, which takes longer than all of this one.
    from iso4217 import Currency as Listed

    return MappingProxyType({one.code: one.exponent for one in Listed if one.exponent is not None})


def _from_float(number: float) -> Decimal:
    # repr() of a float is the shortest text that means it: 0.1 and not 0.1000000000000000055.
    return Decimal(f"{number:.{SURE_DIGITS}g}" if abs(number) < SURE_BELOW else repr(number))


def _from_text(text: str) -> Decimal:
    found = AMOUNT.fullmatch(text.strip())
    if found:
        return Decimal(f"{found[1] or found[2] or ''}{found[3]}")
    if not text.strip():
        raise refusal("an empty text is no number; leave the field out, or write digits such as 19.99")
    if "," in text:
        raise refusal(
            f"{shown(text)} holds a comma; write the number with a point for the decimals and nothing between"
            " thousands, such as 1234.50"
        )
    raise refusal(f"{shown(text)} is not a number; write digits such as 19.99")


# A source that writes a code wrongly does so in each of its events, and to look for what it means takes long.
@lru_cache(maxsize=256)
def _meant_currency(code: str) -> str | None:
    if code in MEANT:
        return MEANT[code]
    swapped = [one for one in OFTEN_USED if sorted(one) == sorted(code)]
    return swapped[0] if swapped else _closest(code, OFTEN_USED) or _closest(code, exponents())


def _closest(code: str, choices: Iterable[str]) -> str | None:
    scores = {choice: SequenceMatcher(None, code[:10], choice).ratio() for choice in choices}
    best = max(scores.values())
    names = [name for name, score in scores.items() if score == best]
    return names[0] if best >= CLOSE and len(names) == 1 else None
