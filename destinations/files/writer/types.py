"""The type of a column in Parquet, and what a value is in it: the same to the last digit, or a misfit."""

from collections.abc import Collection
from datetime import datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any, Final

import pyarrow as pa

from destinations.sdk import to_json

# The 38 digits that all readers know. The 20 of them before the point hold any whole number of 64 bits, the 18
# behind it what programs write as a price, a share or a place on the globe.
DIGITS, PLACES, AMOUNT_PLACES = 38, 18, 9
TRUTH, WHOLE, TEXT = pa.bool_(), pa.int64(), pa.string()
NUMBER, AMOUNT = pa.decimal128(DIGITS, PLACES), pa.decimal128(DIGITS, AMOUNT_PLACES)
MOMENT = pa.timestamp("us", "UTC")
# The amounts of the kinds of event that have them.
AMOUNTS: Final = frozenset({"revenue", "value", "total", "subtotal", "tax", "shipping", "discount"})
LEAST, MOST = -(2**63), 2**63 - 1
EXACT = Context(prec=DIGITS, traps=[Inexact, InvalidOperation])
ROUNDED = Context(prec=DIGITS, traps=[InvalidOperation])
NUMBERS = (int, float, Decimal)
# What a value is that a column cannot hold.
MISFIT: Final = object()


def type_of(values: Collection[Any]) -> pa.DataType:
    """The type of a new column, which holds each of its values exactly; null is no value.

    >>> type_of([9007199254740993, 3]), type_of([3, 0.5]), type_of([2**63])
    (DataType(int64), Decimal128Type(decimal128(38, 18)), Decimal128Type(decimal128(38, 18)))
    >>> type_of([True]), type_of([True, 3]), type_of(["pro", 3]), type_of([1e-30])
    (DataType(bool), DataType(string), DataType(string), DataType(string))
    """
    kinds = {type(value) for value in values}
    if kinds == {bool}:
        return TRUTH
    if kinds == {int} and all(LEAST <= value <= MOST for value in values):
        return WHOLE
    if kinds and kinds <= {*NUMBERS} and all(as_decimal(value, PLACES) is not MISFIT for value in values):
        return NUMBER
    return TEXT


def fitted(value: Any, kind: pa.DataType) -> Any:
    """The value as a column of this type holds it, or MISFIT.

    >>> fitted(3, NUMBER), fitted(0.5, NUMBER), fitted(3.0, WHOLE), fitted({"a": 1}, TEXT)
    (Decimal('3.000000000000000000'), Decimal('0.500000000000000000'), 3, '{"a":1}')
    >>> misfits = fitted(0.5, WHOLE), fitted("3", WHOLE), fitted(True, WHOLE), fitted(1, TRUTH), fitted(2**63, WHOLE)
    >>> set(misfits) == {MISFIT}
    True
    """
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    if value is None or (is_text and isinstance(value, str)):
        return value
    if is_text:
        return to_json(value).decode()
    if isinstance(value, bool):
        return value if pa.types.is_boolean(kind) else MISFIT
    if isinstance(value, NUMBERS):
        return as_decimal(value, kind.scale, kind.precision) if pa.types.is_decimal(kind) else as_number(value, kind)
    return as_moment(value, kind) if isinstance(value, str) and pa.types.is_timestamp(kind) else MISFIT


def rounded(amount: Any) -> Any:
    """An amount with the places that its column has, as long as it has no more digits than that.

    >>> rounded(Decimal("1.23456789055")), rounded(None)
    (Decimal('1.234567891'), None)
    """
    try:
        return amount and Decimal(amount).quantize(Decimal(1).scaleb(-AMOUNT_PLACES), context=ROUNDED)
    except InvalidOperation:
        return amount


def as_decimal(value: float | Decimal, places: int, digits: int = DIGITS) -> Any:
    """The number with so many places, or MISFIT where it has more of them, or more digits."""
    # The shortest text of a float is the number that was written: 0.1, and not 0.1000000000000000055.
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    try:
        number = number.quantize(Decimal(1).scaleb(-places), context=EXACT)
    except (Inexact, InvalidOperation):
        return MISFIT
    return number if len(number.as_tuple().digits) <= digits else MISFIT


def as_moment(value: str, kind: pa.DataType) -> Any:
    """The moment of a text such as our own, if the column can hold all of it."""
    try:
        moment = datetime.fromisoformat(value)
        same = moment.tzinfo is not None and pa.array([moment], kind)[0].as_py() == moment
    except (pa.ArrowException, ValueError, TypeError):
        return MISFIT
    return moment if same else MISFIT


def as_number(value: float | Decimal, kind: pa.DataType) -> Any:
    """The number in a column of any type of numbers, if it comes back the same."""
    number = int(value) if pa.types.is_integer(kind) and value == value // 1 else value
    try:
        back = pa.array([number], kind)[0].as_py()
    except (pa.ArrowException, OverflowError, TypeError):
        return MISFIT
    if isinstance(value, Decimal) and isinstance(back, float):
        back = Decimal(repr(back))
    same = isinstance(back, NUMBERS) and not isinstance(back, bool) and back == value
    return number if same else MISFIT
