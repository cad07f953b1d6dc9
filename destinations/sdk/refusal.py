"""A refused value in words for the person who wrote the mapping."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from destinations.arguments import MAPPING, WORD, check

MOST_SHOWN = 60
MOST_TOLD = 1000
# How a part without a name is shown.
EMPTY = '""'


def refusal(message: str) -> PydanticCustomError:
    """The error that a payload's or a setting's validator raises; its message is shown as it stands."""
    check("refusal", message=(message, WORD))
    # As context and not as template: a value in the message may hold braces.
    return PydanticCustomError("refused", "{message}", {"message": message})


def unusable(parts: Mapping[tuple[str | int, ...], str]) -> PydanticCustomError:
    """The error of a validator that could use the value without some parts of it: by their path inside it, why.

    The engine leaves these parts out, with a warning for each, and validates again.

    >>> unusable({("tags",): "is a list, and GA4 takes texts and numbers"}).message()
    'tags is a list, and GA4 takes texts and numbers'
    """
    check("unusable", parts=(parts, MAPPING))
    message = "; ".join(f"{'.'.join(str(step) or EMPTY for step in path)} {why}" for path, why in parts.items())
    return PydanticCustomError("unusable", "{message}", {"message": message, "parts": dict(parts)})


def error_text(error: BaseException) -> str:
    """The error's class and what it says, on one line, cut where that is long.

    Of a plain ValueError only what it says, as its author wrote that for people.

    >>> error_text(KeyError("day")), error_text(SystemExit()), error_text(ValueError("no such day"))
    ("KeyError: 'day'", 'SystemExit', 'no such day')
    """
    name = type(error).__name__
    try:
        line = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - a plugin's error may fail even at this
        line = ""
    if not line:
        line = name
    elif type(error) is not ValueError:
        line = f"{name}: {line}"
    return line if len(line) <= MOST_TOLD else line[: MOST_TOLD - 1] + "…"


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
