"""What holds for every time, consent, currency, quantity and text with markup, in every destination, by their roles."""

from typing import Any

import pytest

from destinations.sdk import ConsentRole, CurrencyRole, MarkupRole, QuantityRole, ScopeRole, TimeRole
from tests.destinations.spots import Located, Refused, spots_with

MOMENT = "2026-03-01T10:15:30Z"
SAME: dict[str, Any] = {
    "with an offset": "2026-03-01T11:15:30+01:00",
    "with an offset without its colon": "2026-03-01T15:45:30+0530",
    "as a database prints it": "2026-03-01 10:15:30.000000+00",
    "as a server prints it": "Sun, 01 Mar 2026 10:15:30 GMT",
    "as JavaScript prints it": "Sun Mar 01 2026 10:15:30 GMT+0000 (Coordinated Universal Time)",
    "in seconds": 1772360130,
    "in seconds, as a text": "1772360130",
    "in milliseconds": 1772360130000,
    "in microseconds": 1772360130000000,
    "in seconds with a point": 1772360130.0,
}
NO_TIMES: dict[str, Any] = {
    "a word": "yesterday",
    "a day that does not exist": "2026-02-30T10:00:00Z",
    "a second that does not exist": "2026-03-01T10:15:61Z",
    "zeros, as MySQL writes none": "0000-00-00 00:00:00",
    "a year far ahead": "9999-12-31T23:59:59Z",
    "a year before all": "0001-01-01T00:00:00Z",
    "a year before Christ": "-0044-03-15T12:00:00Z",
    "day and month in an order that nobody knows": "03/04/2026",
    "days, as spreadsheets count": 46082.5,
    "a number beyond all clocks": 10**30,
    "no number": float("nan"),
    "infinity": float("inf"),
    "true": True,
    "false": False,
    "an empty list": [],
    "a list": [MOMENT],
    "an object": {"$date": MOMENT},
}
NO_CONSENTS: dict[str, Any] = {
    "a word": "maybe",
    "an empty text": "",
    "white space": " ",
    "a placeholder": "undefined",
    "a number": 2,
    "an empty list": [],
    "a list": [True],
    "a list of a word": ["granted"],
    "an object": {"granted": True},
}
NO_CURRENCIES: dict[str, Any] = {
    "a code that does not exist": "XXQ",
    "a name": "Euro",
    "a sign of several": "$",
    "a code with a sign": "GBP£",
    "two codes": "EUR,USD",
    "a number": 978,
    "true": True,
    "an empty list": [],
    "a list": ["EUR"],
    "an object": {"code": "EUR"},
    "an empty text": "",
}
NO_QUANTITIES: dict[str, Any] = {
    "a word": "two",
    "pieces": "2 pcs",
    "a comma": "1,5",
    "true": True,
    "an empty list": [],
    "a list": [2],
    "an object": {"n": 2},
    "no number": float("nan"),
    "infinity": float("inf"),
    "a number beyond all counts": 10**30,
    "an empty text": "",
}


def of(*kinds: type) -> pytest.MarkDecorator:
    found = spots_with(*kinds)
    return pytest.mark.parametrize("spot", found.values(), ids=found)


def accepted(spot: Located, values: dict[str, Any]) -> dict[str, Any]:
    """What the field makes of those of the values that it takes."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        try:
            found[name] = spot.read(value)
        except Refused:
            continue
    return found


@of(TimeRole)
def test_one_moment_is_read_in_every_form(spot: Located) -> None:
    moment = spot.read(MOMENT)
    assert accepted(spot, SAME) == dict.fromkeys(SAME, moment)
    assert spot.read(moment) == moment


@of(TimeRole)
def test_what_is_no_moment_is_refused(spot: Located) -> None:
    assert accepted(spot, NO_TIMES) == {}


@of(ConsentRole)
def test_consent_that_cannot_be_read_is_refused(spot: Located) -> None:
    # What tools are refused by name is an object of just this form.
    is_object = "dict" in str(spot.model.model_fields[spot.name].annotation)
    assert accepted(spot, NO_CONSENTS).keys() <= ({"an object"} if is_object else set())


@of(CurrencyRole)
def test_what_is_no_code_of_a_currency_is_refused(spot: Located) -> None:
    assert accepted(spot, NO_CURRENCIES) == {}
    codes = {"small": "eur", "with blanks": " EUR ", "a sign of one alone": "€"}
    assert accepted(spot, codes) == dict.fromkeys(codes, "EUR")


@of(QuantityRole)
def test_what_is_no_number_of_things_is_refused(spot: Located) -> None:
    assert accepted(spot, NO_QUANTITIES) == {}
    assert set(accepted(spot, {"a number": 2, "a text": "2", "with a point": 2.0, "blanks": " 2 "}).values()) == {2}


@of(MarkupRole)
def test_what_is_no_text_with_markup_is_refused(spot: Located) -> None:
    assert accepted(spot, {"a list": ["x"], "an object": {"a": 1}, "true": True, "nothing": []}) == {}


@of(ScopeRole)
def test_what_narrows_nothing_is_refused(spot: Located) -> None:
    values = {"a list": ["x"], "an object": {"a": 1}, "true": True, "an empty list": [], "a fraction": 1.5}
    assert accepted(spot, values) == {}


@pytest.mark.parametrize("role", [TimeRole, ConsentRole, CurrencyRole, QuantityRole, MarkupRole, ScopeRole])
def test_there_are_fields_of_every_role(role: type) -> None:
    assert spots_with(role)
