"""The values on the right of a one-line comparison: texts, numbers, true, false, null, JSON in backticks."""

import json
from math import isfinite
from typing import Any

from actions.trigger.foreign.spelling import fail
from actions.trigger.lexer import Token
from mappings.located import Located

NAMED_VALUES = {"true": True, "false": False, "null": None}


def read_text(token: Token, spot: Located) -> Located:
    r"""The text that `token` of `spot` holds in its quotes, with the place of each character.

    Only a backslash before such a quote, or before another, is an escape; any other backslash is itself, so that
    patterns are written as they are.
    """
    whole: str = spot.value
    characters: list[str] = []
    origins: list[int] = []
    at, escaped = token.start + 1, f"{whole[token.start]}\\"
    while at < token.end - 1:
        at += whole[at] == "\\" and whole[at + 1] in escaped
        characters.append(whole[at])
        origins.append(at)
        at += 1
    origins.append(token.end - 1)
    offsets = [spot.offsets[one] for one in origins] if spot.offsets else []
    return Located("".join(characters), spot.inside(token.start, token.end), offsets=offsets)


def read_value(token: Token) -> Any:
    """The value of a number, a backtick literal or a named value; ExpressionError when it is not JSON."""
    if token.kind == "word":
        return NAMED_VALUES[token.text.lower()]
    text = token.text.strip("`").replace("\\`", "`")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        hint = f'write "{text}"' if token.kind == "literal" else "write it as JSON does, without leading zeros"
        raise fail("E203", token, f"{token.text} is not JSON", hint) from None
    if isinstance(value, float) and not isfinite(value):
        raise fail("E203", token, f"{token.text} is larger than any number of JSON", "write a smaller one")
    return value
