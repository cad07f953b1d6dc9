"""Numbers as people write them, read by an example that says which sign is which."""

import re
from decimal import Decimal
from functools import lru_cache

from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.functions.declare import Example, Function, Refusal, declare
from mappings.functions.numbers import MOST_CHARACTERS, plain_number

# `1.234,56`: what stands between thousands, if anything, and before the fraction, if it is shown.
EXAMPLE = re.compile(r"1(?P<thousands>[.,'’ \u00a0\u202f]?)234(?:(?P<point>[.,])5+6?)?")  # noqa: RUF001
SPACES = " \u00a0\u202f"
# A currency's sign or code, before or behind.
CURRENCY = r"(?:[^\W\d_]{1,4}\.?|[$€£¥₩₹₽₺₴₫฿₦₱₪₡₲₸₼₾])?"
MOST_KEPT = 64


def parse_number(text: str, example: str) -> int | float:
    """The number that the text writes in the way of the example, as `1.234,56`; EvaluationError if it is none.

    >>> parse_number("1.249,00 €", "1.234,56"), parse_number("-1,249", "1,234.56")
    (1249, -1249)
    """
    form, thousands, point = read_example(example)
    found = form.fullmatch(text.strip()) if len(text) <= MOST_CHARACTERS else None
    if found is None:
        raise EvaluationError(f"{show(text)} is not written as {example}", "1,234.56 and 1.234,56 are such examples")
    whole = found["whole"]
    for sign in thousands:
        whole = whole.replace(sign, "")
    fraction = found["fraction"] if point else None
    return plain_number(Decimal(f"{(found['sign'] or '').replace('−', '-')}{whole}.{fraction or '0'}"))  # noqa: RUF001


@lru_cache(maxsize=MOST_KEPT)
def read_example(example: str) -> tuple[re.Pattern[str], str, str]:
    """How numbers of such a form are read, the signs between their thousands, and the one before their fraction."""
    found = EXAMPLE.fullmatch(example)
    if found is None or (found["thousands"] and found["thousands"] == found["point"]):
        raise EvaluationError(
            f"{show(example)} is not an example of a number", "write how 1234.56 is written: '1,234.56' or '1.234,56'"
        )
    thousands, point = found["thousands"], found["point"] or ""
    thousands = SPACES if thousands and thousands in SPACES else thousands
    grouped = rf"[0-9]{{1,3}}(?:[{re.escape(thousands)}][0-9]{{3}})+|" if thousands else ""
    fraction = rf"(?:{re.escape(point)}(?P<fraction>[0-9]+))?" if point else ""
    number = rf"(?P<whole>{grouped}[0-9]+){fraction}"
    text = rf"{CURRENCY}\s*(?P<sign>[+\-−])?\s*{CURRENCY}\s*{number}\s*{CURRENCY}"  # noqa: RUF001
    return re.compile(text), thousands, point


def _check(_: object, example: object) -> None:
    if isinstance(example, str):
        read_example(example)


WRITTEN: tuple[Function, ...] = (
    declare(
        "parse_number(text: text, example: text) -> number",
        "The number in a text as people write it: '1,234.56', '1.234,56', '1 234,56'. A currency beside it may stay.",
        parse_number,
        Example("parse_number(@, '1,234.56')", "$1,249.00", 1249),
        Example("parse_number(@, '1.234,56')", "1.019", 1019),
        Example("parse_number(@, '1.234,56')", "EUR 12,5", 12.5),
        Example("parse_number(@, '1 234,56')", "−12\u00a0345,60 kr", -12345.6),  # noqa: RUF001
        Example("parse_number(@, '1234,56')", None, None),
        Refusal("parse_number(@, '1,234.56')", "1.249,00", 'parse_number(): "1.249,00" is not written as 1,234.56'),
        Refusal("parse_number(@, '1,234.56')", "12,34.5", "is not written as 1,234.56"),
        Refusal("parse_number(@, '1,234.56')", "soon", "is not written as 1,234.56"),
        Refusal("parse_number(@, '1,234.56')", 5, "parse_number() takes a text as its 1st argument, not 5"),
        check=_check,
    ),
)
