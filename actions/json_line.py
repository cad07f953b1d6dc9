"""One line of JSON for any value of a row; never fails."""

import math
from decimal import Decimal
from typing import Any

from actions.event.shape import LEAST, MOST, whole_text
from destinations.sdk.encode import to_json

# More than an event may have, as its payload lies some levels down in the row.
MOST_DEPTH = 100
TOO_DEEP = "(nested too deep to be shown)"


def json_line(value: Any) -> bytes:
    r"""The value as a line of JSON; what JSON cannot hold is replaced by a text, so that this never fails.

    >>> json_line({"a": 1, "b": "\ud800", "c": [float("nan"), 2**70]})
    b'{"a":1,"b":"\xef\xbf\xbd","c":["nan","1180591620717411303424"]}\n'
    """
    try:
        return to_json(value) + b"\n"
    except Exception:  # noqa: BLE001 - a plugin's object may raise anything while it is looked at
        return to_json(_plain(value, 0)) + b"\n"


def _plain(value: Any, depth: int) -> Any:
    kind = type(value)
    if kind in (dict, list, tuple) and depth >= MOST_DEPTH:
        return TOO_DEEP
    if kind is dict:
        return {_plain_text(key): _plain(part, depth + 1) for key, part in value.items()}
    if kind in (list, tuple):
        return [_plain(part, depth + 1) for part in value]
    return value if _is_plain(value) else _plain_text(value)


def _is_plain(value: Any) -> bool:
    kind = type(value)
    return (
        value is None
        or kind is bool
        or (kind is int and LEAST <= value <= MOST)
        or (kind is float and math.isfinite(value))
        or (kind is Decimal and value.is_finite())
    )


def _plain_text(value: Any) -> str:
    try:
        return whole_text(value if isinstance(value, str) else str(value))
    except Exception:  # noqa: BLE001 - such as for a number of too many digits
        return f"({type(value).__name__})"
