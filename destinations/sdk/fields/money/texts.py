"""Amounts written as texts: with a currency's sign or code, and with ambiguous separators."""

import re
from decimal import Decimal
from typing import Final

from msgspec import Struct

from destinations.sdk.fields.money.currencies import DOLLAR, SIGNS, currencies_of, exponents
from destinations.sdk.refusal import shown

THREE_DECIMALS: Final = 3
_SIGN = "|".join([*map(re.escape, sorted(SIGNS, key=len, reverse=True)), "[A-Z]{3}"])
WRITTEN = re.compile(rf"([+-]?)({_SIGN})?\s?([+-]?)([0-9]+\.?[0-9]*|\.[0-9]+)\s?({_SIGN})?", re.IGNORECASE)
# A point before exactly three digits: a thousand in half of the world, a thousandth in the other.
TWO_MEANINGS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


class Written(Struct, frozen=True):
    """An amount as a text has it: `text` itself, the number in it, and the sign or code beside that, if any."""

    text: str
    number: str
    sign: str

    @property
    def amount(self) -> Decimal:
        return Decimal(self.number)

    @property
    def has_two_meanings(self) -> bool:
        """Whether the point may stand between thousands."""
        return TWO_MEANINGS.fullmatch(self.number.lstrip("+-")) is not None

    @property
    def is_plain(self) -> bool:
        """Whether the text says all that there is to know: a number of one meaning, in the currency beside it."""
        return not self.sign and not self.has_two_meanings

    @property
    def chosen(self) -> str | None:
        """The currency that the sign stands for where no other is written."""
        choices = currencies_of(self.sign)
        return choices[0] if len(choices) == 1 or choices[:1] == (DOLLAR,) else None

    def refused(self, currency: str | None) -> str | None:
        """Why this is not an amount of the currency, which may be unknown; None if it is one.

        >>> read_written("€20").refused("USD")
        '"€20" says €, and the currency is USD; write the number alone, beside the currency it is in'
        >>> read_written("€20").refused("EUR")
        """
        if self.sign and currency not in currencies_of(self.sign):
            other = f"the currency is {currency}" if currency else "no currency is given"
            problem = f"{shown(self.text)} says {self.sign}, and {other}"
            return f"{problem}; write the number alone, beside the currency it is in"
        if self.has_two_meanings and exponents().get(currency or "") != THREE_DECIMALS:
            whole = self.number.replace(".", "")
            return (
                f"{shown(self.text)} could be {whole} as well as {self.number}; send a number, or a text such as"
                f" {whole}.00"
            )
        return None


class Disputed(str):
    """A text that is not an amount beside the currency of its payload; `why` says so."""

    __slots__ = ("why",)

    why: str

    @classmethod
    def of(cls, text: str, why: str) -> "Disputed":
        made = cls(text)
        made.why = why
        return made


def read_written(text: str) -> Written | None:
    """The amount that a text writes; None if it writes none.

    >>> read_written(" -20.50 EUR ")
    Written(text=' -20.50 EUR ', number='-20.50', sign='EUR')
    >>> read_written("1,019.99")
    """
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    minus, before, inner_minus, digits, after = found.groups()
    if (minus and inner_minus) or (before and after):
        return None
    sign = before or after or ""
    if sign and not currencies_of(sign):
        return None
    return Written(text, f"{minus or inner_minus}{digits}", sign)
