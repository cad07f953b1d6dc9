"""Meta beyond its cases: a bad event in a batch, what its errors mean, what the stand-in refuses."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from destinations.delivery import Delivered, Deliverer, Delivery, RetryPolicy
from destinations.meta_capi import META_CAPI, Event, MetaSettings, judge_events
from destinations.meta_capi.stand_in import answer
from destinations.sdk import Outcome, Rejected, Response, Retry, Sent
from destinations.testing import Answer, Call, StandIn
from tests.destinations.played import requests_of

SETTINGS = MetaSettings.model_validate({"pixel_id": "1", "access_token": "t0ken"})
NOW = datetime(2026, 3, 2, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
TRACK = META_CAPI.action_type("track")
HASH = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"


def event(**fields: Any) -> Event:
    given = {"event_name": "E", "time": NOW, "external_id": "u", "action_source": "other", **fields}
    return Event.model_validate(given).with_delivery_id("d")


CLICK, BROWSER = "fb.1.1697698245670.IwAR1a-b_c", "fb.1.1697698245670.1116446470"


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        pytest.param("fbc", CLICK, CLICK, id="a click"),
        pytest.param("fbc", f"{CLICK}.AQECAQMB", f"{CLICK}.AQECAQMB", id="a click with Meta's fifth part"),
        pytest.param("fbp", BROWSER, BROWSER, id="a browser"),
        pytest.param("fbp", f"{BROWSER}.AQECAQMB", f"{BROWSER}.AQECAQMB", id="a browser with Meta's fifth part"),
        pytest.param("fbclid", "IwAR1a-b_c", "IwAR1a-b_c", id="a click in a link"),
        *(pytest.param(field, " ", None, id=f"a blank {field}") for field in ("fbc", "fbp", "fbclid")),
    ],
)
def test_whole_cookies_go_as_they_are(field: str, value: str, read: str | None) -> None:
    assert getattr(event(**{field: value}), field) == read


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        pytest.param("fbc", "fb.1.1697698245670.", "is not a complete cookie _fbc", id="a click without its id"),
        pytest.param("fbc", "IwAR1a-b_c", "is not a complete cookie _fbc", id="the id alone"),
        pytest.param("fbc", "fb.1.now.IwAR1a", "is not a complete cookie _fbc", id="a time that is none"),
        pytest.param("fbp", "fb.1.1697698245670", "is not a complete cookie _fbp", id="a browser without its number"),
        pytest.param("fbp", CLICK, "is not a complete cookie _fbp", id="a click for a browser"),
        pytest.param("fbclid", "IwAR1a&utm_source=x", "is not an id of a click or browser", id="more of the link"),
        pytest.param("fbclid", "null", "is refused as a placeholder", id="a placeholder"),
        pytest.param("fbclid", True, "true is not a text", id="true for a click"),
    ],
)
def test_half_a_cookie_is_refused(field: str, value: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        event(**{field: value})


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        pytest.param({"url": "https://shop.example/a", "user_agent": "UA"}, "website", id="a page and a browser"),
        pytest.param({"url": "", "user_agent": "UA"}, "other", id="an empty page"),
        pytest.param({"url": "https://shop.example/a", "user_agent": " "}, "other", id="a blank browser"),
        pytest.param({}, "other", id="neither"),
        pytest.param(
            {"action_source": "chat", "url": "https://shop.example/a", "user_agent": "UA"}, "chat", id="as mapped"
        ),
    ],
)
def test_an_event_of_a_website_is_one_with_a_page_and_a_browser(fields: dict[str, Any], source: str) -> None:
    assert event(**{"action_source": None, **fields}).action_source == source


async def deliver(events: list[Event]) -> tuple[list[Delivered], list[list[str]]]:
    """What became of the events, and the names of those in each request."""
    assert TRACK
    async with StandIn(now=lambda: NOW) as stand_in:
        deliveries = [Delivery(f"d{n}", "meta", TRACK, one) for n, one in enumerate(events)]
        async with Deliverer({"meta": SETTINGS}, divert=stand_in.url, policy=RetryPolicy(base=0.01)) as deliverer:
            results = await deliverer.deliver(deliveries)
        return results, [[one["event_name"] for one in got.body["data"]] for got in stand_in.received]


def test_an_event_that_is_too_old_does_not_sink_its_batch() -> None:
    events = [event(event_name="a"), event(event_name="b"), event(event_name="old", time="2026-02-01"), event()]
    results, requests = asyncio.run(deliver(events))
    assert [type(one.outcome) for one in results] == [Sent, Sent, Rejected, Sent]
    assert results[2].outcome == Rejected("Meta: $['data'][0]['event_time']: is more than 7 days ago (code 100)")
    assert requests == [["a", "b", "old", "E"], ["a", "b"], ["old", "E"], ["old"], ["E"]]


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        pytest.param(400, {"code": 100}, Rejected("Meta: no reason given (code 100)", batch=True), id="a bad event"),
        pytest.param(
            400,
            {"code": 100, "message": "Invalid parameter", "error_user_msg": "event_time is required"},
            Rejected("Meta: event_time is required (code 100)", batch=True),
            id="the reason is the one for people",
        ),
        pytest.param(
            400,
            {"code": 190, "message": "token expired"},
            Retry("Meta: token expired (code 190)", counts=False, pause=True),
            id="a token that is no longer good pauses, though the status is 400",
        ),
        pytest.param(
            400,
            {"code": 100, "error_subcode": 33, "message": "no such object"},
            Retry("Meta: no such object (code 100)", counts=False, pause=True),
            id="a dataset that is not there pauses",
        ),
        pytest.param(
            400, {"code": 4, "message": "too many"}, Retry("Meta: too many (code 4)", counts=False), id="too many calls"
        ),
        pytest.param(
            400, {"code": 2, "message": "try later"}, Retry("Meta: try later (code 2)"), id="Meta's own trouble"
        ),
        pytest.param(
            400,
            {"code": 99, "is_transient": True, "message": "oops"},
            Retry("Meta: oops (code 99)"),
            id="an error that says it passes",
        ),
    ],
)
def test_what_an_error_means_for_all_of_the_batch(status: int, error: dict[str, Any], expected: Outcome) -> None:
    events = [event(), event()]
    response = Response(
        requests_of(META_CAPI, "track", events, SETTINGS)[0], status, {}, json.dumps({"error": error}).encode()
    )
    assert judge_events(response, events) == [expected, expected]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(200, b'{"events_received": 1}', id="a success"),
        pytest.param(500, b'{"error": {"code": 100}}', id="a broken server, whatever it says"),
        pytest.param(502, b"<html>", id="no JSON"),
        pytest.param(400, b"[]", id="no object"),
        pytest.param(400, b'{"error": "no"}', id="an error of another form"),
    ],
)
def test_other_answers_are_for_the_status_table(status: int, body: bytes) -> None:
    assert (
        judge_events(Response(requests_of(META_CAPI, "track", [event()], SETTINGS)[0], status, {}, body), [event()])
        == []
    )


def test_an_account_is_a_number_with_or_without_quotes() -> None:
    assert MetaSettings.model_validate({"pixel_id": 123, "access_token": "t"}).pixel_id == "123"
    with pytest.raises(ValidationError, match="pattern"):
        MetaSettings.model_validate({"pixel_id": "12-3", "access_token": "t"})


# The stand-in


def call(row: Any, path: str = "/v25.0/1/events", access: str = "Bearer t") -> Answer:
    body = orjson.dumps({"data": row if isinstance(row, list) else [row]})
    return answer(Call("POST", "graph.facebook.com", path, {}, {"authorization": access}, body, NOW))


def row(**changes: Any) -> dict[str, Any]:
    good = {"event_name": "E", "event_time": SECONDS, "action_source": "other", "user_data": {"em": [HASH]}, **changes}
    return {name: value for name, value in good.items() if value is not ...}


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(row(), id="an event"),
        pytest.param(row(event_time=SECONDS - 7 * 86400), id="seven days old"),
        pytest.param(row(event_time=SECONDS - 62 * 86400, action_source="physical_store"), id="62 days, in a shop"),
        pytest.param(row(event_name="Purchase", custom_data={"value": 0, "currency": "USD"}), id="an order"),
    ],
)
def test_meta_takes_a_good_event(given: dict[str, Any]) -> None:
    assert (call(given).status, call(given).accepted) == (200, (given,))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param("E", "", id="no object"),
        pytest.param(row(event_name=""), "event_name", id="no name"),
        pytest.param(row(event_time=...), "event_time", id="no time"),
        pytest.param(row(event_time=SECONDS * 1000), "event_time", id="milliseconds"),
        pytest.param(row(event_time=SECONDS - 7 * 86400 - 1), "event_time", id="more than seven days old"),
        pytest.param(row(action_source="web"), "action_source", id="a source that is none"),
        pytest.param(row(user_data=...), "user_data", id="nobody"),
        pytest.param(row(user_data={"em": ["ada@example.com"]}), "em", id="an address in the clear"),
        pytest.param(row(user_data={"country": [HASH], "ge": [HASH]}), "user_data", id="only where and what"),
        pytest.param(row(action_source="website"), "event_source_url", id="a website without its page"),
        pytest.param(row(event_name="Purchase"), "value", id="an order without an amount"),
        pytest.param(
            row(event_name="Purchase", custom_data={"value": "9", "currency": "USD"}), "value", id="an amount as text"
        ),
        pytest.param(
            row(event_name="Purchase", custom_data={"value": 9}), "currency", id="an amount without a currency"
        ),
    ],
)
def test_one_bad_event_refuses_the_whole_request(given: Any, field: str) -> None:
    refused = call([row(), given])
    assert (refused.status, refused.accepted, refused.refusals[0].row) == (400, (), 1)
    assert refused.refusals[0].field == field


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        pytest.param(call(row(), path="/1/events"), 100, id="no such path"),
        pytest.param(call(row(), access=""), 190, id="no token"),
        pytest.param(call([row()] * 1001), 100, id="too many events"),
        pytest.param(call([]), 100, id="no events"),
    ],
)
def test_a_request_that_meta_does_not_take(refused: Answer, code: int) -> None:
    assert (orjson.loads(refused.body)["error"]["code"], refused.accepted) == (code, ())
