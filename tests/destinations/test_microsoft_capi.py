"""Microsoft beyond its cases: what the answer says event by event, what the stand-in refuses."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from destinations.delivery import Deliverer, Delivery, RetryPolicy
from destinations.microsoft_capi import MICROSOFT_CAPI, Event, MicrosoftSettings, judge_events
from destinations.microsoft_capi.stand_in import answer
from destinations.sdk import Outcome, Rejected, Response, Retry, Sent
from destinations.testing import Answer, Call, StandIn
from tests.destinations.played import requests_of

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SETTINGS = MicrosoftSettings.model_validate({"uet_tag_id": "97", "api_token": "t"})
HASH = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"


def event(**fields: Any) -> Event:
    given = {"event_name": "purchase", "time": NOW, "email": "a@b.example", **fields}
    return Event.model_validate(given).with_delivery_id("d")


def said(*details: dict[str, Any]) -> dict[str, Any]:
    return {"eventsReceived": 1, "error": {"code": "ValidationError", "details": list(details)}}


BAD = {"index": 0, "propertyName": "eventTime", "errorMessage": "is too old", "isWarning": False}
TOO_OLD = Rejected("Microsoft: eventTime: is too old")


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(200, {"eventsReceived": 2}, [], id="all taken, as the status says"),
        pytest.param(200, said(BAD), [TOO_OLD, Sent()], id="a refusal inside a 200"),
        pytest.param(200, said({**BAD, "isWarning": True}), [Sent(), Sent()], id="a warning"),
        pytest.param(
            400,
            said(BAD),
            [TOO_OLD, Retry("Microsoft refused the call for other events", counts=False)],
            id="a refusal of the call, for one",
        ),
        pytest.param(400, {"error": {"code": "InvalidRequest"}}, [], id="a refusal of the call, for none"),
        pytest.param(200, said({**BAD, "index": 7}), [], id="an event that was not sent"),
        pytest.param(200, said({**BAD, "index": None}), [], id="an event without its number"),
        pytest.param(401, said(BAD), [], id="no token"),
        pytest.param(503, None, [], id="no body"),
    ],
)
def test_what_an_answer_means_for_each_event(status: int, body: Any, expected: list[Outcome]) -> None:
    events = [event(), event()]
    [request] = requests_of(MICROSOFT_CAPI, "track", events, SETTINGS)
    assert judge_events(Response(request, status, {}, orjson.dumps(body) if body else b""), events) == expected


def test_one_event_that_fails_costs_the_others_nothing() -> None:
    action_type = MICROSOFT_CAPI.action_type("track")
    assert action_type
    # The payload refuses such an event itself: as if Microsoft wanted more of it.
    bad = event().model_copy(update={"event_name": "pageLoad"}).with_delivery_id("d")

    async def deliver() -> tuple[list[Outcome], int]:
        async with StandIn(now=lambda: NOW) as stand_in:
            deliveries = [Delivery(f"d{n}", "m", action_type, one) for n, one in enumerate([event(), bad, event()])]
            async with Deliverer({"m": SETTINGS}, divert=stand_in.url, policy=RetryPolicy(base=0.01)) as deliverer:
                return [one.outcome for one in await deliverer.deliver(deliveries)], len(stand_in.received)

    outcomes, requests = asyncio.run(deliver())
    assert outcomes == [Sent(), Rejected("Microsoft: eventSourceUrl: is required for pageLoad"), Sent()]
    assert requests == 1


# The stand-in


def call(rows: Any, path: str = "/v1/97/events", access: str = "Bearer t") -> Answer:
    body = orjson.dumps({"data": rows, "continueOnValidationError": True})
    return answer(Call("POST", "capi.uet.microsoft.com", path, {}, {"authorization": access}, body, NOW))


def row(**changes: Any) -> dict[str, Any]:
    head = {"eventType": "custom", "eventName": "purchase", "eventId": "1", "eventTime": 1772409600}
    good = {**head, "userData": {"em": HASH}, **changes}
    return {name: value for name, value in good.items() if value is not ...}


def test_microsoft_takes_a_good_event() -> None:
    given = row(adStorageConsent="D", customData={"value": 1.5, "pageType": "purchase"})
    assert (call([given]).status, call([given]).accepted) == (200, (given,))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param("purchase", "", id="no object"),
        pytest.param(row(eventType="click"), "eventType", id="a type that it has not"),
        pytest.param(row(eventName=...), "eventName", id="no name"),
        pytest.param(row(eventType="pageLoad"), "eventSourceUrl", id="a page without its address"),
        pytest.param(row(eventTime=1772409600000), "eventTime", id="milliseconds"),
        pytest.param(row(eventTime=1771200000), "eventTime", id="over a week old"),
        pytest.param(row(userData={"clientIpAddress": "1.2.3.4"}), "userData", id="nobody"),
        pytest.param(row(userData={"em": "a@b.example"}), "userData.em", id="an address in the clear"),
        pytest.param(row(userData={"msclkid": "abc"}), "userData.msclkid", id="a click that is none"),
        pytest.param(row(adStorageConsent="yes"), "adStorageConsent", id="consent in other words"),
        pytest.param(row(customData={"value": "1.5"}), "customData.value", id="an amount as text"),
        pytest.param(row(customData={"pageType": "till"}), "customData.pageType", id="a page of no kind"),
    ],
)
def test_an_event_that_fails_fails_alone(given: Any, field: str) -> None:
    partly = call([row(), given])
    assert (partly.status, partly.accepted) == (200, (row(),))
    assert [(one.row, one.field) for one in partly.refusals] == [(1, field)]


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        pytest.param(call([row()], access=""), 401, id="no token"),
        pytest.param(call([row()], path="/v1/me/events"), 404, id="no such tag"),
        pytest.param(call([row()] * 1001), 400, id="too many events"),
        pytest.param(call([row(eventName=...)]), 400, id="none that is good"),
    ],
)
def test_a_request_that_microsoft_does_not_take(refused: Answer, status: int) -> None:
    assert (refused.status, refused.accepted) == (status, ())
