"""Pinterest beyond its cases: what the answer says event by event, what the stand-in refuses."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from destinations.delivery import Delivered, Deliverer, Delivery, RetryPolicy
from destinations.pinterest_capi import PINTEREST_CAPI, Event, PinterestSettings, judge_events
from destinations.pinterest_capi.stand_in import answer
from destinations.sdk import Outcome, Rejected, Response, Retry, Sent
from destinations.testing import Answer, Call, StandIn
from tests.destinations.played import requests_of

SETTINGS = PinterestSettings.model_validate({"ad_account_id": "5", "conversion_token": "t0ken"})
NOW = datetime(2026, 3, 2, tzinfo=UTC)
TRACK = PINTEREST_CAPI.action_type("track")
HASH = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"


def event(**fields: Any) -> Event:
    given = {"event_name": "custom", "time": NOW, "email": "a@b.example", "action_source": "web", **fields}
    return Event.model_validate(given).with_delivery_id("d")


def said(*statuses: str) -> list[dict[str, Any]]:
    return [{"status": status, "error_message": "why" if status == "failed" else None} for status in statuses]


FIRST_FAILED = [Rejected("Pinterest: why"), Sent()]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(200, {"events": said("processed", "processed")}, [Sent(), Sent()], id="all processed"),
        pytest.param(200, {"events": said("failed", "processed")}, FIRST_FAILED, id="a failure inside a 200"),
        pytest.param(422, {"events": said("failed", "processed")}, FIRST_FAILED, id="a failure inside a 422"),
        pytest.param(
            422, {"code": 1, "details": {"events": said("failed", "processed")}}, FIRST_FAILED, id="among the details"
        ),
        pytest.param(422, {"events": said("failed")}, [], id="of fewer events than were sent"),
        pytest.param(422, {"code": 1, "message": "no", "details": "none"}, [], id="no list of events"),
        pytest.param(401, {"code": 2, "message": "Authentication failed."}, [], id="no credentials"),
        pytest.param(503, None, [], id="no body"),
        pytest.param(503, {"events": said("processed", "processed")}, [], id="a server that broke down halfway"),
        pytest.param(429, {"events": said("processed", "processed")}, [], id="too many calls"),
        pytest.param(
            200,
            {"events": [{}, 7]},
            [Retry("Pinterest's answer says nothing of this event")] * 2,
            id="events of which nothing is said",
        ),
    ],
)
def test_what_an_answer_means_for_each_event(status: int, body: Any, expected: list[Outcome]) -> None:
    events = [event(), event()]
    answered = Response(
        requests_of(PINTEREST_CAPI, "track", events, SETTINGS)[0], status, {}, orjson.dumps(body) if body else b""
    )
    assert judge_events(answered, events) == expected


async def deliver(events: list[Event]) -> tuple[list[Delivered], int]:
    """What became of the events, and in how many requests."""
    assert TRACK
    async with StandIn(now=lambda: NOW) as stand_in:
        deliveries = [Delivery(f"d{n}", "pinterest", TRACK, one) for n, one in enumerate(events)]
        async with Deliverer({"pinterest": SETTINGS}, divert=stand_in.url, policy=RetryPolicy(base=0.01)) as deliverer:
            return await deliverer.deliver(deliveries), len(stand_in.received)


def test_one_event_that_fails_costs_the_others_nothing() -> None:
    # The payload refuses such a name itself: as if Pinterest had dropped it.
    unknown = event().model_copy(update={"event_name": "purchase"}).with_delivery_id("d")
    results, requests = asyncio.run(deliver([event(), unknown, event()]))
    assert [one.outcome for one in results] == [Sent(), Rejected("Pinterest: purchase is not an event name"), Sent()]
    assert requests == 1


def test_an_account_is_a_number_with_or_without_quotes() -> None:
    assert (
        PinterestSettings.model_validate({"ad_account_id": 549755885175, "conversion_token": "t"}).ad_account_id
        == "549755885175"
    )
    with pytest.raises(ValidationError, match="pattern"):
        PinterestSettings.model_validate({"ad_account_id": "me", "conversion_token": "t"})


# The stand-in


def call(rows: Any, path: str = "/v5/ad_accounts/5/events", access: str = "Bearer t", test: str = "") -> Answer:
    query = {"test": test} if test else {}
    body = orjson.dumps({"data": rows})
    return answer(Call("POST", "api.pinterest.com", path, query, {"authorization": access}, body, NOW))


def row(**changes: Any) -> dict[str, Any]:
    head = {"event_name": "checkout", "action_source": "web", "event_time": 1772409600, "event_id": "1"}
    good = {**head, "user_data": {"em": [HASH]}, **changes}
    return {name: value for name, value in good.items() if value is not ...}


def test_pinterest_takes_a_good_event_and_keeps_none_that_is_a_test() -> None:
    given = row(custom_data={"value": "1.5", "contents": [{"id": "a", "item_price": "1.5"}]})
    assert (call([given]).status, call([given]).accepted) == (200, (given,))
    assert (call([given], test="true").status, call([given], test="true").accepted) == (200, ())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param(row(event_name="Purchase"), "event_name", id="a name that Pinterest has not"),
        pytest.param(row(action_source="website"), "action_source", id="a source that is none"),
        pytest.param(row(user_data={"external_id": [HASH]}), "user_data", id="nobody that it matches"),
        pytest.param(row(user_data={"em": HASH}), "user_data.em", id="a hash that is in no list"),
        pytest.param(row(user_data={"em": ["a@b.example"]}), "user_data.em", id="an address in the clear"),
        pytest.param(row(custom_data={"value": "much"}), "custom_data.value", id="an amount that is none"),
    ],
)
def test_an_event_that_fails_fails_alone(given: Any, field: str) -> None:
    partly = call([row(), given])
    assert (partly.status, partly.accepted) == (422, (row(),))
    assert [(one.row, one.field) for one in partly.refusals] == [(1, field)]
    assert [one["status"] for one in orjson.loads(partly.body)["details"]["events"]] == ["processed", "failed"]


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        pytest.param(call([row()], access=""), 401, id="no token"),
        pytest.param(call([row()], path="/v5/ad_accounts/me/events"), 404, id="no such account"),
        pytest.param(call([row()] * 1001), 400, id="too many events"),
        pytest.param(call(["checkout"]), 400, id="no object"),
        pytest.param(call([row(event_id=...)]), 400, id="no event id"),
        pytest.param(call([row(colour="red")]), 400, id="a field that it does not know"),
        pytest.param(call([row(custom_data={"value": 1.5})]), 400, id="an amount that is not text"),
        pytest.param(call([row(custom_data={"contents": [{"price": "1"}]})]), 400, id="a product's field unknown"),
        pytest.param(call([row(event_time="2026-03-02")]), 400, id="time as text"),
    ],
)
def test_a_request_that_pinterest_does_not_take(refused: Answer, status: int) -> None:
    assert (refused.status, refused.accepted) == (status, ())
