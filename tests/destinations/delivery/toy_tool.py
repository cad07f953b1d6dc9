"""A toy tool: settings, action types and a stand-in for its server."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pydantic import SecretStr

from destinations.delivery import Delivered, Deliverer, Delivery, RetryPolicy
from destinations.sdk.destination import ActionType, Limits
from destinations.sdk.outcome import Outcome, Retry, Sent
from destinations.sdk.payload import Payload
from destinations.sdk.request import Request, Response
from destinations.sdk.settings import Settings
from destinations.testing import Answer, Call, Fault, StandIn, Vendor

# No age to speak of, but not none: then answers that say nothing of a delivery would count.
QUICK = RetryPolicy(base=0.01, attempts=3, max_age=1e-9, budget=20.0)
CANARY = "c4nary-s3cret/value+1"


class ToySettings(Settings):
    host: str = "shop.toy.example"
    key: SecretStr = SecretStr(CANARY)


class Row(Payload):
    n: int


def build(rows: Sequence[Row], settings: ToySettings) -> Request:
    key = settings.key.get_secret_value()
    return Request.post(f"https://{settings.host}/rows?key={key}", json=[row.n for row in rows], basic=(key, ""))


def judge(response: Response, rows: Sequence[Row]) -> list[Outcome]:
    """Sent, but for the rows named in the answer."""
    said = response.json() if response.status == 207 else None
    return [Retry("busy") if row.n in said else Sent() for row in rows] if said else []


TOY = ActionType("toy", Row, build, "A toy.", Limits(items=8, bytes=10_000))
JUDGED = replace(TOY, name="judged", judge=judge)


def deliveries(numbers: Iterable[int], action_type: ActionType = TOY, instance: str = "shop") -> list[Delivery]:
    return [Delivery(f"{instance}-{n}", instance, action_type, Row(n=n)) for n in numbers]


def toys(call: Call) -> Answer:
    """A tool that refuses a batch with 13 in it, and one of more than four rows as too large."""
    rows = call.json()
    if len(rows) > 4:
        return Answer(413)
    return Answer(400, body=b"unlucky") if 13 in rows else Answer(200, accepted=tuple(rows))


TOYS = Vendor("toy", ("*.toy.example",), toys)


async def deliver(standin: StandIn, given: Sequence[Delivery], **options: Any) -> list[Delivered]:
    settings = {"shop": ToySettings(), "crm": ToySettings(host="crm.toy.example")}
    async with Deliverer(settings, divert=standin.url, **{"policy": QUICK, **options}) as deliverer:
        return await deliverer.deliver(given)


def run(given: Sequence[Delivery], faults: Sequence[Fault] = (), **options: Any) -> tuple[list[Delivered], list[Any]]:
    """What became of the deliveries, and the rows of each request that came in."""

    async def inside() -> tuple[list[Delivered], list[Any]]:
        async with StandIn([TOYS]) as standin:
            standin.fail("shop.toy.example", faults)
            results = await deliver(standin, given, **options)
            return results, [one.body for one in standin.received]

    return asyncio.run(inside())
