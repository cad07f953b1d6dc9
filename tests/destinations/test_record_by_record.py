"""Of a call with many records, each has its own end: done once, tried again alone, or given up alone."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from destinations.delivery import Deliverer, Delivery, RetryPolicy
from destinations.hubspot import HUBSPOT
from destinations.hubspot.stand_in import UNKNOWN
from destinations.hubspot.stand_in import VENDOR as HUBSPOT_VENDOR
from destinations.salesforce import SALESFORCE
from destinations.salesforce.stand_in import VENDOR as SALESFORCE_VENDOR
from destinations.sdk import Destination, Outcome
from destinations.testing import Answer, Call, StandIn, Vendor

SETTINGS = {
    "salesforce": {"instance_url": "https://acme.my.salesforce.com", "client_id": "c", "client_secret": "s"},
    "hubspot": {"hub_id": "12345", "access_token": "t"},
}


def lead(name: str) -> dict[str, Any]:
    company = None if name.startswith("bad") else "C"
    return {"external_id": name, "last_name": "L", "company": company}


def contact(name: str) -> dict[str, Any]:
    return {"email": f"{name}@shop.example", "properties": {UNKNOWN: 1} if name.startswith("bad") else {}}


def name_of(row: dict[str, Any]) -> str:
    return str(row.get("External_Id__c") or row.get("id")).partition("@")[0]


def held_at_first(vendor: Vendor, held: str, calls: list[list[str]], done: Counter[str]) -> Callable[[Call], Answer]:
    """The vendor, who lets go of the record of that name the second time; `calls` came, and `done` was taken."""

    def answer(call: Call) -> Answer:
        if "token" in call.path:
            return vendor.answer(call)
        seen = any(held in earlier for earlier in calls)
        body = call.json()
        calls.append([name_of(row) for row in body.get("records") or body.get("inputs")])
        # The stand-ins hold a record by its name: to let go of it is to give it another one.
        answered = vendor.answer(replace(call, body=call.body.replace(held.encode(), b"let-go")) if seen else call)
        done.update(name_of(row) for row in answered.accepted)
        return answered

    return answer


@pytest.mark.parametrize(
    ("destination", "vendor", "kind", "payload", "held"),
    [
        pytest.param(SALESFORCE, SALESFORCE_VENDOR, "lead", lead, "locked", id="Salesforce"),
        pytest.param(HUBSPOT, HUBSPOT_VENDOR, "contact", contact, "busy", id="HubSpot"),
    ],
)
def test_each_record_of_a_call_has_its_own_end(
    destination: Destination, vendor: Vendor, kind: str, payload: Callable[[str], dict[str, Any]], held: str
) -> None:
    names = ["a", "bad-1", held, "b", "bad-2", "c"]
    calls: list[list[str]] = []
    done: Counter[str] = Counter()
    found = destination.action_type(kind)
    assert found

    async def deliver() -> list[Outcome]:
        hosts = ("acme.my.salesforce.com", "api.hubapi.com")
        playing = Vendor(destination.name, hosts, held_at_first(vendor, held, calls, done))
        settings = destination.settings.model_validate(SETTINGS[destination.name])
        async with (
            StandIn([playing]) as stand_in,
            Deliverer({destination.name: settings}, divert=stand_in.url, policy=RetryPolicy(base=0.01)) as deliverer,
        ):
            made = [found.payload.model_validate(payload(name)).with_delivery_id(f"id-{name}") for name in names]
            rows = [Delivery(one.delivery_id, destination.name, found, one) for one in made]
            return [one.outcome for one in await deliverer.deliver(rows)]

    ends = [type(one).__name__ for one in asyncio.run(deliver())]
    assert ends == ["Sent", "Rejected", "Sent", "Sent", "Rejected", "Sent"]
    assert calls == [names, [held]]
    assert done == Counter({"a": 1, "b": 1, "c": 1, "let-go": 1})
