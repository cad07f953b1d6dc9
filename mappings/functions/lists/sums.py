"""Functions of amounts in lists: what lines of an order come to, and in which currency."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, Final

from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.functions.declare import Example, Function, Refusal, declare
from mappings.functions.formats import as_list
from mappings.functions.missing import filled, says_nothing
from mappings.functions.numbers import exact, plain_number, read_amount, read_price

# An amount with something short beside it.
SIGNED = re.compile(r"\s*(?:([^\d\s.,+-]{1,3})\s?([+-]?[0-9.]+)|([+-]?[0-9.]+)\s?([^\d\s.,+-]{1,3}))\s*")
# Who takes an amount or a number of things takes none that is written so.
SCIENTIFIC = re.compile(r"[0-9.]e[+-]?[0-9]", re.IGNORECASE)
CODE = re.compile(r"\s*[A-Za-z]{3}\s*")
UNSAID: Final = object()
LINES = [{"price": 19.99, "quantity": 3}, {"price": "5"}, {"sku": "gift"}]


def sum_product(items: Any, amount: str, times: str | None = None, currency: Any = UNSAID) -> int | float | str | None:
    """The sum over the items of `amount`, times `times` where they have one; null when none has an amount.

    Of amounts with the sign or code of a currency it is a text with that sign: who takes it knows what it may mean.
    So it is of items with a `currency` of their own where `currency`, that of the sum, is missing.
    """
    total: Decimal | None = None
    arithmetic = exact()
    signs: set[str] = set()
    for position, item in enumerate(as_list(items) or (), start=1):
        if says_nothing(item):
            continue
        if not isinstance(item, dict):
            raise EvaluationError(
                f"item {position} is {show(item)}, not an object", f"give a list of objects with {amount}"
            )
        price = _field(item, amount, position, partial(_signed_price, signs))
        if price is None:
            continue
        if currency is not UNSAID and (code := _own_currency(item, position, currency)):
            _add_sign(signs, code, item["currency"])
        count = _field(item, times, position, read_amount) if times else None
        line = price if count is None else arithmetic.multiply(price, count)
        total = line if total is None else arithmetic.add(total, line)
    if total is None:
        return None
    sign = "".join(signs)
    return f"{sign} {total:f}" if sign else plain_number(total)


def _signed_price(signs: set[str], value: Any) -> Decimal:
    """The price without the sign beside it, which is added to `signs`; those of several currencies have no sum.

    One without a sign is in the currency of the others.
    """
    found = SIGNED.fullmatch(value) if isinstance(value, str) else None
    before, number, other, after = found.groups() if found else ("", value, None, "")
    price = read_price(number or other if found else value)
    if found:
        _add_sign(signs, before or after, value)
    return price


def _add_sign(signs: set[str], sign: str, value: Any) -> None:
    signs.add(sign.upper())
    if len(signs) > 1:
        raise EvaluationError(f"{show(value)} is in another currency than an amount before it", "send one for each")


def _own_currency(item: dict[str, Any], position: int, currency: Any) -> str | None:
    """The item's own code where the sum has none; EvaluationError where it has another one."""
    code = item.get("currency")
    if not (isinstance(code, str) and CODE.fullmatch(code)):
        return None
    if filled(currency) is None:
        return code.strip()
    if isinstance(currency, str) and currency.strip().upper() != code.strip().upper():
        raise EvaluationError(f"item {position} is in {show(code)}, the sum in {show(currency)}", "send one for each")
    return None


def _field(item: dict[str, Any], name: str, position: int, read: Callable[[Any], Decimal]) -> Decimal | None:
    value = item.get(name)
    # A text that says nothing is none: shops write `""` for a price that they do not know.
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        return read(_written_in_digits(value))
    except EvaluationError as error:
        raise EvaluationError(f"{name} of item {position}: {error}", error.hint) from None


def _written_in_digits(value: Any) -> Any:
    if isinstance(value, str) and SCIENTIFIC.search(value):
        raise EvaluationError(f"{show(value)} is not written in digits alone", "send a number")
    return value


def currency_of(items: Any) -> str | None:
    """The `currency` that all items say which say one, as the first of them writes it; null where none does."""
    found: str | None = None
    for item in as_list(items) or ():
        code = item.get("currency") if isinstance(item, dict) else None
        if not (isinstance(code, str) and code.strip()):
            continue
        if found is None:
            found = code
        elif code.strip().upper() != found.strip().upper():
            raise EvaluationError(f"the lines are in {show(found)} and in {show(code)}", "send one for each")
    return found


SUMS: tuple[Function, ...] = (
    declare(
        "sum_product(items: list | object | text, amount: text, times?: text, currency?: any) -> number | text",
        "The exact sum of amount by times; an item without times counts once, and one object is a list of one."
        " Where amounts are texts with the sign or code of a currency, the sum is a text with that sign."
        " Where currency is given, items whose own currency is another one have no sum.",
        sum_product,
        Example("sum_product(@, 'price', 'quantity')", LINES, 64.97),
        Example("sum_product(@, 'price')", LINES, 24.99),
        Example("sum_product(@, 'price', 'quantity')", [{"sku": "gift"}], None),
        Example("sum_product(@, 'price', 'quantity')", [{"price": 2, "quantity": ""}, {"price": ""}, None, "", []], 2),
        Example("sum_product(@, 'price', 'quantity')", [{"price": "2.50", "quantity": "1.500"}], 3.75),
        Example("sum_product(products, 'price', 'quantity')", {}, None),
        Refusal(
            "sum_product(@, 'price')",
            [{"price": 1}, {"price": "abc"}],
            'sum_product(): price of item 2: "abc" is not a number',
        ),
        Refusal("sum_product(@, 'price')", [{"price": True}], "price of item 1: true is not a number"),
        Example("sum_product(@, 'price', 'quantity')", [{"price": "€5.25", "quantity": 2}, {"price": "€3"}], "€ 13.50"),
        Example("sum_product(@, 'price')", [{"price": "20 eur"}], "EUR 20"),
        Refusal("sum_product(@, 'price')", [{"price": "€20"}, {"price": "$5"}], '"$5" is in another currency'),
        Example("sum_product(@, 'price')", [{"price": "€20"}, {"price": 5}], "€ 25"),
        Refusal("sum_product(@, 'price')", [{"price": "€1.019"}], '"1.019" could be 1019 as well as 1.019'),
        Refusal("sum_product(@, 'price')", [{"price": "1.019"}], '"1.019" could be 1019 as well as 1.019'),
        Refusal("sum_product(@, 'price')", [{"price": "1e3"}], '"1e3" is not written in digits alone'),
        Example("sum_product(lines, 'price', 'n', c)", {"c": "eur", "lines": [{"price": 2, "currency": "EUR"}]}, 2),
        Example("sum_product(lines, 'price', 'n', c)", {"lines": [{"price": 2, "currency": "EUR"}]}, "EUR 2"),
        Refusal(
            "sum_product(lines, 'price', 'n', c)",
            {"c": "EUR", "lines": [{"price": 2, "currency": "USD"}]},
            'item 1 is in "USD", the sum in "EUR"',
        ),
        Refusal("sum_product(@, 'price')", [7], "item 1 is 7, not an object"),
        Example("sum_product(@, 'price')", {"price": 2}, 2),
        Example("sum_product(@, 'price')", '[{"price": 2}]', 2),
        Example("sum_product(@, 'price')", {}, None),
        Refusal("sum_product(@, 'price')", "p1, p2", "is not a list"),
        Refusal("sum_product(@, 'price')", 5, "sum_product() takes a list or an object or a text as its 1st argument"),
    ),
    declare(
        "currency_of(items: list | object | text) -> text",
        "The currency of lines that say none but this one; null where no line says one.",
        currency_of,
        Example("currency_of(@)", [{"price": 5, "currency": "NOK"}, {"price": 3}, {"currency": ""}], "NOK"),
        Example("currency_of(@)", [{"currency": "nok"}, {"currency": "NOK"}], "nok"),
        Example("currency_of(@)", [{"price": 5}, None], None),
        Example("currency_of(lines)", {}, None),
        Refusal("currency_of(@)", [{"currency": "NOK"}, {"currency": "SEK"}], 'the lines are in "NOK" and in "SEK"'),
        Refusal("currency_of(@)", "p1, p2", "is not a list"),
    ),
)
