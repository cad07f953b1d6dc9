"""Money is exact, and what is not money is refused in words."""

from decimal import Decimal
from typing import Any

import iso4217
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from destinations.sdk import Amount, Currency, Payload, exponent, from_minor, to_json, to_minor
from destinations.sdk.fields.money.amounts import read_amount
from destinations.sdk.fields.money.currencies import exponents, read_currency


class Sale(Payload):
    revenue: Amount | None = None
    tax: Amount | None = None
    currency: Currency | None = None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(25, "25", id="an integer"),
        pytest.param(0, "0", id="zero is a value"),
        pytest.param(0.1, "0.1", id="a float means its shortest text"),
        pytest.param(19.99, "19.99", id="a float price"),
        pytest.param(0.1 + 0.2, "0.3", id="a float sum"),
        pytest.param(19.99 * 3, "59.97", id="a float product"),
        pytest.param(64.97 - 1e-14, "64.97", id="a float just below"),
        pytest.param(-19.990000000000002, "-19.99", id="a negative float with a residue"),
        pytest.param(12345678901234.56, "12345678901234.56", id="the cents of trillions"),
        pytest.param(999999999999.99, "999999999999.99", id="the cents of billions"),
        pytest.param(1e3, "1000", id="a whole float"),
        pytest.param(Decimal("1.234"), "1.234", id="a decimal"),
        pytest.param("19.99", "19.99", id="text"),
        pytest.param(" 19.99\n", "19.99", id="text with space around"),
        pytest.param("+7", "7", id="plus"),
        pytest.param("0.125", "0.125", id="a text below one with three decimals"),
        pytest.param("1234.567", "1234.567", id="a text of four digits with three decimals"),
        pytest.param(1.019, "1.019", id="a number with three decimals"),
        pytest.param(".5", "0.5", id="no digit before the point"),
        pytest.param("5.", "5", id="no digit behind the point"),
        pytest.param("0" * 30 + "1", "1", id="leading zeros do not count"),
        pytest.param(999_999_999_999_999, "999999999999999", id="fifteen digits"),
    ],
)
def test_what_is_an_amount(value: Any, expected: str) -> None:
    assert read_amount(value) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        pytest.param(1200.0, b"1200", id="a whole float has no decimals"),
        pytest.param(-0.0, b"0", id="zero has no sign"),
        pytest.param("-0.00", b"0", id="zero has no places"),
        pytest.param("5.50", b"5.50", id="a text keeps its places"),
        pytest.param(1e-7, b"0.0000001", id="no exponent"),
        pytest.param(0.1 + 0.7, b"0.8", id="no residue of binary arithmetic"),
    ],
)
def test_an_amount_on_the_wire(value: Any, wire: bytes) -> None:
    assert to_json(read_amount(value)) == wire


@given(st.integers(-(10**14), 10**14))
def test_every_amount_of_cents_survives_as_a_float(cents: int) -> None:
    assert read_amount(cents / 100) == Decimal(cents).scaleb(-2)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param("abc", '"abc" is not a number; write digits such as 19.99', id="letters"),
        pytest.param("", "an empty text is not a number", id="empty"),
        pytest.param("  ", "an empty text is not a number", id="blank"),
        pytest.param("NaN", '"NaN" is not a number', id="the text NaN"),
        pytest.param("Infinity", "is not a number", id="the text Infinity"),
        pytest.param(float("nan"), "NaN is not a number", id="NaN"),
        pytest.param(float("inf"), "Infinity is not a number", id="infinity"),
        pytest.param(Decimal("sNaN"), "is not a number", id="signalling NaN"),
        pytest.param("1,234.50", "holds a comma", id="thousands separators"),
        pytest.param("19,99", "holds a comma", id="a decimal comma"),
        pytest.param("1 234", '"1 234" is not a number', id="a space between thousands"),
        pytest.param("$$5", '"$$5" is not a number', id="two currency signs"),
        pytest.param("€5", '"€5" says €, and no currency is given; write the number alone', id="a sign, alone"),
        pytest.param("5 USD", '"5 USD" says USD, and no currency is given', id="a code, alone"),
        pytest.param("5 XXQ", '"5 XXQ" is not a number', id="a code that there is not"),
        pytest.param("(5.00)", '"(5.00)" is not a number', id="parentheses for a minus"),
        pytest.param(
            "1.019", '"1.019" could be 1019 as well as 1.019; send a number', id="a point before three digits"
        ),
        pytest.param("--5", "is not a number", id="two signs"),
        pytest.param("-$-5", "is not a number", id="a sign on either side"),
        pytest.param("1e5", "is not a number", id="an exponent"),
        pytest.param("٣", "is not a number", id="digits of another script"),
        pytest.param(True, "true is not a number", id="a boolean"),
        pytest.param([5], "a list is not a number", id="a list"),
        pytest.param({"amount": 5}, "an object is not a number", id="an object"),
        pytest.param(10**15, "has more than 15 digits", id="sixteen digits"),
        pytest.param("9" * 5000, "has more than 15 digits", id="a text of five thousand digits"),
        pytest.param(Decimal("1e-999999"), "more than 400 digits behind the point", id="a bomb behind the point"),
        pytest.param(Decimal("1e999999"), "has more than 15 digits", id="a bomb before the point"),
    ],
)
def test_what_is_no_amount(value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read_amount(value)
    assert words in str(caught.value)
    assert "invalid" not in str(caught.value)


@pytest.mark.parametrize("value", ["USD", "usd", " eur ", "Jpy", "KWD"])
def test_currencies_in_use_are_taken_in_any_case(value: str) -> None:
    assert read_currency(value) == value.strip().upper()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param("XXQ", "write a code such as USD or EUR", id="nothing like it"),
        pytest.param("UDS", 'did you mean "USD"?', id="letters swapped"),
        pytest.param("EURO", 'did you mean "EUR"?', id="a name"),
        pytest.param("$", 'did you mean "USD"?', id="a sign"),
        pytest.param("HRK", 'did you mean "EUR"?', id="a code that is no longer in use"),
        pytest.param("GB", 'did you mean "GBP"?', id="a country"),
        pytest.param("XXX", "is not a currency code", id="no currency"),
        pytest.param("XTS", "is not a currency code", id="the code for tests"),
        pytest.param("XAU", "is not a currency code", id="gold"),
        pytest.param("", "an empty text is not a currency code; leave the field out", id="empty"),
        pytest.param(" ", "an empty text is not a currency code; leave the field out", id="blank"),
        pytest.param(978, "978 is not a currency code", id="a number"),
        pytest.param("x" * 100_000, "is not a currency code", id="a text without end"),
    ],
)
def test_other_currencies_are_refused_with_a_suggestion(value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read_currency(value)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        pytest.param("19.99", "USD", 1999, id="cents"),
        pytest.param("1200", "JPY", 1200, id="yen have none"),
        pytest.param("1.234", "KWD", 1234, id="three decimals"),
        pytest.param("1.005", "USD", 101, id="a half goes up"),
        pytest.param("-1.005", "USD", -101, id="a negative half goes down"),
        pytest.param("1.0049999", "USD", 100, id="less than a half falls away"),
        pytest.param("0.5", "JPY", 1, id="half a yen"),
        pytest.param("19.99", "usd", 1999, id="a code in lower case"),
    ],
)
def test_minor_units(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor


@given(st.integers(-(10**12), 10**12), st.sampled_from(sorted(exponents())))
def test_minor_units_come_back_exactly(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor


@given(st.decimals(-(10**14), 10**14, places=4))
def test_every_decimal_survives_json(amount: Decimal) -> None:
    wire = to_json(Sale(revenue=amount, currency="USD").model_dump()["revenue"])
    assert Decimal(wire.decode()) == amount


def test_the_exponent_of_a_currency_not_in_use_is_refused() -> None:
    with pytest.raises(ValueError, match="did you mean"):
        exponent("DEM")


@pytest.mark.parametrize(
    ("fields", "currency"),
    [
        pytest.param({"revenue": 0, "currency": "eur"}, "EUR", id="kept beside zero"),
        pytest.param({"tax": 1, "currency": "eur"}, "EUR", id="kept beside another amount"),
        pytest.param({"currency": "EUR"}, None, id="dropped alone"),
        pytest.param({"revenue": None, "currency": "EUR"}, None, id="dropped beside null"),
        pytest.param({"currency": "XXQ"}, None, id="dropped before it is looked at"),
    ],
)
def test_a_currency_needs_an_amount(fields: dict[str, Any], currency: str | None) -> None:
    assert Sale.model_validate(fields).currency == currency


def test_roles_are_found_on_optional_fields() -> None:
    assert (Sale.amounts, Sale.currencies) == (("revenue", "tax"), ("currency",))


def test_the_message_of_a_refused_field_is_ours_alone() -> None:
    with pytest.raises(ValidationError) as caught:
        Sale.model_validate({"revenue": "{abc}", "currency": "USD"})
    (error,) = caught.value.errors()
    assert (error["loc"], error["msg"]) == (
        ("revenue",),
        '"{abc}" is not a number; write digits such as 19.99',
    )


class LongWhole(int):
    """A whole number that goes the long way."""


class LongFloat(float):
    """A fraction that goes the long way."""

    __slots__ = ()


@given(st.integers(-(10**16), 10**16) | st.floats() | st.from_regex(r"\A-?[0-9]{1,16}(\.[0-9]{1,31})?\Z"))
def test_the_usual_amounts_are_read_like_any_other(value: Any) -> None:
    other = f" {value}" if isinstance(value, str) else LongWhole(value) if isinstance(value, int) else LongFloat(value)
    assert answer(value) == answer(other)


def answer(value: Any) -> str | None:
    try:
        return repr(read_amount(value))
    except ValueError:
        return None


def test_the_currencies_in_use_are_those_of_the_list() -> None:
    listed = {one.code: one.exponent for one in iso4217.Currency if one.exponent is not None}
    assert dict(exponents()) == listed
