"""What an unquoted YAML text means: YAML 1.2 words and the numbers of JSON, all else is text."""

import math
import re

INTEGER = re.compile(r"-?[0-9]+")
FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
BASED = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
MOST_DIGITS = 20
LEADING_ZERO = re.compile(r"-?0[0-9]+")
TRAILING_ZERO = re.compile(r"-?[0-9]+\.[0-9]+0")


def read_plain(text: str) -> str | float | bool | None:
    """The value of an unquoted scalar: null, a boolean, a number or the text itself.

    >>> [read_plain(text) for text in ("NO", "yes", "12:30:45", "1_000", "2026-11-23", ".5", ".inf")]
    ['NO', 'yes', '12:30:45', '1_000', '2026-11-23', '.5', '.inf']
    >>> [read_plain(text) for text in ("True", "~", "010", "0x1F", "0o17", "-3", "1.5", "1e3")]
    [True, None, 10, 31, 15, -3, 1.5, 1000.0]

    Raises OverflowError for a number that 64 bits cannot hold: rounding would change an id in silence.
    """
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return _integer(text, 10)
    if BASED.fullmatch(text):
        return _integer(text[2:], 16 if text[1] == "x" else 8)
    if FLOAT.fullmatch(text):
        return _finite(text)
    return text


def number_surprise(text: str, key: str | None) -> str | None:
    """A warning where an unquoted number loses digits its writer may have meant; None where all is well.

    >>> number_surprise("007", None)
    'this is the number 7, without the leading zeros'
    >>> number_surprise("1.20", "app_version")
    'this is the number 1.2, without the last zero'
    >>> number_surprise("1.20", "price")
    """
    if LEADING_ZERO.fullmatch(text):
        return f"this is the number {read_plain(text)}, without the leading zeros"
    if key and "version" in key.lower() and TRAILING_ZERO.fullmatch(text):
        return f"this is the number {read_plain(text)}, without the last zero"
    return None


def _integer(digits: str, radix: int) -> int:
    significant = digits.lstrip("-0")
    # Python refuses over 4300 decimal digits with an error of its own; 20 already pass 64 bits.
    number = int(digits, radix) if radix != 10 or len(significant) <= MOST_DIGITS else 2**64  # noqa: PLR2004  ten is ten
    if not -(2**63) <= number < 2**64:
        raise OverflowError("an integer beyond 64 bits")
    return number


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise OverflowError("a number beyond what 64 bits hold")
    return number
