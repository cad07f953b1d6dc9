"""A refused value in words for the person who wrote the mapping."""

import json
from typing import Any

from pydantic_core import PydanticCustomError

MOST_SHOWN = 60


def refusal(message: str) -> PydanticCustomError:
    """The error that a payload's or a setting's validator raises; its message is shown as it stands."""
    # As context and not as template: a value in the message may hold braces.
    return PydanticCustomError("refused", "{message}", {"message": message})


def shown(value: Any) -> str:
    r"""The value as JSON has it, cut where it is long.

    >>> shown("19,99"), shown(True), shown(None)
    ('"19,99"', 'true', 'null')
    >>> shown({"amount": 1}), shown([1, 2])
    ('an object', 'a list')
    """
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    text = json.dumps(value, ensure_ascii=False, default=str)
    printable = text.encode("utf-8", "backslashreplace").decode()
    return printable if len(printable) <= MOST_SHOWN else printable[: MOST_SHOWN - 1] + "…"
