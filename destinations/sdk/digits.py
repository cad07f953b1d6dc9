"""Numbers that name something: an account, a conversion, a pixel. Texts of digits, however they were written."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from destinations.sdk.refusal import refusal, shown

BETWEEN = re.compile(r"[\s-]+")
MOST_DIGITS = 20


def read_digits(value: Any) -> str:
    """The digits of a whole number, or of a text that holds nothing else but hyphens and spaces.

    >>> read_digits(104012), read_digits(" 123-456-7890 ")
    ('104012', '1234567890')
    """
    whole = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    digits = BETWEEN.sub("", str(value)) if whole else ""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        raise refusal(f"{shown(value)} is not a number of up to {MOST_DIGITS} digits; write one such as 104012")
    return digits


Digits = Annotated[str, BeforeValidator(read_digits)]
