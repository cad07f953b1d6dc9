"""Texts that a pattern takes: to be tried, as what is made of a pattern of many parts may not fit."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from re import _constants as kinds  # type: ignore[attr-defined]  # the parts that Python's own reader makes
from re import _parser as reader  # type: ignore[attr-defined]  # re has no public parser
from typing import Any, Final

# Letters that are tried for a set, the likeliest first.
LETTERS: Final = "ax1A0b_ -.z9@"
OF_CLASSES: Final = {"CATEGORY_DIGIT": "1", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " ", "CATEGORY_NOT_DIGIT": "a",
                     "CATEGORY_NOT_WORD": "-", "CATEGORY_NOT_SPACE": "a"}  # fmt: skip
MOST_REPEATED = 20


def texts_of_regex(pattern: str) -> Iterator[str]:
    """Texts in which the pattern should be found.

    >>> next(texts_of_regex("^(foo|bar)-[0-9]{2,4}$"))
    'foo-00'
    """
    with suppress(re.error, RecursionError, OverflowError, IndexError):
        parsed = reader.parse(pattern)
        yield _made(parsed, branch=0)
        yield _made(parsed, branch=1)


def text_of_wildcards(pattern: str, anything: str = "") -> str:
    r"""A text that `match` takes: `*` any letters, `?` one, `[ab]` one of a set, `\*` itself.

    >>> text_of_wildcards("[a-c]x*\\*?", "-")
    'ax-*x'
    """
    made = ""
    at = 0
    while at < len(pattern):
        letter = pattern[at]
        closed = pattern.find("]", at + 2) if letter == "[" else -1
        if letter == "\\" and at + 1 < len(pattern):
            at += 1
            made += pattern[at]
        elif closed > 0:
            made += _one_outside(pattern[at + 2 : closed]) if pattern[at + 1] in "!^" else pattern[at + 1]
            at = closed
        else:
            made += {"*": anything, "?": "x"}.get(letter, letter)
        at += 1
    return made


def _one_outside(letters: str) -> str:
    return next((one for one in LETTERS if one not in letters), "x")


def _made(parsed: Iterable[Any], branch: int) -> str:
    return "".join(_part(str(kind), value, branch) for kind, value in parsed)


def _part(kind: str, value: Any, branch: int) -> str:
    made = ""
    match kind:
        case "LITERAL":
            made = chr(value)
        case "NOT_LITERAL":
            made = _one_outside(chr(value))
        case "ANY":
            made = "x"
        case "IN":
            made = _one_of(value)
        case "SUBPATTERN":
            made = _made(value[-1], branch)
        case "BRANCH":
            made = _made(value[1][min(branch, len(value[1]) - 1)], branch)
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, inner = value
            made = _made(inner, branch) * min(max(least, 1 if branch and most else 0), MOST_REPEATED)
    return made


def _one_of(parts: Any) -> str:
    """A letter of the set."""
    first = str(parts[0][0])
    if first == "NEGATE":
        refused = re.compile("[" + "".join(map(_written, parts[1:])) + "]")
        return next((one for one in LETTERS if not refused.match(one)), "x")
    kind, value = parts[0]
    if first == "CATEGORY":
        return OF_CLASSES.get(str(value), "x")
    return chr(int(value[0] if kind is kinds.RANGE else value))


def _written(part: tuple[Any, Any]) -> str:
    kind, value = part
    if kind is kinds.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    if kind is kinds.CATEGORY:
        return {"CATEGORY_DIGIT": r"\d", "CATEGORY_WORD": r"\w", "CATEGORY_SPACE": r"\s"}.get(str(value), "")
    return re.escape(chr(value))
