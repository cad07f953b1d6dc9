"""The values on the right of a one-line comparison: texts, numbers, true, false, null, JSON in backticks."""

import json
from collections.abc import Sequence
from math import isfinite
from typing import Any, overload

from actions.trigger.foreign.spelling import fail
from actions.trigger.lexer import Token
from mappings.located import Located

NAMED_VALUES = {"true": True, "false": False, "null": None}


class Chosen(Sequence[tuple[int, int]]):
    """Of the places of a text's characters those with the numbers `chosen`, looked up when asked: few ever are."""

    __slots__ = ("_chosen", "_places")

    def __init__(self, places: Sequence[tuple[int, int]], chosen: Sequence[int]) -> None:
        self._places, self._chosen = places, chosen

    @overload
    def __getitem__(self, at: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[int, int]]: ...
    def __getitem__(self, at: int | slice) -> tuple[int, int] | list[tuple[int, int]]:
        found = self._chosen[at]
        return self._places[found] if isinstance(found, int) else [self._places[one] for one in found]

    def __len__(self) -> int:
        return len(self._chosen)


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
    offsets = Chosen(spot.offsets, origins) if spot.offsets else ()
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
