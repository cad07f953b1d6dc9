"""Untidy orders and events at every destination: what can be used goes out, and the amount is what it was."""

from copy import deepcopy
from typing import Any

import pytest

from actions.kit.cases.overlay import overlay
from tests.destinations.acceptance.built_in import NAMES, bodies_of, cases_of
from tests.destinations.acceptance.test_money_on_the_wire import NO_AMOUNT, PLACES, amount_in

LINE = {"product_id": "p1", "sku": "s1", "name": "Hat", "price": 9.5, "quantity": 2}
ORDER = {"order_id": "A7", "revenue": "19.00", "currency": "USD", "products": [LINE]}
ORDERS: dict[str, dict[str, Any]] = {
    "one product that is not a list": {"products": LINE},
    "an empty object for no products": {"products": {}},
    "an empty text for no products": {"products": ""},
    "products as JSON": {"products": '[{"product_id": "p1", "price": 9.5, "quantity": 2}]'},
    "null among the products": {"products": [None, LINE]},
    "products that are texts": {"products": ["p1", "p2"]},
    "an empty price": {"products": [{**LINE, "price": ""}]},
    "an empty quantity": {"products": [{**LINE, "quantity": ""}]},
    "a quantity of one and a half": {"products": [{**LINE, "quantity": 1.5}]},
    "a price that is not a number": {"products": [{**LINE, "price": "on request"}]},
    "empty facts of a product": {"products": [{**LINE, "brand": "", "category": "", "name": ""}]},
    "empty tax, shipping and discount": {"tax": "", "shipping": "", "discount": "", "coupon": ""},
    "an amount with its sign": {"revenue": "$19.00"},
    "an amount with its code": {"revenue": "19.00 USD"},
}
# The tool's action for any event, and whether it gets the event's properties.
TRACKS = {
    **dict.fromkeys(("amplitude", "braze", "customerio", "files", "intercom", "kafka", "klaviyo"), ("track", True)),
    **dict.fromkeys(("clickhouse", "duckdb", "mixpanel", "nats", "postgres", "posthog"), ("track", True)),
    **dict.fromkeys(("meta_capi", "pinterest_capi", "tiktok_events"), ("track", False)),
    **dict.fromkeys(("microsoft_capi", "reddit_capi", "snapchat_capi"), ("track", False)),
    **dict.fromkeys(("heap", "hubspot", "iterable", "moengage", "onesignal", "segment"), ("track", True)),
    "x_ads": ("conversion", False),
    "ga4": ("event", False),
}


def sent(name: str, action_type: str, properties: dict[str, Any]) -> list[str]:
    of = "order_completed" if action_type == "purchase" else "button_clicked"
    case = next(one for one in cases_of(name) if one.of == of and one.file["actions"][0]["do"] == action_type)
    event = overlay(deepcopy(case.event), {"properties": NO_AMOUNT})
    event["properties"] = {**event["properties"], **properties}
    return bodies_of(case, event)


@pytest.mark.parametrize("untidy", ORDERS)
@pytest.mark.parametrize("name", PLACES)
def test_an_untidy_order_goes_out_with_its_amount(name: str, untidy: str) -> None:
    place, form = PLACES[name]
    [body] = sent(name, "purchase", {**ORDER, **ORDERS[untidy]})
    amount = amount_in(body, place).strip('"')
    assert float(amount) == (1900 if form == "minor" else 19)
    assert "usd" in body.lower()


@pytest.mark.parametrize("revenue", ["€19.00", "abc", "1.019", "1,019.99", True, []])
@pytest.mark.parametrize("name", PLACES)
def test_an_order_whose_amount_cannot_be_read_is_not_sent(name: str, revenue: Any) -> None:
    assert sent(name, "purchase", {**ORDER, "revenue": revenue}) == []


@pytest.mark.parametrize("value", ["dark", ["dark"], {"is": "dark"}], ids=["a text", "a list", "an object"])
@pytest.mark.parametrize("name", TRACKS)
def test_an_event_whose_value_is_no_amount_goes_out_without_one(name: str, value: Any) -> None:
    action_type, has_properties = TRACKS[name]
    [body] = sent(name, action_type, {"name": "theme", "value": value})
    assert "USD" not in body
    if has_properties and not (name == "intercom" and not isinstance(value, str)):
        assert "dark" in body


def test_every_destination_with_orders_is_tried() -> None:
    types = {name: {one.file["actions"][0]["do"] for one in cases_of(name)} for name in NAMES}
    assert {name for name in NAMES if "purchase" in types[name]} - PLACES.keys() == {"google_ads", "slack"}
