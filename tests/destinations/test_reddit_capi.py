"""Reddit beyond its cases: what the stand-in refuses, and that a bad event is found."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from destinations.delivery import Deliverer, Delivery, RetryPolicy
from destinations.reddit_capi import REDDIT_CAPI, Event, RedditSettings, reddit_email
from destinations.reddit_capi.stand_in import answer
from destinations.sdk import Rejected, Sent
from destinations.testing import Answer, Call, StandIn

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SETTINGS = RedditSettings.model_validate({"pixel_id": "a2_x", "access_token": "t"})
HASH = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"


def event(**fields: Any) -> Event:
    given = {"event_name": "PURCHASE", "action_source": "WEBSITE", "time": NOW, "email": "a@b.example", **fields}
    return Event.model_validate(given).with_delivery_id("d")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ada.Lovelace+shop@Example.com", "adalovelace@example.com"),
        ("ada@example.com", "ada@example.com"),
        ("+@example.com", "+@example.com"),
        ("  ", None),
    ],
)
def test_an_address_as_reddit_hashes_it(written: str, expected: str | None) -> None:
    assert reddit_email(written) == expected


def test_one_event_that_reddit_refuses_is_found_among_the_others() -> None:
    action_type = REDDIT_CAPI.action_type("track")
    assert action_type
    old = event(time="2026-02-01T00:00:00Z")

    async def deliver() -> list[Any]:
        async with StandIn(now=lambda: NOW) as stand_in:
            deliveries = [Delivery(f"d{n}", "r", action_type, one) for n, one in enumerate([event(), old, event()])]
            async with Deliverer({"r": SETTINGS}, divert=stand_in.url, policy=RetryPolicy(base=0.01)) as deliverer:
                return [one.outcome for one in await deliverer.deliver(deliveries)]

    first, refused, last = asyncio.run(deliver())
    assert (first, last) == (Sent(), Sent())
    assert isinstance(refused, Rejected)


# The stand-in


def call(
    rows: Any, path: str = "/api/v3/pixels/a2_x/conversion_events", access: str = "Bearer t", **data: Any
) -> Answer:
    body = orjson.dumps({"data": {"events": rows, **data}})
    return answer(Call("POST", "ads-api.reddit.com", path, {}, {"authorization": access}, body, NOW))


def row(**changes: Any) -> dict[str, Any]:
    head = {"event_at": 1772409600000, "action_source": "WEBSITE", "type": {"tracking_type": "PURCHASE"}}
    return {**head, "user": {"email": HASH}, "metadata": {"conversion_id": "1", "value": 1.5}, **changes}


def test_reddit_takes_a_good_event_and_keeps_none_that_is_a_test() -> None:
    assert (call([row()]).status, call([row()]).accepted) == (200, (row(),))
    assert (call([row()], test_id="t2").status, call([row()], test_id="t2").accepted) == (200, ())


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        pytest.param(call([row()], access=""), 401, id="no token"),
        pytest.param(call([row()], path="/api/v2.0/conversions/events/a2_x"), 404, id="the version before"),
        pytest.param(call([row()] * 1001), 400, id="too many events"),
        pytest.param(call(["PURCHASE"]), 400, id="no object"),
        pytest.param(call([row(), row(type={"tracking_type": "Purchase"})]), 400, id="a kind in other letters"),
        pytest.param(call([row(type={"tracking_type": "CUSTOM"})]), 400, id="an event of no name"),
        pytest.param(call([row(action_source="web")]), 400, id="a source that is none"),
        pytest.param(call([row(event_at=1772409600)]), 400, id="seconds"),
        pytest.param(call([row(user={"user_agent": "M"})]), 400, id="nobody that it matches"),
        pytest.param(call([row(user={"email": "a@b.example"})]), 400, id="an address in the clear"),
        pytest.param(call([row(metadata={"value": "1.5"})]), 400, id="an amount as text"),
        pytest.param(call([row(type={"tracking_type": "SEARCH"})]), 400, id="an amount of a search"),
        pytest.param(
            call([row(type={"tracking_type": "LEAD"}, metadata={"item_count": 1})]), 400, id="a count of a lead"
        ),
    ],
)
def test_a_request_that_reddit_does_not_take(refused: Answer, status: int) -> None:
    assert (refused.status, refused.accepted) == (status, ())
