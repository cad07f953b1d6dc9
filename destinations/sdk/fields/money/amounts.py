"""Amounts and quantities: exact decimals, and minor units by the currency's own exponent."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from destinations.arguments import Wanted, check, no_such, whole
from destinations.sdk.fields.money.currencies import exponent, read_currency
from destinations.sdk.fields.money.texts import Disputed, Written, read_written
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
# Texts that say a number and no more. A point before three digits may stand between thousands.
PLAIN = re.compile(r"-?(?:[0-9]{1,15}(?:\.(?:[0-9]{1,2}|[0-9]{4,30}))?|(?:0|[0-9]{4,15})\.[0-9]{3})")
COUNT = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,30})?")


AMOUNT = Wanted("a Decimal", (Decimal, int, float, str))


def read_amount(value: Any) -> Decimal:
    """The exact decimal of a number or of a text that holds one; what is not an amount is refused.

    So is a text that says more than a number (`€20`) or could say two (`1.019`): the payload, which knows the
    currency, has turned into decimals those that are right.

    >>> read_amount("19.99"), read_amount(0.1 + 0.2), read_amount(1.019)
    (Decimal('19.99'), Decimal('0.3'), Decimal('1.019'))
    >>> read_amount("1,234.50")
    Traceback (most recent call last):
    pydantic_core._pydantic_core.PydanticCustomError: "1,234.50" holds a comma; write ...
    """
    # The usual ones first; what they leave out goes the long way.
    if type(value) is float and 0 < value < SURE_BELOW:
        return _of_usual_float(value)
    if type(value) is int and -MOST < value < MOST:
        return Decimal(value)
    if type(value) is str and PLAIN.fullmatch(value):
        return Decimal(value) or Decimal(0)
    if isinstance(value, Disputed):
        raise refusal(value.why)
    written = _written(value) if isinstance(value, str) else None
    if written and (why := written.refused(None)):
        raise refusal(why)
    return _within_bounds(written.amount if written else value, value)


def read_quantity(value: Any) -> Decimal:
    """The exact decimal of a number or of a text that holds one: how many, of which there may be 1.5.

    >>> read_quantity("1.500"), read_quantity(2)
    (Decimal('1.500'), Decimal('2'))
    """
    if not isinstance(value, str):
        return read_amount(value)
    if type(value) is str and COUNT.fullmatch(value):
        return Decimal(value) or Decimal(0)
    written = _written(value)
    if written.sign:
        raise refusal(f"{shown(value)} is an amount of money, not how many; write digits such as 2")
    return _within_bounds(written.amount, value)


def is_no_count(value: Any) -> bool:
    """Whether the value says how many, but not in pieces: a part of one, or less than none, as of what was sent back.

    >>> is_no_count(1.5), is_no_count("0.250"), is_no_count(-1), is_no_count(2), is_no_count("two")
    (True, True, True, False, False)
    """
    try:
        quantity = read_quantity(value)
    except PydanticCustomError:
        return False
    return quantity % 1 != 0 or quantity < 0


Amount = Annotated[Decimal, BeforeValidator(read_amount), WithJsonSchema({"type": "number"}), AmountRole()]
# What stands beside the amount of an order and adds nothing to it, such as tax and discounts.
SideAmount = Annotated[
    Decimal, BeforeValidator(read_amount), WithJsonSchema({"type": "number"}), AmountRole(is_beside=True)
]
Quantity = Annotated[Decimal, BeforeValidator(read_quantity), WithJsonSchema({"type": "number"}), QuantityRole()]
Currency = Annotated[str, BeforeValidator(read_currency), WithJsonSchema({"type": "string"}), CurrencyRole()]


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in minor units (cents); digits finer than the minor unit are rounded, halves away from zero.

    >>> to_minor(Decimal("19.99"), "USD"), to_minor(Decimal(1200), "JPY"), to_minor(Decimal("1.234"), "KWD")
    (1999, 1200, 1234)
    """
    if not isinstance(amount, AMOUNT.of):
        raise no_such("to_minor", "amount", amount, AMOUNT)
    scaled = read_amount(amount).scaleb(exponent(currency))
    return int(scaled.to_integral_value(ROUND_HALF_UP))


def from_minor(minor: int, currency: str) -> Decimal:
    """The amount in major units, with as many decimals as the currency has.

    >>> from_minor(1999, "USD"), from_minor(1200, "JPY")
    (Decimal('19.99'), Decimal('1200'))
    """
    check("from_minor", minor=(minor, whole()))
    return Decimal(minor).scaleb(-exponent(currency))


def _from_float(number: float) -> Decimal:
    # repr() of a float is the shortest text that means it: 0.1 and not 0.1000000000000000055.
    return Decimal(f"{number:.{SURE_DIGITS}g}" if abs(number) < SURE_BELOW else repr(number))


# Prices come again. Zero is not among them, as 0.0 and -0.0 are one key.
_of_usual_float = lru_cache(4096)(_from_float)


def _written(text: str) -> Written:
    written = read_written(text)
    if written:
        return written
    if not text.strip():
        raise refusal("an empty text is not a number; leave the field out, or write digits such as 19.99")
    if "," in text:
        raise refusal(
            f"{shown(text)} holds a comma; write the number with a point for the decimals and nothing between"
            " thousands, such as 1234.50"
        )
    raise refusal(f"{shown(text)} is not a number; write digits such as 19.99")


def _within_bounds(number: Any, value: Any) -> Decimal:
    """The decimal of a number, if it is finite and no longer than an amount can be; `value` is what was given."""
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal):
        raise refusal(f"{shown(value)} is not a number; write digits such as 19.99")
    amount = _from_float(number) if isinstance(number, float) else Decimal(number)
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
