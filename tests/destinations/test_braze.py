"""Braze beyond its cases: batches, and what the answer says of each payload."""

import json
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from destinations.braze import BRAZE, BrazeSettings, Delete, Ecommerce, Merge, Purchase, Refund, Track, judge_track
from destinations.braze.stand_in import VENDOR
from destinations.sdk import ActionType, Rejected, Request, Response, Sent
from tests.destinations.played import played

SETTINGS = BrazeSettings.model_validate({"api_key": "k3y", "instance": "fra-01"})
TIME = "2026-03-01T10:15:30Z"
LINE = {"product_id": "p", "product_name": "Tea", "variant_id": "v", "price": "0.1", "quantity": 3}


def action_type(name: str) -> ActionType:
    found = BRAZE.action_type(name)
    assert found
    return found


def track(**given: Any) -> Track:
    return Track.model_validate({"event": "E", "time": TIME, "user_id": "u", **given})


def purchase(products: list[dict[str, Any]], revenue: Any, model: type[Purchase] = Purchase) -> Purchase:
    order = {"order_name": "Order", "time": TIME, "user_id": "u", "revenue": revenue, "currency": "USD"}
    return model.model_validate({**order, "products": products})


def request(name: str, payloads: list[Any], settings: BrazeSettings = SETTINGS) -> Request:
    (made,) = [action_type(name).build(payloads, settings)]
    assert isinstance(made, Request)
    return made


# Batches


@pytest.mark.parametrize(
    ("products", "revenue", "rows"),
    [
        pytest.param([], "19.99", [("Order", 19.99, 1)], id="no products"),
        pytest.param([LINE], "0.3", [("p", 0.1, 3)], id="a product"),
        pytest.param([LINE], 0.30000000000000004, [("p", 0.1, 3)], id="a revenue that binary arithmetic was at"),
        pytest.param([LINE], "0.29", [("p", 0.1, 3), ("Order", -0.01, 1)], id="a cent off for a coupon"),
        pytest.param([LINE], "5.3", [("p", 0.1, 3), ("Order", 5, 1)], id="a shipping fee"),
        pytest.param([LINE], 0, [("p", 0.1, 3), ("Order", -0.3, 1)], id="all of it paid by a voucher"),
        pytest.param([LINE, {**LINE, "price": None}], "0.3", [("p", 0.1, 3), ("p", 0, 3)], id="a product given away"),
        pytest.param([{**LINE, "price": None}], 9, [("p", 0, 3), ("Order", 9, 1)], id="a product without a price"),
        pytest.param([LINE, {**LINE, "currency": "JPY"}], 9, [("Order", 9, 1)], id="amounts in two currencies"),
        pytest.param([{**LINE, "quantity": 100}], 10, [("p", 0.1, 100)], id="as many as Braze takes"),
        pytest.param([{**LINE, "quantity": 101}], "10.1", [("p", 10.1, 1)], id="more than Braze takes"),
        pytest.param([{**LINE, "quantity": "0.5"}], "0.05", [("p", 0.05, 1)], id="half a pound"),
        pytest.param([{**LINE, "quantity": 0}], 0, [("p", 0, 1)], id="none of it"),
        pytest.param([LINE] * 74, "22.2", [("p", 0.1, 3)] * 74, id="the largest order by product"),
        pytest.param([LINE] * 74, "30", [("p", 0.1, 3)] * 74 + [("Order", 7.8, 1)], id="... and its difference"),
    ],
)
def test_purchases_add_up_to_the_revenue(products: list[dict[str, Any]], revenue: Any, rows: list[Any]) -> None:
    made = request("purchase", [purchase(products, revenue)])
    body = orjson.loads(made.body)
    assert [(row["product_id"], row["price"], row["quantity"]) for row in body["purchases"]] == rows
    assert played(VENDOR, made).status == 201


@pytest.mark.parametrize("model", [Purchase, Refund])
def test_a_line_too_many_for_a_request_is_named(model: type[Purchase]) -> None:
    with pytest.raises(ValidationError, match="is one too many: Braze takes 74 products of an order"):
        purchase([LINE] * 75, 9, model)


@pytest.mark.parametrize("revenue", ["0.3", "-0.3"], ids=["as a positive amount", "as a negative amount"])
@pytest.mark.parametrize(("price", "rows"), [("0.1", [-0.1]), ("-0.1", [-0.1]), ("7", [-7, 20.7])])
def test_a_refund_takes_away_however_it_is_written(revenue: str, price: str, rows: list[float]) -> None:
    made = request("refund", [purchase([{**LINE, "price": price}], revenue, Refund)])
    assert [row["price"] for row in orjson.loads(made.body)["purchases"]] == rows


def test_a_product_may_have_a_currency_of_its_own_where_the_order_says_no_amount() -> None:
    order = purchase([LINE, {**LINE, "currency": "jpy"}], "0.6")
    summed = order.model_copy(update={"is_sum": True}).with_delivery_id("d")
    made = [orjson.loads(request("purchase", [one]).body)["purchases"] for one in (summed, order)]
    assert [[row["currency"] for row in one] for one in made] == [["USD", "JPY"], ["USD"]]


@pytest.mark.parametrize(
    ("event", "total"),
    [
        pytest.param("ecommerce.order_refunded", 5, id="a refund loses its sign"),
        pytest.param("ecommerce.order_placed", -5, id="an order keeps it, and Braze says what it thinks"),
        pytest.param("ecommerce.product_viewed", None, id="a product viewed has no total"),
    ],
)
def test_the_total_of_a_recommended_event(event: str, total: int | None) -> None:
    more = {"properties": {"order_id": "o1"}, "products": [LINE]}
    order = {"event": event, "time": TIME, "user_id": "u", "revenue": -5, "currency": "USD", **more}
    body = orjson.loads(request("ecommerce", [Ecommerce.model_validate(order)]).body)
    assert body["events"][0]["properties"].get("total_value") == total


def test_the_app_is_named_on_events_and_not_on_people() -> None:
    settings = SETTINGS.model_copy(update={"app_id": "app"})
    assert orjson.loads(request("track", [track()], settings).body)["events"][0]["app_id"] == "app"
    identify = action_type("identify").payload.model_validate({"user_id": "u", "traits": {"a": 1}})
    assert "app_id" not in orjson.loads(request("identify", [identify], settings).body)["attributes"][0]


def test_devices_are_merged_together() -> None:
    merge = request("merge", [Merge(user_id="a", anonymous_id="d1"), Merge(user_id="b", anonymous_id="d2")])
    assert merge.url == "https://rest.fra-01.braze.eu/users/identify"
    assert played(VENDOR, merge).json() == {"aliases_processed": 2, "message": "success"}


def test_what_a_guest_tells_of_himself_stays_with_his_device() -> None:
    guest = {"anonymous_id": "d1", "email": "ada@example.com"}
    identify = action_type("identify").payload.model_validate({**guest, "traits": {"a": 1}})
    reply = orjson.loads(request("identify", [identify]).body)["attributes"][0]
    assert reply["user_alias"]["alias_name"] == "d1"
    assert reply["email"] == "ada@example.com"
    done = orjson.loads(request("track", [track(**guest, user_id=None)]).body)["events"][0]
    assert done.keys() == {"email", "_update_existing_only", "name", "time", "properties"}


def test_people_are_deleted_together() -> None:
    deletion = request("delete", [Delete(user_id="a"), Delete(user_id="b")])
    assert deletion.url == "https://rest.fra-01.braze.eu/users/delete"
    assert played(VENDOR, deletion).json() == {"deleted": 2, "message": "success"}


# Answers


def test_an_object_refused_inside_a_success_refuses_its_payload_and_no_other() -> None:
    payloads = [purchase([LINE], "0.3"), purchase([LINE, LINE], "0.6"), purchase([LINE], "0.3")]
    good = request("purchase", payloads)
    body = orjson.loads(good.body)
    body["purchases"][2]["price"] = "free"
    spoilt = Request.post(good.url, json=body, items=good.items, bearer="k3y")
    assert judge_track(played(VENDOR, spoilt), payloads) == [Sent(), Rejected("Braze: 'price' is not valid"), Sent()]


@pytest.mark.parametrize(
    ("status", "errors", "expected"),
    [
        pytest.param(201, [], [], id="all well is for the status table"),
        pytest.param(201, [0], ["rejected", "sent"], id="one refused inside a success"),
        pytest.param(400, [0, 1], ["rejected", "rejected"], id="all refused"),
        pytest.param(400, [1], [], id="a refusal of the whole request that names one: smaller batches tell"),
        pytest.param(201, [7], [], id="an object that was not sent"),
        pytest.param(201, ["0"], [], id="an index that is not a number"),
        pytest.param(429, [0, 1], [], id="too many are for the status table"),
        pytest.param(500, [0], [], id="an outage is for the status table"),
    ],
)
def test_what_an_answer_means(status: int, errors: list[Any], expected: list[str]) -> None:
    payloads = [track(), track()]
    said = {"errors": [{"type": "no", "input_array": "events", "index": index} for index in errors]}
    response = Response(request("track", payloads), status, {}, json.dumps({"message": "success", **said}).encode())
    assert [type(one).__name__.lower() for one in judge_track(response, payloads)] == expected


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"errors": "no"}', b'{"errors": ["no"]}'])
def test_an_answer_that_is_not_understood_is_left_alone(body: bytes) -> None:
    assert judge_track(Response(request("track", [track()]), 201, {}, body), [track()]) == []
