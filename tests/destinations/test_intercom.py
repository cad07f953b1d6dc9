"""Intercom beyond its cases: one request per payload, exact minor units, people that are not there yet."""

from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from destinations.intercom import INTERCOM, Archive, Group, Identify, IntercomSettings, Lead, Refund, Track, judge_event
from destinations.intercom.stand_in import VENDOR
from destinations.sdk import Request, Response, Retry, Sent
from tests.destinations.played import played, requests_of

SETTINGS = IntercomSettings.model_validate({"access_token": "t0ken", "region": "eu"})
TIME = "2026-03-01T10:15:30Z"


def track(model: type[Track] = Track, **given: Any) -> Track:
    return model.model_validate({"event": "E", "time": TIME, "user_id": "u", **given})


def requests(name: str, payloads: Sequence[Any]) -> list[Request]:
    return requests_of(INTERCOM, name, payloads, SETTINGS)


@pytest.mark.parametrize(
    ("price", "currency", "amount"),
    [
        pytest.param(19.99, "USD", 1999, id="cents, where binary arithmetic says 1998.9999999999998"),
        pytest.param(1.005, "USD", 101, id="half a cent up"),
        pytest.param(1200, "JPY", 1200, id="yen, which have no smaller unit"),
        pytest.param("1.234", "kwd", 1234, id="fils, a thousandth"),
        pytest.param(0, "USD", 0, id="nothing"),
    ],
)
def test_prices_are_whole_minor_units(price: Any, currency: str, amount: int) -> None:
    (request,) = requests("purchase", [track(price=price, currency=currency)])
    assert orjson.loads(request.body)["metadata"] == {"price": {"amount": amount, "currency": currency.lower()}}
    assert played(VENDOR, request).status == 202


@pytest.mark.parametrize("price", [5, -5], ids=["as a positive amount", "as a negative amount"])
def test_a_refund_is_positive_however_it_is_written(price: int) -> None:
    (request,) = requests("refund", [track(Refund, price=price, currency="USD")])
    assert orjson.loads(request.body)["metadata"]["price"]["amount"] == 500


def test_the_price_is_the_first_name_and_no_other_replaces_it() -> None:
    (request,) = requests("track", [track(price=5, currency="USD", metadata={"a": 1, "price": 7})])
    metadata = orjson.loads(request.body)["metadata"]
    assert list(metadata.items()) == [("price", {"amount": 500, "currency": "usd"}), ("a", 1)]


@pytest.mark.parametrize(
    ("given", "metadata"),
    [
        pytest.param(
            {"price": 5, "currency": "USD"},
            {"price": {"amount": 500, "currency": "usd"}, "plan": "pro", "value": "dark"},
            id="the amount has a place of its own, the worth stays",
        ),
        pytest.param(
            {},
            {"plan": "pro", "value": "dark", "price": {"amount": 3000, "currency": "USD"}},
            id="what is not an amount stays, Intercom's own price with it",
        ),
    ],
)
def test_money_is_left_out_of_the_metadata_where_there_is_a_price(
    given: dict[str, Any], metadata: dict[str, Any]
) -> None:
    copied = {"plan": "pro", "value": "dark", "price": {"amount": 3000, "currency": "USD"}}
    (request,) = requests("track", [track(metadata=copied, **given)])
    assert orjson.loads(request.body)["metadata"] == metadata
    assert played(VENDOR, request).status == 202


def test_names_of_metadata_are_cleaned_and_intercoms_own_objects_stay() -> None:
    link = {"url": "https://shop.example/7", "value": "7"}
    given = {"a.b": 1, "$c": 2, "order": link, "none": None}
    (request,) = requests("track", [track(event="cart.opened", metadata=given)])
    body = orjson.loads(request.body)
    assert (body["event_name"], body["metadata"]) == ("cart-opened", {"a-b": 1, "-c": 2, "order": link, "none": None})
    assert played(VENDOR, request).status == 202


def test_every_payload_has_a_request_of_its_own() -> None:
    people = [
        Identify(user_id="a", signed_up_at=TIME),
        Identify(email="Ada@Example.com", avatar="https://a.example/a.png"),
    ]
    companies = [Group(user_id="a", company_id="c", custom_attributes={"y": 2})]
    archived = [Archive(email="ada+shop@example.com")]
    made = [*requests("identify", people), *requests("group", companies), *requests("archive", archived)]
    assert [one.items for one in made] == [(0,), (1,), (0,), (0,)]
    assert [played(VENDOR, one).status for one in made] == [200] * 4
    assert made[3].url == "https://api.eu.intercom.io/users?email=ada%2Bshop%40example.com"


@pytest.mark.parametrize(("status", "kinds"), [(404, [Retry]), (202, []), (400, []), (429, []), (500, [])])
def test_an_event_of_a_person_not_there_yet_is_tried_again(status: int, kinds: list[type]) -> None:
    (request,) = requests("track", [track()])
    assert [type(one) for one in judge_event(Response(request, status, {}, b"{}"), [track()])] == kinds


@pytest.mark.parametrize(("status", "expected"), [(409, [Sent()]), (200, []), (400, [])])
def test_a_lead_that_is_there_already_is_as_good_as_made(status: int, expected: list[Any]) -> None:
    lead = INTERCOM.action_type("lead")
    assert lead
    assert lead.judge
    payload = Lead(anonymous_id="a1")
    (made,) = lead.requests([payload], SETTINGS)
    assert isinstance(made, Request)
    assert lead.judge(Response(made, status, {}, b"{}"), [payload]) == expected
