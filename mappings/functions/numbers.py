"""Functions of numbers: decimal arithmetic, on numbers and on texts that hold one."""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.functions.declare import Example, Function, Refusal, declare

WRITTEN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
# A point before exactly three digits: a thousand in half of the world, a thousandth in the other.
TWO_MEANINGS = re.compile(r"\s*[+-]?[1-9][0-9]{0,2}\.[0-9]{3}\s*")
MOST_CHARACTERS = 400
MOST_EXPONENT = 308
MOST_PLACES = 15
LARGEST_INTEGER = 2**63
EXACT_DIGITS = 400


def read_amount(value: Any) -> Decimal:
    """The number that `value` is or writes, exactly; EvaluationError when it is none.

    >>> read_amount(" 19.99 "), read_amount(0.1)
    (Decimal('19.99'), Decimal('0.1'))
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        # repr of a float is the shortest text that means it: 0.1, not 0.1000000000000000055.
        amount = Decimal(repr(value) if isinstance(value, float) else value)
        if amount.is_finite():
            return amount
    elif isinstance(value, str) and len(value) <= MOST_CHARACTERS and WRITTEN.fullmatch(value.strip()):
        return Decimal(value.strip())
    raise EvaluationError(
        f"{show(value)} is not a number",
        "write the number alone: no sign of a currency, no thousands separators",
    )


def read_price(value: Any, *, has_three_decimals: bool = False) -> Decimal:
    """The amount of money that `value` is or writes; EvaluationError also for a text that could mean two amounts.

    Where the currency `has_three_decimals`, `1.019` means one.

    >>> read_price("19.99"), read_price(1.019), read_price("1.019", has_three_decimals=True)
    (Decimal('19.99'), Decimal('1.019'), Decimal('1.019'))
    """
    amount = read_amount(value)
    if isinstance(value, str) and not has_three_decimals and TWO_MEANINGS.fullmatch(value):
        whole = value.strip().replace(".", "")
        raise EvaluationError(
            f"{show(value)} could be {whole} as well as {value.strip()}",
            f"send a number, or a text such as {whole}.00",
        )
    return amount


def plain_number(amount: Decimal) -> int | float:
    """The JSON number that prints as `amount`: whole ones without a point, others to 17 digits.

    >>> plain_number(Decimal("59.97")), plain_number(Decimal("60.00"))
    (59.97, 60)
    """
    if amount and amount.adjusted() > MOST_EXPONENT:
        raise EvaluationError("the result goes beyond what a number can hold", "check the amounts")
    if amount == amount.to_integral_value() and abs(amount) < LARGEST_INTEGER:
        return int(amount)
    return float(amount)


def exact() -> Context:
    """The arithmetic of money: no digit lost in sums and products, ties away from zero."""
    return Context(prec=EXACT_DIGITS, rounding=ROUND_HALF_UP)


def round_number(number: Any, digits: float = 0) -> int | float:
    if abs(digits) > MOST_PLACES:
        raise EvaluationError(f"{show(digits)} digits are too many", f"write at most {MOST_PLACES}")
    amount = read_amount(number)
    if amount.adjusted() > EXACT_DIGITS - MOST_PLACES - 1:
        return plain_number(amount)
    return plain_number(amount.quantize(Decimal(1).scaleb(-int(digits)), context=exact()))


def _arithmetic(operate: Callable[[Context, Decimal, Decimal], Decimal]) -> Callable[[Any, Any], int | float]:
    return lambda left, right: plain_number(operate(exact(), read_amount(left), read_amount(right)))


def _divide(context: Context, left: Decimal, right: Decimal) -> Decimal:
    return context.divide(left, _not_zero(right))


def _mod(context: Context, left: Decimal, right: Decimal) -> Decimal:
    rest = context.remainder(left, _not_zero(right))
    # Decimal's remainder has the sign of the dividend; a clock's and Python's has that of the divisor.
    return context.add(rest, right) if rest and (rest < 0) != (right < 0) else rest


def _not_zero(divisor: Decimal) -> Decimal:
    if not divisor:
        raise EvaluationError("it cannot divide by 0", "for no value instead, write null_if(divisor, `0`)")
    return divisor


NUMBERS: tuple[Function, ...] = (
    declare(
        "round(number: amount, digits?: integer) -> number",
        "The number rounded to so many digits after the point (0), ties away from zero, as it is written.",
        round_number,
        Example("round(@, `2`)", 2.675, 2.68),
        Example("round(@)", -2.5, -3),
        Example("round(@, `-2`)", 1250, 1300),
        Example("round(@, `1`)", "19.99", 20),
        Refusal("round(@)", "abc", 'round(): "abc" is not a number'),
        Refusal("round(@, `99`)", 1, "99 digits are too many"),
    ),
    declare(
        "add(left: amount, right: amount) -> number",
        "The sum, exact to the digit.",
        _arithmetic(Context.add),
        Example("add(@, `0.2`)", 0.1, 0.3),
        Example("add(total, tip)", {"total": 1}, None),
        Refusal("add(@, `1`)", "1,000", 'add(): "1,000" is not a number'),
    ),
    declare(
        "subtract(left: amount, right: amount) -> number",
        "The first less the second, exact to the digit.",
        _arithmetic(Context.subtract),
        Example("subtract(total, tax)", {"total": "19.99", "tax": 1.99}, 18),
        Refusal("subtract(@, `1`)", True, "subtract() takes a number as its 1st argument, not true"),
    ),
    declare(
        "multiply(left: amount, right: amount) -> number",
        "The product, exact to the digit.",
        _arithmetic(Context.multiply),
        Example("multiply(price, quantity)", {"price": 19.99, "quantity": 3}, 59.97),
        Refusal("multiply(@, `2`)", [], "multiply() takes a number as its 1st argument, not a list"),
        Refusal("multiply(@, @)", 1e200, "beyond what a number can hold"),
    ),
    declare(
        "divide(left: amount, right: amount) -> number",
        "The first by the second.",
        _arithmetic(_divide),
        Example("divide(@, `100`)", 1999, 19.99),
        Example("divide(@, `3`)", 1, 0.3333333333333333),
        Example("divide(@, null_if(`0`, `0`))", 1, None),
        Refusal("divide(@, `0`)", 1, "divide(): it cannot divide by 0"),
    ),
    declare(
        "mod(left: amount, right: amount) -> number",
        "What is left when the second goes into the first, with the sign of the second.",
        _arithmetic(_mod),
        Example("mod(@, `3`)", 7, 1),
        Example("mod(@, `3`)", -1, 2),
        Refusal("mod(@, `0`)", 1, "mod(): it cannot divide by 0"),
    ),
)
