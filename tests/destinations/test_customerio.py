"""Customer.io beyond its cases: partial failures, ids of events, sizes, and the stand-in."""

import asyncio
import json
import re
from typing import Any

import pytest
from pydantic import ValidationError

from destinations.customerio import CUSTOMERIO, CustomerIoSettings, Track, judge_batch
from destinations.customerio.stand_in import VENDOR
from destinations.delivery import Delivered, Deliverer, Delivery, RetryPolicy
from destinations.sdk import Rejected, Response, Sent
from destinations.testing import StandIn
from tests.destinations.played import requests_of

SETTINGS = CustomerIoSettings.model_validate({"site_id": "s1te", "api_key": "k3y"})


def track(name: str = "u", **more: Any) -> Track:
    fields = {"event": "E", "time": 1772360130250, "user_id": name, **more}
    return Track.model_validate(fields).with_delivery_id(f"id-{name}")


@pytest.mark.parametrize(
    ("status", "errors", "expected"),
    [
        pytest.param(207, [{"batch_index": 1}], "sent rejected sent", id="one item refused, the others stored"),
        pytest.param(200, [{"batch_index": 0}], "rejected sent sent", id="errors beside a 200 count too"),
        pytest.param(207, [{"batch_index": 0}, {"batch_index": 2}], "rejected sent rejected", id="two items refused"),
        pytest.param(207, [{"reason": "invalid"}], "rejected rejected rejected", id="errors that name no item"),
        pytest.param(207, [{"batch_index": 3}], "rejected rejected rejected", id="an item that was not sent"),
        pytest.param(207, [], "", id="no errors at all"),
        pytest.param(200, None, "", id="all well is for the status table"),
        pytest.param(400, [{"batch_index": 1}], "", id="a 400 is for the status table"),
    ],
)
def test_what_an_answer_means(status: int, errors: Any, expected: str) -> None:
    payloads = [track("a"), track("b"), track("c")]
    response = Response(
        requests_of(CUSTOMERIO, "track", payloads, SETTINGS)[0], status, {}, json.dumps({"errors": errors}).encode()
    )
    assert [type(one).__name__.lower() for one in judge_batch(response, payloads)] == expected.split()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        pytest.param({"message": "must be text"}, "Customer.io refused it: must be text", id="in its words"),
        pytest.param({"field": "id", "reason": "invalid"}, "Customer.io refused id: invalid", id="in ours"),
    ],
)
def test_a_refusal_says_why(error: dict[str, str], words: str) -> None:
    body = json.dumps({"errors": [{"batch_index": 0, **error}]}).encode()
    response = Response(requests_of(CUSTOMERIO, "track", [track()], SETTINGS)[0], 207, {}, body)
    assert judge_batch(response, [track()]) == [Rejected(words)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({}, "map one of user_id, email, cio_id, anonymous_id", id="nobody"),
        pytest.param({"anonymous_id": "a", "event": "é" * 51}, "has over 100 bytes", id="a long name of a visitor's"),
    ],
)
def test_events_that_cannot_be(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        Track.model_validate({"event": "E", "time": 1772360130, **fields})


def test_a_long_name_is_fine_for_a_person() -> None:
    assert track(event="é" * 51).event == "é" * 51


def test_one_large_item_is_refused_and_the_others_arrive() -> None:
    async def deliver() -> tuple[list[Delivered], list[Any]]:
        payloads = [track("a"), track("b", event="x" * 32_000), track("c")]
        async with StandIn([VENDOR]) as stand_in:
            deliverer = Deliverer({"customerio": SETTINGS}, divert=stand_in.url, policy=RetryPolicy(base=0.01))
            kind = CUSTOMERIO.action_types[0]
            deliveries = [Delivery(one.delivery_id, "customerio", kind, one) for one in payloads]
            async with deliverer:
                results = await deliverer.deliver(deliveries)
            return results, [row["identifiers"]["id"] for got in stand_in.received for row in got.accepted]

    results, stored = asyncio.run(deliver())
    assert [type(one.outcome) for one in results] == [Sent, Rejected, Sent]
    assert sorted(stored) == ["a", "c"]
