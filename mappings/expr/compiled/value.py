"""A Python expression for a value, and what is known of the value at compile time."""

import json
import math
from enum import IntEnum
from typing import Any, Final, Literal

from msgspec import Struct

from mappings.expr.compiled.paths import Path

# `order` is what `<` gives: true, false or null. `some` is anything but null.
Kind = Literal["any", "some", "bool", "order", "number", "text", "list", "object"]
ABSENT: Final = object()


class Rank(IntEnum):
    """How tightly an expression of Python holds together; what holds less than its place asks needs brackets."""

    CHOICE = 0
    OR = 1
    AND = 2
    NOT = 3
    COMPARISON = 4
    ATOM = 5


class Value(Struct, frozen=True):
    """`code` is an expression to be used once, unless it `is_name`.

    With a `guard`, a condition in Python, it is the value only where that holds; elsewhere the value is null.
    `literal` is the value itself where it is known, `path` where it was read from. Where the value is a text and
    `is_verbatim`, it holds no character that the event's texts do not hold, or that JSON would write in another way.
    A value that `may_be_blank` is none where it is a text of white space; one that `says_something` never is such a
    text. One that `is_text_if_any` is a text or null.
    """

    code: str
    kind: Kind = "any"
    is_name: bool = False
    rank: Rank = Rank.CHOICE
    guard: str = ""
    literal: Any = ABSENT
    path: Path | None = None
    is_verbatim: bool = False
    may_be_blank: bool = False
    says_something: bool = False
    is_text_if_any: bool = False

    @property
    def whole(self) -> str:
        """The code, guard included."""
        return f"{self._code_within(Rank.OR)} if {self.guard} else None" if self.guard else self.code

    def within(self, rank: Rank) -> str:
        """The whole as an operand of something that holds so tightly."""
        return f"({self.whole})" if self.guard else self._code_within(rank)

    def _code_within(self, rank: Rank) -> str:
        return self.code if self.is_name or self.rank >= rank else f"({self.code})"

    @property
    def text_test(self) -> str:
        """A condition in Python for the value being a text, and one that counts; the value has a name."""
        is_filled = f"{self.code} and not {self.code}.isspace()"
        if self.is_text_or_null:
            return is_filled if self.may_be_blank else f"{self.code} is not None"
        is_text = f"type({self.code}) is str"
        return f"{is_text} and {is_filled}" if self.may_be_blank else is_text

    @property
    def is_text_or_null(self) -> bool:
        """Whether the value is known to be a text where it is not null."""
        return self.kind == "text" or self.is_text_if_any or (self.path is not None and self.path.kind == "text")

    @property
    def presence(self) -> str:
        """A condition in Python for there being a value, empty if there always is one; the value has a name."""
        if self.is_never_null:
            return ""
        if self.is_literal:
            # `None is not None` needs no name.
            return "False"
        if not self.may_be_blank or (self.path is not None and self.path.kind == "object"):
            return f"{self.code} is not None"
        if self.is_text_or_null:
            return self.text_test
        # Null first, as most values that may be missing are.
        is_filled = f"{self.code} and not {self.code}.isspace()"
        return f"({self.code} is not None and (type({self.code}) is not str or {is_filled}))"

    @property
    def absence(self) -> str:
        """The opposite of `presence`, for a value that may be missing."""
        test = self.presence
        if test == f"{self.code} is not None":
            return f"{self.code} is None"
        return f"not {test}" if test.startswith("(") else f"not ({test})"

    @property
    def is_literal(self) -> bool:
        return self.literal is not ABSENT

    @property
    def is_never_null(self) -> bool:
        return self.kind not in {"any", "order"} and not self.guard and not self.may_be_blank


def write_scalar(literal: Any) -> str | None:
    r"""A JSON scalar as Python writes it; None for what goes through the table of constants.

    >>> write_scalar("it's"), write_scalar(True), write_scalar([1])
    ('"it\'s"', 'True', None)
    """
    if literal is None or isinstance(literal, bool | int):
        return repr(literal)
    if isinstance(literal, float) and math.isfinite(literal):
        return repr(literal)
    if isinstance(literal, str):
        return ascii(literal)
    return None


def is_plain(literal: Any) -> bool:
    """Whether it is a text that JSON writes as it stands."""
    return isinstance(literal, str) and json.dumps(literal, ensure_ascii=False) == f'"{literal}"'


def within_f_string(text: str) -> str:
    r"""A text as it stands inside f'…'.

    >>> within_f_string("it's {x}")
    "it\\'s {{x}}"
    """
    written = text.encode("unicode_escape").decode("ascii")
    return written.replace("'", "\\'").replace("{", "{{").replace("}", "}}")


def is_false(literal: Any) -> bool:
    """JMESPath's falsity of a value at hand: null, false, and the empty text, list and object."""
    return not literal and (literal != 0 or literal is False)
