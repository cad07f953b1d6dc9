"""Snapchat beyond its cases: what the stand-in refuses, and that a bad event is found."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from destinations.delivery import Deliverer, Delivery, RetryPolicy
from destinations.sdk import Rejected, Sent
from destinations.snapchat_capi import SNAPCHAT_CAPI, Event, SnapchatSettings
from destinations.snapchat_capi.stand_in import answer
from destinations.testing import Answer, Call, StandIn

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SETTINGS = SnapchatSettings.model_validate({"source_id": "p-1", "access_token": "t"})
HASH = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"


def event(**fields: Any) -> Event:
    given = {"event_name": "PURCHASE", "time": NOW, "email": "a@b.example", **fields}
    return Event.model_validate(given).with_delivery_id("d")


def test_one_event_that_snap_refuses_is_found_among_the_others() -> None:
    action_type = SNAPCHAT_CAPI.action_type("track")
    assert action_type
    old = event(time="2026-01-01T00:00:00Z")

    async def deliver() -> list[Any]:
        async with StandIn(now=lambda: NOW) as stand_in:
            deliveries = [Delivery(f"d{n}", "s", action_type, one) for n, one in enumerate([event(), old, event()])]
            async with Deliverer({"s": SETTINGS}, divert=stand_in.url, policy=RetryPolicy(base=0.01)) as deliverer:
                return [one.outcome for one in await deliverer.deliver(deliveries)]

    first, refused, last = asyncio.run(deliver())
    assert (first, last) == (Sent(), Sent())
    assert isinstance(refused, Rejected)


# The stand-in


def call(rows: Any, path: str = "/v3/p-1/events", access: str = "t") -> Answer:
    body = orjson.dumps({"data": rows})
    return answer(Call("POST", "tr.snapchat.com", path, {"access_token": access}, {}, body, NOW))


def row(**changes: Any) -> dict[str, Any]:
    head = {"event_name": "PURCHASE", "action_source": "WEB", "event_time": 1772409600, "event_id": "1"}
    return {**head, "user_data": {"em": [HASH]}, **changes}


def test_snap_takes_a_good_event() -> None:
    given = row(custom_data={"value": "1.5", "currency": "EUR"})
    assert (call([given]).status, call([given]).accepted) == (200, (given,))


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        pytest.param(call([row()], access=""), 401, id="no token"),
        pytest.param(call([row()], path="/v2/conversion"), 404, id="the version before"),
        pytest.param(call([row()] * 2001), 400, id="too many events"),
        pytest.param(call(["PURCHASE"]), 400, id="no object"),
        pytest.param(call([row(), row(event_name="Purchase")]), 400, id="a name that Snap has not"),
        pytest.param(call([row(action_source="website")]), 400, id="a source that is none"),
        pytest.param(call([row(event_time=1772409600000)]), 400, id="milliseconds"),
        pytest.param(call([row(event_time=1769000000)]), 400, id="over 37 days old"),
        pytest.param(call([row(user_data={"external_id": [HASH]})]), 400, id="nobody that it matches"),
        pytest.param(call([row(user_data={"em": ["a@b.example"]})]), 400, id="an address in the clear"),
        pytest.param(call([row(custom_data={"value": "much", "currency": "EUR"})]), 400, id="an amount that is none"),
        pytest.param(call([row(custom_data={"value": "1"})]), 400, id="an amount without its currency"),
    ],
)
def test_a_request_that_snap_does_not_take(refused: Answer, status: int) -> None:
    assert (refused.status, refused.accepted) == (status, ())
