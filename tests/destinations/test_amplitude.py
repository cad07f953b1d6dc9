"""Amplitude beyond its cases: what its answers mean, ids, and the stand-in."""

import asyncio
import json
from decimal import Decimal
from typing import Any

import orjson
import pytest

from destinations.amplitude import AMPLITUDE, AmplitudeSettings, judge_upload
from destinations.amplitude.payloads import Delete, Group, Track
from destinations.amplitude.stand_in import VENDOR
from destinations.delivery import Delivered, Deliverer, Delivery, RetryPolicy
from destinations.sdk import Rejected, Response, Retry, Sent
from destinations.testing import Answer, StandIn
from tests.destinations.played import requests_of

SETTINGS = AmplitudeSettings.model_validate({"api_key": "k3y"})


def track(name: str = "u", **given: Any) -> Track:
    fields = {"event": "E", "time": 1772360130250, "user_id": name, **given}
    return Track.model_validate(fields).with_delivery_id(f"id-{name}")


def judged(status: int, body: Any, *payloads: Any) -> list[Any]:
    request = requests_of(AMPLITUDE, "track", payloads, SETTINGS)[0]
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return judge_upload(Response(request, status, {}, text), payloads)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(400, {"events_with_invalid_fields": {"time": [1]}}, "retry rejected retry", id="one wrong event"),
        pytest.param(
            400,
            {"events_with_missing_fields": {"event_type": [0]}, "events_with_invalid_fields": {"time": [0, 2]}},
            "rejected retry rejected",
            id="two wrong events, one of them twice",
        ),
        pytest.param(400, {"silenced_events": [2]}, "retry retry rejected", id="a silenced device"),
        pytest.param(400, {"events_with_invalid_id_lengths": {"user_id": [0]}}, "rejected retry retry", id="short ids"),
        pytest.param(400, {"error": "Invalid API key: k"}, "pause pause pause", id="a wrong key"),
        pytest.param(400, {"missing_field": "api_key"}, "", id="no event is named"),
        pytest.param(400, {"events_with_invalid_fields": {"time": [3]}}, "", id="an event that was not sent"),
        pytest.param(400, b"<html>", "", id="no JSON"),
        pytest.param(429, {"throttled_events": [0]}, "retry retry retry", id="a throttled person"),
        pytest.param(429, {"exceeded_daily_quota_users": {"b": 1}}, "retry rejected retry", id="over the day's quota"),
        pytest.param(429, b"", "", id="too many, without a word"),
        pytest.param(413, {"code": 413}, "", id="too large is for the status table"),
        pytest.param(200, {"code": 200}, "", id="all well is for the status table"),
    ],
)
def test_what_an_answer_means(status: int, body: Any, expected: str) -> None:
    outcomes = judged(status, body, track("a"), track("b"), track("c"))
    words = ["pause" if isinstance(one, Retry) and one.pause else type(one).__name__.lower() for one in outcomes]
    assert words == expected.split()


def test_waiting_for_others_costs_no_attempt() -> None:
    outcomes = judged(400, {"silenced_events": [0]}, track("a"), track("b"))
    assert isinstance(outcomes[1], Retry)
    assert not outcomes[1].counts


def test_a_refused_event_of_a_group_refuses_the_group_and_says_why() -> None:
    fields = {"user_id": "u", "time": 1772360130, "group_type": "company", "group_id": "g", "traits": {"a": 1}}
    group = Group.model_validate(fields).with_delivery_id("d")
    outcomes = judged(400, {"events_with_invalid_fields": {"groups": [2]}}, track(), group)
    assert outcomes[1] == Rejected("Amplitude refused groups (events with invalid fields)")


@pytest.mark.parametrize(
    ("price", "quantity", "expected"),
    [
        pytest.param("19.99", 3, {"revenue": Decimal("59.97"), "price": Decimal("19.99"), "quantity": 3}, id="whole"),
        pytest.param("2.5", 1.5, {"revenue": Decimal("3.75")}, id="1.5 kg, of which Amplitude takes the revenue only"),
        pytest.param(5, None, {"revenue": Decimal(5), "price": Decimal(5), "quantity": 1}, id="one of it"),
        pytest.param(-5, 2, {"revenue": Decimal(-10), "price": Decimal(-5), "quantity": 2}, id="given back"),
    ],
)
def test_price_times_quantity_is_exact(price: Any, quantity: Any, expected: dict[str, Any]) -> None:
    (row,) = track(price=price, quantity=quantity).to_rows()
    assert {name: row[name] for name in ("revenue", "price", "quantity") if name in row} == expected


def test_an_id_below_the_project_s_minimum_is_refused_rather_than_lost() -> None:
    settings = SETTINGS.model_copy(update={"min_id_length": 5})
    with pytest.raises(ValueError, match="the id 'u' is shorter than the setting min_id_length, 5"):
        requests_of(AMPLITUDE, "track", [track("u")], settings)[0]


def test_deletion_needs_the_secret_key() -> None:
    with pytest.raises(ValueError, match="needs the setting secret_key"):
        requests_of(AMPLITUDE, "delete", [Delete(user_id="u")], SETTINGS)[0]


def test_the_stand_in_refuses_what_amplitude_refuses_and_the_others_arrive() -> None:
    async def deliver() -> tuple[list[Delivered], list[Any]]:
        async with StandIn([VENDOR]) as stand_in:
            deliverer = Deliverer({"amplitude": SETTINGS}, divert=stand_in.url, policy=RetryPolicy(base=0.01))
            payloads = [track("a"), track("b", device={"os_name": "x" * 1025}), track("c")]
            kind = AMPLITUDE.action_types[0]
            deliveries = [Delivery(one.delivery_id, "amplitude", kind, one) for one in payloads]
            async with deliverer:
                results = await deliverer.deliver(deliveries)
            return results, [row["user_id"] for got in stand_in.received for row in got.accepted]

    results, stored = asyncio.run(deliver())
    assert [type(one.outcome) for one in results] == [Sent, Rejected, Sent]
    assert stored == ["a", "c"]


def test_throttled_people_are_tried_again() -> None:
    async def deliver() -> list[Delivered]:
        async with StandIn([VENDOR]) as stand_in:
            throttled = {"code": 429, "throttled_users": {"a": 31}, "throttled_events": [0]}
            stand_in.fail("api2.amplitude.com", [Answer.of_json(429, throttled)])
            deliverer = Deliverer({"amplitude": SETTINGS}, divert=stand_in.url, policy=RetryPolicy(base=0.01))
            async with deliverer:
                return await deliverer.deliver([Delivery("a", "amplitude", AMPLITUDE.action_types[0], track("a"))])

    assert [(one.outcome, one.attempts) for one in asyncio.run(deliver())] == [(Sent(), 2)]


def test_the_body_says_how_short_ids_may_be() -> None:
    body = orjson.loads(requests_of(AMPLITUDE, "track", [track()], SETTINGS)[0].body)
    assert (body["api_key"], body["options"]) == ("k3y", {"min_id_length": 1})
