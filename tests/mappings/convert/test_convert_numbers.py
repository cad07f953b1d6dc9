from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.convert.money import exponent_of, to_currency, to_money
from mappings.convert.numbers import exact_number, to_boolean, to_integer, to_number
from mappings.findings.errors import EvaluationError

NUMBERS = {
    "a number stays": (19.99, 19.99),
    "a float stays a float": (178.0, 178.0),
    "a text with decimals": ("19.99", 19.99),
    "a whole text is an integer": ("25.00", 25),
    "space around": (" 7 ", 7),
    "a sign": ("-0.5", -0.5),
    "no digit before the point": (".5", 0.5),
    "powers of ten": ("1e3", 1000),
    "zero": ("0", 0),
    "eighteen digits": ("123456789012345678", 123456789012345678),
}


@pytest.mark.parametrize(("value", "number"), NUMBERS.values(), ids=NUMBERS)
def test_number(value: Any, number: float) -> None:
    found = to_number(value)
    assert (found, type(found)) == (number, type(number))


NO_NUMBERS = {
    "words": ("abc", '"abc" is not a number'),
    "nothing": ("  ", '"  " is not a number'),
    "true": (True, "true is not a number"),
    "a list": ([1], "a list is not a number"),
    "a comma": ("1,234.50", '"1,234.50" is not a number'),
    "a sign of money": ("$5", "is not a number"),
    "two points": ("1.2.3", "is not a number"),
    "digits of another script": ("١٢", "is not a number"),
    "an underscore": ("1_000", "is not a number"),
    "the word nan": ("nan", "is not a number"),
    "not a number at all": (float("nan"), "NaN is not a number"),
    "infinity": (float("-inf"), "-Infinity is not a number"),
    "too large": ("1e400", "more digits than a number keeps"),
    "too small": ("1e-400", "more digits than a number keeps"),
    "more digits than a float has": ("0.12345678901234567890123", "more digits than a number keeps"),
    "a power of ten that would fill the memory": ("1e999999999", "is not a number"),
    "a long text is cut": ("9x" * 100, "… is not a number"),
    "a text of a megabyte": ("9" * 1_000_000, "is not a number"),
}


@pytest.mark.parametrize(("value", "words"), NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_no_number(value: Any, words: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        to_number(value)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 150


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_a_text_of_cents_is_the_same_decimal_as_a_number(amount: Decimal) -> None:
    assert Decimal(str(to_number(str(amount)))) == amount


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_has_the_digits_of_its_decimal(number: float) -> None:
    amount = Decimal(repr(number))
    assert Decimal(repr(exact_number(amount))) == amount


INTEGERS = {
    "itself": (3, 3),
    "a whole float": (3.0, 3),
    "a text": ("3", 3),
    "a text with zeros": ("3.00", 3),
    "beyond a float's digits": (2**63 - 1, 2**63 - 1),
    "below zero": ("-4", -4),
}


@pytest.mark.parametrize(("value", "number"), INTEGERS.values(), ids=INTEGERS)
def test_integer(value: Any, number: int) -> None:
    assert (to_integer(value), type(to_integer(value))) == (number, int)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3.5, "3.5 is not a whole number"),
        ("3.5", '"3.5" is not a whole number'),
        ("two", '"two" is not a number'),
        (False, "false is not a number"),
        (float("inf"), "Infinity is not a number"),
        ({}, "an object is not a number"),
    ],
)
def test_no_integer(value: Any, words: str) -> None:
    with pytest.raises(EvaluationError, match=words):
        to_integer(value)


BOOLEANS = [
    (True, True),
    (False, False),
    ("true", True),
    ("False", False),
    (" TRUE ", True),
    (1, True),
    (0.0, False),
]
NO_BOOLEANS = ["yes", "", 2, "on", [], {}, float("nan")]


@pytest.mark.parametrize(("value", "truth"), [*BOOLEANS, ("1", True), ("0", False)])
def test_boolean(value: Any, truth: bool) -> None:
    assert to_boolean(value) is truth


@pytest.mark.parametrize("value", NO_BOOLEANS)
def test_no_boolean(value: Any) -> None:
    with pytest.raises(EvaluationError, match="neither true nor false") as caught:
        to_boolean(value)
    assert caught.value.hint is not None
    assert "lookup" in caught.value.hint


AMOUNTS = {
    "major units stay": ("19.99", "major", "USD", 19.99),
    "major units whatever the currency": (1200, "major", "JPY", 1200),
    "cents": (1999, "minor", "USD", 19.99),
    "a text of cents": ("1999", "minor", "EUR", 19.99),
    "whole crowns": (25000, "minor", "NOK", 250),
    "yen have no smaller unit": (1200, "minor", "JPY", 1200),
    "dinars have a thousand fils": (1234, "minor", "KWD", 1.234),
    "no currency is dollars": (100, "minor", None, 1),
    "a currency as people write it": (100, "minor", " nok ", 1),
    "three decimals of a currency that has three": ("1.019", "major", "kwd", 1.019),
    "three decimals of a number": (1.019, "major", "USD", 1.019),
    "nothing": (0, "minor", "USD", 0),
    "given back": (-550, "minor", "USD", -5.5),
    "half a cent": (0.5, "minor", "USD", 0.005),
}


@pytest.mark.parametrize(("value", "unit", "currency", "amount"), AMOUNTS.values(), ids=AMOUNTS)
def test_money(value: Any, unit: str, currency: str | None, amount: float) -> None:
    assert to_money(value, unit, currency) == amount


@pytest.mark.parametrize(
    ("value", "unit", "currency", "words"),
    [
        ("abc", "major", "USD", '"abc" is not a number'),
        ("1.019", "major", "USD", '"1.019" could be 1019 as well as 1.019'),
        ("1.019", "major", None, "could be 1019"),
        ("1.019", "minor", "KWD", "could be 1019"),
        (True, "minor", "USD", "true is not a number"),
        (float("nan"), "major", "USD", "NaN is not a number"),
        (100, "minor", "XXQ", '"XXQ" is not a currency'),
        ("1.23456789012345678901", "minor", "KWD", "more digits than a number keeps"),
    ],
)
def test_no_money(value: Any, unit: str, currency: str | None, words: str) -> None:
    with pytest.raises(EvaluationError, match=words):
        to_money(value, unit, currency)


@given(st.integers(min_value=-(10**14), max_value=10**14), st.sampled_from(["USD", "JPY", "KWD", "EUR"]))
def test_minor_units_lose_no_digit(minor: int, currency: str) -> None:
    amount = Decimal(str(to_money(minor, "minor", currency)))
    assert amount * 10 ** exponent_of(currency) == minor


@pytest.mark.parametrize(("value", "code"), [("USD", "USD"), (" eur ", "EUR"), ("Jpy", "JPY")])
def test_currency(value: Any, code: str) -> None:
    assert to_currency(value) == code


@pytest.mark.parametrize("value", ["XXQ", "", "EURO", 5, None, "XAU", ["USD"]])
def test_no_currency(value: Any) -> None:
    with pytest.raises(EvaluationError, match="is not a currency of ISO 4217") as caught:
        to_currency(value)
    assert caught.value.hint
