"""Amounts that are texts with the sign of a currency: they agree with the currency of the payload, or are refused."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from destinations.sdk import Amount, Currency, Payload, Quantity
from destinations.sdk.fields.money.amounts import read_quantity
from destinations.sdk.fields.money.currencies import SIGNS, currencies_of, exponents
from destinations.sdk.fields.money.texts import Disputed


class Line(BaseModel):
    price: Amount | None = None
    quantity: Quantity | None = None
    currency: Currency | None = None
    note: str | None = None


class Order(Payload):
    revenue: Amount | None = None
    tax: Amount | None = None
    currency: Currency | None = None
    products: list[Line] | None = None
    note: str | None = None


class Spend(Payload):
    """An amount without a currency beside it."""

    monthly: Amount | None = None


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        pytest.param("€20", "EUR", "20", id="a sign before it"),
        pytest.param("€ 20.50", "EUR", "20.50", id="a space between"),
        pytest.param("€\u00a020", "EUR", "20", id="a space that does not break"),
        pytest.param("20€", "EUR", "20", id="a sign behind it"),
        pytest.param("20 EUR", "EUR", "20", id="a code behind it"),
        pytest.param("eur 20", "EUR", "20", id="a code before it, in lower case"),
        pytest.param("€20", " eur ", "20", id="a currency in lower case"),
        pytest.param("-€5", "EUR", "-5", id="minus before the sign"),
        pytest.param("€-5", "EUR", "-5", id="minus behind the sign"),
        pytest.param("$20", "USD", "20", id="dollars"),
        pytest.param("$20", "CAD", "20", id="dollars of Canada"),
        pytest.param("US$ 5", "USD", "5", id="a sign of letters"),
        pytest.param("¥500", "JPY", "500", id="yen"),
        pytest.param("¥500", "CNY", "500", id="yuan"),
        pytest.param("20 kr", "NOK", "20", id="crowns"),
        pytest.param("kr. 20", "DKK", "20", id="crowns with a dot"),
        pytest.param("R$ 20", "BRL", "20", id="reais, not dollars"),
        pytest.param("1.019", "KWD", "1.019", id="three decimals where the currency has three"),
        pytest.param("KWD 1.019", "KWD", "1.019", id="a code and three decimals"),
        pytest.param("€1234.567", "EUR", "1234.567", id="four digits are no thousand"),
        pytest.param("€0.125", "EUR", "0.125", id="nothing before the point is no thousand"),
    ],
)
def test_a_sign_that_agrees_with_the_currency(text: str, currency: str, amount: str) -> None:
    order = Order.model_validate({"revenue": text, "currency": currency})
    assert (order.revenue, order.currency) == (Decimal(amount), currency.strip().upper())


@pytest.mark.parametrize(
    ("sign", "revenue", "code"),
    [
        pytest.param("€", 20, "EUR", id="of euros"),
        pytest.param(" £ ", 20, "GBP", id="of pounds, among spaces"),
        pytest.param("US$", 20, "USD", id="of letters and a sign"),
        pytest.param("€", "€20", "EUR", id="of euros, beside the amount too"),
        pytest.param("€", "20 EUR", "EUR", id="of euros, and their code beside the amount"),
    ],
)
def test_a_sign_of_one_currency_is_its_code(sign: str, revenue: Any, code: str) -> None:
    order = Order.model_validate({"revenue": revenue, "currency": sign})
    assert (order.revenue, order.currency) == (Decimal(20), code)


@pytest.mark.parametrize("sign", ["$", "¥", "kr", "kr.", "Euro"])
def test_a_sign_of_several_currencies_is_no_code(sign: str) -> None:
    with pytest.raises(ValidationError, match="is not a currency code of ISO 4217"):
        Order.model_validate({"revenue": 20, "currency": sign})


def test_a_sign_as_the_currency_and_another_one_beside_the_amount_do_not_agree() -> None:
    with pytest.raises(ValidationError, match="says £, and the currency is EUR"):
        Order.model_validate({"revenue": "£20", "currency": "€"})


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        pytest.param("€20", "20", "EUR", id="euros"),
        pytest.param("£10", "10", "GBP", id="pounds"),
        pytest.param("20 SEK", "20", "SEK", id="a code"),
        pytest.param("₹99.50", "99.50", "INR", id="rupees"),
        pytest.param("$20", "20", "USD", id="dollars are those of the event spec"),
        pytest.param("$1234.50", "1234.50", "USD", id="thousands of dollars"),
    ],
)
@pytest.mark.parametrize("nothing", [{}, {"currency": None}, {"currency": ""}], ids=["missing", "null", "empty"])
def test_a_sign_chooses_the_currency_where_none_is_written(
    text: str, amount: str, currency: str, nothing: dict[str, Any]
) -> None:
    order = Order.model_validate({"revenue": text, **nothing})
    assert (order.revenue, order.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("fields", "place", "words"),
    [
        pytest.param(
            {"revenue": "€20", "currency": "USD"},
            ("revenue",),
            '"€20" says €, and the currency is USD; write the number alone, beside the currency it is in',
            id="another currency",
        ),
        pytest.param({"revenue": "$20", "currency": "EUR"}, ("revenue",), "says $, and the currency is EUR", id="a $"),
        pytest.param({"revenue": "5 GBP", "currency": "EUR"}, ("revenue",), "says GBP, and the currency", id="a code"),
        pytest.param({"revenue": "¥500"}, ("revenue",), "says ¥, and no currency is given", id="yen or yuan"),
        pytest.param(
            {"revenue": "20 kr"}, ("revenue",), "says kr, and no currency is given", id="crowns of four lands"
        ),
        pytest.param({"revenue": "€20", "tax": "£2"}, ("tax",), "says £, and the currency is EUR", id="two signs"),
        pytest.param({"revenue": "€1.019"}, ("revenue",), "could be 1019 as well as 1.019", id="thousands or not"),
        pytest.param(
            {"revenue": "12.500", "currency": "EUR"},
            ("revenue",),
            '"12.500" could be 12500 as well as 12.500; send a number, or a text such as 12500.00',
            id="a point before three digits",
        ),
        pytest.param(
            {"revenue": "-1.019", "currency": "USD"}, ("revenue",), "could be -1019", id="the same below zero"
        ),
        pytest.param({"revenue": "€1,019.99"}, ("revenue",), "holds a comma", id="a comma"),
        pytest.param({"revenue": "€20", "currency": "USD", "tax": 2}, ("revenue",), "says €", id="one of two"),
        pytest.param(
            {"revenue": 5, "currency": "USD", "products": [{"price": 1}, {"price": "€2"}]},
            ("products", 1, "price"),
            '"€2" says €, and the currency is USD',
            id="the price of a product",
        ),
        pytest.param(
            {"revenue": 5, "currency": "EUR", "products": [{"price": "€2", "currency": "USD"}]},
            ("products", 0, "price"),
            '"€2" says €, and the currency is USD',
            id="the currency of the line comes first",
        ),
        pytest.param({"products": [{"quantity": "€2"}]}, ("products", 0, "quantity"), "not how many", id="a quantity"),
    ],
)
def test_a_sign_that_does_not_agree_is_reported_at_its_field(
    fields: dict[str, Any], place: tuple[Any, ...], words: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Order.model_validate(fields)
    (error,) = caught.value.errors()
    assert (error["type"], error["loc"]) == ("refused", place)
    assert words in error["msg"]


@pytest.mark.parametrize(
    ("fields", "currencies", "prices"),
    [
        pytest.param({"revenue": 5, "products": [{"price": "€2"}]}, ["EUR", None], ["2"], id="of the whole order"),
        pytest.param({"products": [{"price": "€2"}]}, ["EUR", None], ["2"], id="of prices alone"),
        pytest.param(
            {"products": [{"price": "€2"}], "currency": "EUR"}, ["EUR", None], ["2"], id="kept for prices with a sign"
        ),
        pytest.param(
            {"revenue": "$5", "products": [{"price": "€2", "currency": "EUR"}]},
            ["USD", "EUR"],
            ["2"],
            id="each its own",
        ),
        pytest.param(
            {"revenue": 5, "products": [{"price": "£2", "currency": "GBP"}]}, [None, "GBP"], ["2"], id="of a line alone"
        ),
    ],
)
def test_prices_of_products_are_read_beside_the_currency(
    fields: dict[str, Any], currencies: list[str | None], prices: list[str]
) -> None:
    order = Order.model_validate(fields)
    lines = order.products or []
    assert [order.currency, lines[0].currency] == currencies
    assert [line.price for line in lines] == [Decimal(one) for one in prices]


def test_an_amount_without_a_currency_beside_it_takes_no_sign() -> None:
    with pytest.raises(ValidationError, match="says €, and no currency is given"):
        Spend.model_validate({"monthly": "€20"})


def test_the_fields_that_are_given_stay_as_they_are() -> None:
    line = {"price": "€2"}
    fields = {"revenue": "€20", "products": [line], "note": "€5"}
    assert Order.model_validate(fields).note == "€5"
    assert fields == {"revenue": "€20", "products": [{"price": "€2"}], "note": "€5"}
    assert line == {"price": "€2"}


@pytest.mark.parametrize("text", ["1.500", " 1.500 ", "+1.500"])
def test_a_quantity_has_no_thousands(text: str) -> None:
    assert read_quantity(text) == Decimal("1.5")


def test_every_sign_is_of_currencies_in_use() -> None:
    assert {code for sign in SIGNS for code in currencies_of(sign)} <= set(exponents())


def test_a_disputed_text_is_the_text() -> None:
    assert (Disputed.of("€20", "why"), Disputed.of("€20", "why").why) == ("€20", "why")
