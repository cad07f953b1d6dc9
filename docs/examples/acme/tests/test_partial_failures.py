"""What cases cannot say: how answers are judged, and what becomes of a batch on its way."""

import asyncio
import json

import pytest
from acme_destination import ACME, AcmeSettings, TrackOrder, judge_orders

from destinations.delivery import Delivered, Deliverer, Delivery
from destinations.sdk import Outcome, Rejected, Request, Response, Sent
from destinations.testing import StandIn

TRACK_ORDER = ACME.action_types[0]


def an_order(name: str, amount: int) -> TrackOrder:
    fields = {"contact_id": "u-1", "order_id": name, "ordered_at": "2026-03-01T10:15:30Z", "currency": "EUR"}
    return TrackOrder.model_validate({**fields, "amount": amount}).with_delivery_id(name)


@pytest.mark.parametrize(
    ("status", "body", "outcomes"),
    [
        pytest.param(200, {}, [], id="stored"),
        pytest.param(207, {"refused": [{"row": 1, "why": "old"}]}, [Sent(), Rejected("Acme: old")], id="one refused"),
        pytest.param(500, {"refused": [{"row": 1, "why": "old"}]}, [], id="a broken server"),
        pytest.param(
            207,
            {"refused": [{"row": 7}]},
            [Rejected("Acme refused rows that were never sent: [{'row': 7}]", batch=True)] * 2,
            id="a row that was never sent",
        ),
    ],
)
def test_an_answer_is_judged_by_row(status: int, body: object, outcomes: list[Outcome]) -> None:
    request = Request.post("https://api.acme.example/v2/orders", json=[{}, {}])
    response = Response(request, status, {}, json.dumps(body).encode())
    assert judge_orders(response, [an_order("A7", 5), an_order("A8", 5)]) == outcomes


async def deliver(orders: list[TrackOrder]) -> list[Delivered]:
    deliveries = [Delivery(one.delivery_id, "acme", TRACK_ORDER, one) for one in orders]
    async with StandIn() as stand_in:
        settings = {"acme": AcmeSettings.model_validate({"api_token": "made-up"})}
        async with Deliverer(settings, divert=stand_in.url) as deliverer:
            return await deliverer.deliver(deliveries)


def test_only_the_refused_order_of_a_batch_is_lost() -> None:
    results = asyncio.run(deliver([an_order("A7", 5), an_order("A8", 2_000_000), an_order("A9", 7)]))
    assert [one.outcome for one in results] == [Sent(), Rejected("Acme: over a million"), Sent()]
