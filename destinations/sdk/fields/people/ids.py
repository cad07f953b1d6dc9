"""Ids of people and codes of things as texts, letter by letter; placeholders for a missing id are refused."""

from collections.abc import Collection
from typing import Any

from pydantic_core import PydanticCustomError

from destinations.sdk.refusal import refusal, shown

# What programs write where they have no id, in lower case. As an id, it would make one person of many, or one order.
PLACEHOLDERS = frozenset(
    {
        *("null", "(null)", "undefined", "none", "nil", "<nil>", "nan", "n/a", "anonymous"),
        *("true", "false", "[object object]"),
    }
)
LONGEST_PLACEHOLDER = max(map(len, PLACEHOLDERS))
# From here on a float stands for several whole numbers, so that its digits need not be those of the id.
INEXACT_FROM = 2**53


def read_id(value: Any) -> str:
    """The id of somebody or something as text; a whole number becomes text, a blank or placeholder is refused.

    >>> read_id("u_1"), read_id(42), read_id(42.0)
    ('u_1', '42', '42')
    >>> read_id("undefined")
    Traceback (most recent call last):
    pydantic_core._pydantic_core.PydanticCustomError: the id "undefined" is refused as a placeholder, ...
    """
    if type(value) is str and is_usual(value, PLACEHOLDERS):
        return value
    text = value if type(value) is str else whole_text(value)
    if not isinstance(text, str):
        raise refusal(f"{shown(value)} is not an id; map a text or a whole number")
    if not text.strip():
        raise refusal("an empty text is not an id; map one that names somebody or something, or leave the field out")
    check_placeholder(text, value)
    return text


def read_code(value: Any) -> str:
    """The id or code of a thing as text; a whole number becomes text, a blank or a placeholder is refused.

    Of things there may be a number 0.

    >>> read_code("SAVE10"), read_code(2024), read_code(12345.0), read_code(0)
    ('SAVE10', '2024', '12345', '0')
    """
    if type(value) is str and is_usual(value, PLACEHOLDERS):
        return value
    text = value if type(value) is str else whole_text(value)
    if not isinstance(text, str) or not text.strip():
        raise refusal(f"{shown(value)} is not an id or code; map a text or a whole number, or leave the field out")
    if is_placeholder(text) and text.strip("0- "):
        raise placeholder_refused(value)
    return text


def means_no_id(value: Any) -> bool:
    """Whether the value is what programs write where they have no id: a placeholder, false, an empty list or object.

    >>> means_no_id("undefined"), means_no_id(False), means_no_id([]), means_no_id(["A7"]), means_no_id("A7")
    (True, True, True, False, False)
    """
    text = whole_text(value)
    return value is False or value in ([], {}) or (isinstance(text, str) and is_placeholder(text))


def whole_text(value: Any) -> Any:
    """A whole number as its digits; anything else as it is, true and false too.

    >>> whole_text(12345.0), whole_text(1.5), whole_text(True)
    ('12345', 1.5, True)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < INEXACT_FROM:
        return str(int(value))
    return value


def check_placeholder(text: str, value: Any) -> None:
    """Nothing; a refusal where the text is what programs write for no id, in any case, or nothing but zeros."""
    if is_placeholder(text):
        raise placeholder_refused(value)


def placeholder_refused(value: Any) -> PydanticCustomError:
    return refusal(
        f"the id {shown(value)} is refused as a placeholder, which programs write where they have none; map one"
        " that names somebody or something"
    )


def is_usual(text: str, placeholders: Collection[str]) -> bool:
    """Whether the text is surely neither blank nor one of the placeholders: a quick test for most ids.

    >>> is_usual("u_1", PLACEHOLDERS), is_usual("NULL", PLACEHOLDERS), is_usual(" u_1", PLACEHOLDERS)
    (True, False, False)
    """
    return "0" < text[:1] < "\x7f" and " " < text[-1:] < "\x7f" and text.lower() not in placeholders


def is_placeholder(text: str) -> bool:
    """Whether the text is what programs write for no id: `null` and the like in any case, or nothing but zeros.

    >>> is_placeholder(" NULL "), is_placeholder("00000000-0000-0000-0000-000000000000"), is_placeholder("u_0")
    (True, True, False)
    """
    word = text.strip()
    if word[:1] == "0" and not word.strip("0-"):
        return True
    return len(word) <= LONGEST_PLACEHOLDER and word.lower() in PLACEHOLDERS
