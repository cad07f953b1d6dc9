"""The same orders at every destination: how the amount is written in the bytes that would be sent."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from actions.kit.cases.overlay import overlay
from tests.destinations.acceptance.built_in import NAMES, bodies_of, cases_of

# Where a destination's purchase has its amount, and in which form.
PLACES = {
    "amplitude": ("events.0.revenue", "number"),
    "braze": ("purchases.sum", "number"),
    "clickhouse": ("0.revenue", "number"),
    "customerio": ("batch.0.attributes.revenue", "number"),
    "duckdb": ("0.revenue", "number"),
    "files": ("0.revenue", "number"),
    "ga4": ("events.0.params.value", "number"),
    "heap": ("events.0.properties.revenue", "number"),
    "hubspot": ("inputs.0.properties.revenue", "text"),
    "intercom": ("metadata.price.amount", "minor"),
    "iterable": ("total", "number"),
    "kafka": ("0.value.revenue", "number"),
    "klaviyo": (
        "data.attributes.events-bulk-create.data.0.attributes.events.data.0.attributes.value",
        "number",
    ),
    "linkedin_capi": ("elements.0.conversionValue.amount", "text"),
    "meta_capi": ("data.0.custom_data.value", "number"),
    "microsoft_capi": ("data.0.customData.value", "number"),
    "mixpanel": ("0.properties.revenue", "number"),
    "moengage": ("elements.0.actions.0.attributes.revenue", "number"),
    "nats": ("0.value.revenue", "number"),
    "onesignal": ("events.0.properties.revenue", "number"),
    "pinterest_capi": ("data.0.custom_data.value", "text"),
    "postgres": ("0.revenue", "number"),
    "posthog": ("batch.0.properties.revenue", "number"),
    "reddit_capi": ("data.events.0.metadata.value", "number"),
    "snapchat_capi": ("data.0.custom_data.value", "text"),
    "tiktok_events": ("data.0.properties.value", "number"),
    "x_ads": ("conversions.0.value", "number"),
}
# What the order says, the amount in major units as a number is written, and in minor units.
ORDERS = {
    "dollars and cents": ({"revenue": 19.99, "currency": "USD"}, "19.99", "1999"),
    "a currency without decimals": ({"revenue": 1200, "currency": "JPY"}, "1200", "1200"),
    "a currency of three decimals": ({"revenue": 1.234, "currency": "KWD"}, "1.234", "1234"),
    "a text": ({"revenue": "19.99"}, "19.99", "1999"),
    "nothing": ({"revenue": 0}, "0", "0"),
    "minus nothing": ({"revenue": -0.0}, "0", "0"),
    "less than nothing": ({"revenue": -5.5}, "-5.5", "-550"),
    "a sum of floats": ({"revenue": 0.1 + 0.2}, "0.3", "30"),
    "a product of floats": ({"revenue": 19.99 * 3}, "59.97", "5997"),
    "half a cent": ({"revenue": 1.005}, "1.005", "101"),
    "billions and cents": ({"revenue": 999999999.99}, "999999999.99", "99999999999"),
    "a whole float": ({"revenue": 1e6}, "1000000", "100000000"),
    "the total only": ({"total": 27.5}, "27.5", "2750"),
    "the value only": ({"value": 12.5}, "12.5", "1250"),
    "total and value": ({"total": 27.5, "value": 3}, "27.5", "2750"),
    "products only": ({"products": [{"sku": "a", "price": 0.1, "quantity": 3}, {"sku": "b"}]}, "0.3", "30"),
    "revenue before all": ({"revenue": 1, "total": 2, "value": 3}, "1", "100"),
}
NO_AMOUNT = {"revenue": None, "total": None, "value": None, "currency": None, "products": None}


class Number(str):
    """A JSON number, by its digits."""

    __slots__ = ()


def amount_in(body: str, place: str) -> str:
    """What stands there, as it is written: a text in its quotes; `sum` is what purchases add up to."""
    part: Any = json.loads(body, parse_float=Number, parse_int=Number)
    for step in place.split("."):
        if step == "sum":
            return str(sum(Decimal(one["price"]) * int(one["quantity"]) for one in part))
        part = part[int(step)] if isinstance(part, list) else part[step]
    return part if isinstance(part, Number) else json.dumps(part)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", PLACES)
def test_an_amount_is_written_as_the_destination_wants_it(name: str, order: str) -> None:
    place, form = PLACES[name]
    given, major, minor = ORDERS[order]
    case = next(one for one in cases_of(name) if one.of == "order_completed")
    [body] = bodies_of(case, overlay(overlay(case.event, {"properties": NO_AMOUNT}), {"properties": given}))
    expected = {"number": major, "text": f'"{major}"', "minor": minor}[form]
    assert amount_in(body, place) == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_case_sends_what_binary_arithmetic_leaves_behind(name: str) -> None:
    bodies = [body for case in cases_of(name) for body in bodies_of(case)]
    assert bodies
    assert [number for body in bodies for number in residues(body)] == []


def residues(text: str) -> list[str]:
    """The numbers with a fraction that have over 15 digits, or an exponent.

    >>> residues('{"a": 0.30000000000000004, "b": "59.970000000000006", "c": 1e-7, "d": 1772360130250000, "e": 0.3}')
    ['0.30000000000000004', '59.970000000000006', '1e-7']
    """
    # The time by which Slack names a message is not an amount.
    text = re.sub(r'"thread_ts":"[0-9.]+"', "", text)
    numbers = re.findall(r"(?<![\w.-])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.-])", text)
    return [one for one in numbers if "e" in one.lower() or ("." in one and len(one.replace(".", "").lstrip("0")) > 15)]
