"""TikTok beyond its cases: refusals inside a 200, a bad event in a batch, what the stand-in refuses."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from destinations.delivery import Delivered, Deliverer, Delivery, RetryPolicy
from destinations.sdk import Outcome, Rejected, Response, Retry, Sent
from destinations.testing import Answer, Call, StandIn
from destinations.tiktok_events import TIKTOK_EVENTS, Event, TikTokSettings, judge_events
from destinations.tiktok_events.stand_in import answer
from tests.destinations.played import requests_of

CRM = {"event_source": "crm", "event_source_id": "1", "access_token": "t0ken"}
NOW = datetime(2026, 3, 2, tzinfo=UTC)
TRACK = TIKTOK_EVENTS.action_type("track")
HASH = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"


def event(**fields: Any) -> Event:
    given = {"event_name": "E", "time": NOW, "lead_id": "7", **fields}
    return Event.model_validate(given).with_delivery_id("d")


async def deliver(events: list[Event]) -> tuple[list[Delivered], list[int]]:
    """What became of the events, and how many were in each request."""
    assert TRACK
    settings = {"tiktok": TikTokSettings.model_validate(CRM)}
    async with StandIn(now=lambda: NOW) as stand_in:
        deliveries = [Delivery(f"d{n}", "tiktok", TRACK, one) for n, one in enumerate(events)]
        async with Deliverer(settings, divert=stand_in.url, policy=RetryPolicy(base=0.01)) as deliverer:
            results = await deliverer.deliver(deliveries)
        return results, [len(got.body["data"]) for got in stand_in.received]


def test_a_lead_without_its_id_does_not_sink_its_batch_though_the_status_is_200() -> None:
    results, requests = asyncio.run(deliver([event(), event(), event(lead_id=None), event()]))
    assert [type(one.outcome) for one in results] == [Sent, Sent, Rejected, Sent]
    assert results[2].outcome == Rejected("TikTok: data.0.lead.lead_id: Missing data for required field. (code 40002)")
    assert requests == [4, 2, 2, 1, 1]


def said(code: int, message: str = "why") -> bytes:
    return json.dumps({"code": code, "message": message, "request_id": "r", "data": {}}).encode()


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        pytest.param(200, 40002, Rejected("TikTok: why (code 40002)", batch=True), id="a parameter that is wrong"),
        pytest.param(200, 20001, Rejected("TikTok: why (code 20001)", batch=True), id="some were not taken"),
        pytest.param(200, 49999, Rejected("TikTok: why (code 49999)", batch=True), id="a code that nobody knows"),
        pytest.param(200, 40105, Retry("TikTok: why (code 40105)", counts=False, pause=True), id="a revoked token"),
        pytest.param(200, 40001, Retry("TikTok: why (code 40001)", counts=False, pause=True), id="no permission"),
        pytest.param(200, 40007, Retry("TikTok: why (code 40007)", counts=False, pause=True), id="no such pixel"),
        pytest.param(200, 40100, Retry("TikTok: why (code 40100)", counts=False), id="too many calls"),
        pytest.param(200, 50002, Retry("TikTok: why (code 50002)"), id="TikTok's own trouble"),
        pytest.param(400, 40002, Rejected("TikTok: why (code 40002)", batch=True), id="a status that says so too"),
    ],
)
def test_what_a_code_means_for_all_of_the_batch(status: int, code: int, expected: Outcome) -> None:
    events = [event(), event()]
    request = requests_of(TIKTOK_EVENTS, "purchase", events, TikTokSettings.model_validate(CRM))[0]
    assert judge_events(Response(request, status, {}, said(code)), events) == [expected, expected]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(200, said(0), id="a success"),
        pytest.param(200, b"", id="no body"),
        pytest.param(200, b"[]", id="no object"),
        pytest.param(503, said(40002), id="a broken server, whatever it says"),
    ],
)
def test_other_answers_are_for_the_status_table(status: int, body: bytes) -> None:
    request = requests_of(TIKTOK_EVENTS, "purchase", [event()], TikTokSettings.model_validate(CRM))[0]
    assert judge_events(Response(request, status, {}, body), [event()]) == []


# The stand-in

GOOD = {"event": "E", "event_time": 1772409600, "user": {"email": HASH}}


def call(rows: Any, source: str = "web", path: str = "/open_api/v1.3/event/track/", access: str = "t") -> Answer:
    body = orjson.dumps({"event_source": source, "event_source_id": "1", "data": rows})
    return answer(Call("POST", "business-api.tiktok.com", path, {}, {"access-token": access}, body, NOW))


def test_tiktok_takes_a_good_event() -> None:
    taken = call([GOOD])
    assert (taken.status, orjson.loads(taken.body)["code"], taken.accepted) == (200, 0, (GOOD,))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param("E", "", id="no object"),
        pytest.param({**GOOD, "event": ""}, "event", id="no name"),
        pytest.param({**GOOD, "event_time": 1772409600000}, "event_time", id="milliseconds"),
        pytest.param({**GOOD, "event_time": "2026-03-02"}, "event_time", id="time as text"),
        pytest.param({**GOOD, "user": {"email": "a@b.example"}}, "user.email", id="an address in the clear"),
        pytest.param({**GOOD, "user": {"phone": [HASH, "+1"]}}, "user.phone", id="one of two numbers in the clear"),
        pytest.param({**GOOD, "properties": {"value": "9"}}, "properties.value", id="an amount as text"),
        pytest.param({**GOOD, "properties": {"content_type": "x"}}, "properties.content_type", id="no such type"),
    ],
)
def test_one_bad_event_refuses_the_whole_request(given: Any, field: str) -> None:
    refused = call([GOOD, given])
    assert (refused.status, orjson.loads(refused.body)["code"], refused.accepted) == (200, 40002, ())
    assert [(one.row, one.field) for one in refused.refusals] == [(1, field)]


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        pytest.param(call([GOOD], access=""), 40105, id="no token"),
        pytest.param(call([GOOD], path="/"), 40001, id="no such path"),
        pytest.param(call([GOOD], source="shop"), 40002, id="no such source"),
        pytest.param(call([GOOD] * 1001), 40002, id="too many events"),
        pytest.param(call("none"), 40002, id="no list of events"),
    ],
)
def test_a_request_that_tiktok_does_not_take(refused: Answer, code: int) -> None:
    assert (refused.status, orjson.loads(refused.body)["code"], refused.accepted) == (200, code, ())
