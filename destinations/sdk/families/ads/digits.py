"""Numeric ids: of an account, a conversion, a pixel; texts of digits, however they were written."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from destinations.sdk.refusal import refusal, shown

WRITTEN = re.compile(r"[0-9]+(?:[\s-]+[0-9]+)*")
MOST_DIGITS = 20


def read_digits(value: Any) -> str:
    """The digits of a whole number, or of a text of digits with hyphens and spaces between them.

    >>> read_digits(104012), read_digits(" 123-456-7890 ")
    ('104012', '1234567890')
    """
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    digits = re.sub(r"[\s-]", "", text)
    if not WRITTEN.fullmatch(text) or len(digits) > MOST_DIGITS:
        raise refusal(f"{shown(value)} is not a number of up to {MOST_DIGITS} digits; write one such as 104012")
    return digits


Digits = Annotated[str, BeforeValidator(read_digits)]
