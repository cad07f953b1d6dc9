"""Conversions to numbers and to true/false, with no digit lost on the way."""

import math
from decimal import Decimal
from typing import Any

from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.functions.numbers import read_amount

TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def to_number(value: Any) -> int | float:
    """The number itself, or the one a text holds; a whole one from a text is an integer.

    >>> to_number("25.00"), to_number(" 19.99 "), to_number(3)
    (25, 19.99, 3)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        read_amount(value)
        return value
    return exact_number(read_amount(value))


def to_integer(value: Any) -> int:
    """The whole number that a number or a text is; nothing is rounded.

    >>> to_integer("3"), to_integer(3.0)
    (3, 3)
    """
    amount = read_amount(value)
    if amount != amount.to_integral_value():
        raise EvaluationError(f"{show(value)} is not a whole number", "round it in the path: round(…)")
    number = int(exact_number(amount) if isinstance(value, str) else value)
    if not -(2**63) <= number < 2**64:
        raise EvaluationError(f"the integer {str(number)[:24]}… is beyond 64 bits", "send it as text: as: text")
    return number


def to_boolean(value: Any) -> bool:
    """True or false: itself, 1 or 0, or one of the texts true, false, 1, 0 in any case.

    >>> to_boolean("TRUE"), to_boolean(0)
    (True, False)
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    if isinstance(value, str) and value.strip().lower() in TRUTHS:
        return TRUTHS[value.strip().lower()]
    raise EvaluationError(
        f"{show(value)} is neither true nor false", 'say which texts are: lookup: {"yes": true, "no": false}'
    )


def exact_number(amount: Decimal) -> int | float:
    """The integer or float that is written with exactly these digits; EvaluationError if there is none.

    >>> exact_number(Decimal("59.97")), exact_number(Decimal("25.00"))
    (59.97, 25)
    """
    if amount.adjusted() < 18 and amount == amount.to_integral_value():  # noqa: PLR2004  64 bits hold 18 digits
        return int(amount)
    number = float(amount)
    if not math.isfinite(number) or Decimal(repr(number)) != amount:
        raise EvaluationError(f"{show(str(amount))} has more digits than a number keeps", "keep it as a text: as: text")
    return number
