"""Letters of another alphabet in a word, and spaces that are none, which look like those that are meant."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Cyrillic and Greek letters, and those of ours that look the same.
ALIKE: Final[Mapping[str, str]] = MappingProxyType(
    dict(
        zip(
            "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0405\u0406\u0408"
            "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458"
            "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bd\u03bf",
            "ABEKMHOPCTXSIJ" + "aeopcyxsij" + "ABEZHIKMNOPTYXvo",
            strict=True,
        )
    )
)
# Spaces that look like a plain one; characters without any width are errors of the file.
SPACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "\u00a0": "a no-break space",
        "\u2007": "a space as wide as a digit",
        "\u2009": "a thin space",
        "\u202f": "a narrow no-break space",
        "\u3000": "a space as wide as a letter",
    }
)
WORD = re.compile(r"[^\W\d_]+")


def in_our_letters(text: str) -> str:
    """The text with our letters in place of those that look like them.

    >>> in_our_letters("\u041erder")
    'Order'
    """
    return "".join(ALIKE.get(one, one) for one in text)


def foreign_letter(text: str) -> str | None:
    """The first letter that looks like one of ours and stands in a word with such.

    >>> foreign_letter("\u041erder") == "\u041e", foreign_letter("\u041e\u041a now")
    (True, None)
    """
    for word in [] if text.isascii() else map(str, WORD.findall(text)):
        alike = [one for one in word if one in ALIKE]
        if alike and any(one.isascii() for one in word):
            return alike[0]
    return None


def odd_space(text: str) -> tuple[int, str] | None:
    """Which character of the text looks like a plain space and is another one, and what it is.

    >>> odd_space("Order\u00a0Completed"), odd_space("Order Completed")
    ((6, 'a no-break space (U+00A0)'), None)
    """
    for number, one in enumerate("" if text.isascii() else text, 1):
        if one in SPACES:
            return number, f"{SPACES[one]} (U+{ord(one):04X})"
    return None


def in_plain_spaces(text: str) -> str:
    """The text with plain spaces.

    >>> in_plain_spaces("Order\u00a0Completed")
    'Order Completed'
    """
    return "".join(" " if one in SPACES else one for one in text)
