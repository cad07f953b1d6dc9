"""The type of a column in Parquet, and what a value is in it: the same to the last digit, or a misfit."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import partial
from types import MappingProxyType, NoneType
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
STEP, AMOUNT_STEP = Decimal(1).scaleb(-PLACES), Decimal(1).scaleb(-AMOUNT_PLACES)
# Values of these kinds are in such columns as they are.
AS_THEY_ARE: Final[Mapping[pa.DataType, frozenset[type]]] = MappingProxyType(
    {TRUTH: frozenset({bool}), TEXT: frozenset({str})}
)
# What a value is that a column cannot hold.
MISFIT: Final = object()


def type_of(values: Collection[Any]) -> pa.DataType:
    """The type of a new column, which holds each of its values exactly; null is not a value.

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
    if kinds and kinds <= {*NUMBERS} and all(as_decimal(STEP, DIGITS, value) is not MISFIT for value in values):
        return NUMBER
    return TEXT


def fitted(values: Sequence[Any], kind: pa.DataType) -> list[Any]:
    """The values as a column of this type holds them, MISFIT in the place of those that it cannot hold.

    >>> fitted([3, 0.5, None], NUMBER), fitted([3.0], WHOLE), fitted([{"a": 1}, True], TEXT)
    ([Decimal('3.000000000000000000'), Decimal('0.500000000000000000'), None], [3], ['{"a":1}', 'true'])
    >>> set(fitted([0.5, "3", True, 2**63], WHOLE)) == set(fitted([1, "true"], TRUTH)) == {MISFIT}
    True
    """
    kinds = set(map(type, values)) - {NoneType}
    if kinds <= AS_THEY_ARE.get(kind, frozenset()):
        return list(values)
    fit = fitting(kind)
    return [None if value is None else fit(value) for value in values]


def fitting(kind: pa.DataType) -> Callable[[Any], Any]:
    """What makes a value one of a column of this type, or a MISFIT."""
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return as_text
    if pa.types.is_decimal(kind):
        return partial(as_decimal, Decimal(1).scaleb(-kind.scale), kind.precision)
    if pa.types.is_timestamp(kind):
        return as_moment if kind == MOMENT else partial(as_other, kind, as_moment)
    return as_whole if kind == WHOLE else partial(as_other, kind, as_simple)


def rounded(amount: Any) -> Any:
    """An amount with the places that its column has, as long as it has no more digits than that.

    >>> rounded(Decimal("1.23456789055")), rounded(None)
    (Decimal('1.234567891'), None)
    """
    try:
        return amount and Decimal(amount).quantize(AMOUNT_STEP, context=ROUNDED)
    except InvalidOperation:
        return amount


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else to_json(value).decode()


def as_whole(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        return MISFIT
    return int(value) if LEAST <= value <= MOST and value == int(value) else MISFIT


def as_decimal(step: Decimal, digits: int, value: Any) -> Any:
    """The number with the places that `step` has, or MISFIT where it has more of them, or more digits."""
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        return MISFIT
    # The shortest text of a float is the number that was written: 0.1, and not 0.1000000000000000055.
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    try:
        number = number.quantize(step, context=EXACT)
    except (Inexact, InvalidOperation):
        return MISFIT
    return number if len(number.as_tuple().digits) <= digits else MISFIT


def as_moment(value: Any) -> Any:
    """The moment of a text such as our own."""
    try:
        moment = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return MISFIT
    return moment if moment.tzinfo else MISFIT


def as_simple(value: Any) -> Any:
    return value if isinstance(value, NUMBERS) else MISFIT


def as_other(kind: pa.DataType, read: Callable[[Any], Any], value: Any) -> Any:
    """The value that was read, in a column that somebody else gave its type, if it comes back the same."""
    value = read(value)
    if value is MISFIT:
        return MISFIT
    given = int(value) if pa.types.is_integer(kind) and value == value // 1 else value
    try:
        back = pa.array([given], kind)[0].as_py()
    except (pa.ArrowException, OverflowError, TypeError, ValueError):
        return MISFIT
    if isinstance(value, Decimal) and isinstance(back, float):
        back = Decimal(repr(back))
    return given if isinstance(back, bool) is isinstance(value, bool) and back == value else MISFIT
