"""JSON as it goes over the wire: decimals keep every digit, what JSON cannot hold is refused."""

import math
from decimal import Decimal
from typing import Any

import orjson


def to_json(value: Any) -> bytes:
    """The UTF-8 JSON of `value`; ValueError for NaN, infinity, half characters, huge integers, deep nesting.

    >>> from decimal import Decimal
    >>> to_json({"revenue": Decimal("19.99")})
    b'{"revenue":19.99}'
    """
    try:
        text = orjson.dumps(value, default=plain)
    except TypeError as error:
        raise ValueError(f"cannot be written as JSON: {error}") from error
    # orjson writes NaN and the infinities as null: where there is no null there is none of them to look for.
    if b"null" in text:
        refuse_not_a_number(value)
    return text


def plain(value: Any) -> Any:
    """What orjson, which cannot write `value`, writes in its place; TypeError for what JSON cannot hold."""
    if isinstance(value, Decimal) and value.is_finite():
        # format() and not str(): 1E+3 is a number to JSON but not to every tool.
        return orjson.Fragment(format(value, "f"))
    raise TypeError(f"{type(value).__name__} is no JSON value")


def refuse_not_a_number(value: Any) -> None:
    """Raise ValueError if a NaN or an infinity is anywhere inside: orjson would write null in its place."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list | tuple):
            stack.extend(item)
        elif isinstance(item, float) and not math.isfinite(item):
            raise ValueError(f"{item} is not a number that JSON can hold")
