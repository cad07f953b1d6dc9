"""Rows of the tables of untidy events: what changes in a tidy event, and what becomes of it, in each tool named."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from actions.decision import Decision
from actions.engine.decide import decide
from actions.event.context import Context
from actions.kit.cases.overlay import overlay
from actions.plan.build import build_plan
from actions.plan.plan import Plan
from destinations.sdk.encode import to_json
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report
from tests.destinations.acceptance.built_in import REGISTRY, cases_of

NOW = Context(datetime(2026, 12, 1, tzinfo=UTC))
PERSON = {"email": "ada@example.com", "firstName": "Ada"}
COMMON = {
    "messageId": "m-1",
    "userId": "u_1",
    "timestamp": "2026-11-28T10:00:00Z",
    "context": {"ip": "203.0.113.9", "userAgent": "UA", "page": {"url": "https://shop.example/x"}, "traits": PERSON},
}
HAT = {"product_id": "p1", "sku": "s1", "name": "Hat", "price": 5.25, "quantity": 2}
ORDER: dict[str, Any] = {
    **COMMON,
    "type": "track",
    "event": "Order Completed",
    "properties": {"order_id": "A7", "revenue": "10.50", "currency": "EUR", "products": [HAT]},
}
TRACK: dict[str, Any] = {**COMMON, "type": "track", "event": "Plan Viewed", "properties": {"plan": "pro"}}
IDENTIFY: dict[str, Any] = {
    "type": "identify",
    "messageId": "m-1",
    "userId": "u_1",
    "timestamp": "2026-11-28T10:00:00Z",
    "traits": PERSON,
}


@dataclass(frozen=True)
class Row:
    """A change to an event, and what the tools make of it.

    `tools` are named as `meta_capi tiktok_events`, each doing `do`. The payload has what `sends` says at each path,
    nothing at those of `lacks`, and `warnings` are the warnings. `fails` is the code and the field of the only finding
    of a decision that failed.
    """

    tools: str
    change: Mapping[str, Any]
    sends: Mapping[str, Any] = field(default_factory=dict)
    lacks: str = ""
    warnings: Sequence[str] = ()
    fails: str = ""
    do: str = "purchase"
    event: Mapping[str, Any] = field(default_factory=lambda: ORDER)


# What an action needs before it can be built of any event: a refund does not say what is left of the order's value.
NEEDED = {("google_ads", "refund"): {"set": {"value": 1}}}


@cache
def plan_of(name: str, do: str, *, always: bool = False) -> Plan:
    """The plan of one action with no entries of its own but `NEEDED`; with `always`, of a case, for every event."""
    case = next(one for one in cases_of(name) if one.file["actions"][0]["do"] == do)
    report = Report()
    action = {**case.file["actions"][0], "when": {"type": {"exists": True}}} if always else {"do": do}
    action |= NEEDED.get((name, do), {})
    text = json.dumps({**case.file, "actions": [action]})
    plan = build_plan(load_mapping_file(text, f"{name}.yaml", report), REGISTRY, report, lambda _: None)
    assert not report.has_errors, [one.message for one in report]
    return plan


def decided(row: Row, tool: str) -> list[Decision]:
    return decide(overlay(row.event, row.change), plan_of(tool, row.do), NOW)


def warnings_of(decision: Decision) -> list[str]:
    return [f"{one.code} {one.path}" for one in decision.diagnostics]


def payload_of(decision: Decision) -> dict[str, Any]:
    """The payload as its line has it, decimals as numbers."""
    payload: dict[str, Any] = json.loads(to_json(decision.as_dict()["payload"]))
    return payload


SHOPS = "meta_capi tiktok_events pinterest_capi"
HASHED = {"email": "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"}
MONEY = {"value": 10.5, "currency": "EUR"}
REVENUE = {"revenue": 10.5, "currency": "EUR"}
HASH = "8b7df143d91c716ecfa5fc1730022f6b421b05cedee8fd52b1fc65a96030ad52"
ANONYMOUS = "0741a320e613baac937e2644e8e96a2832166a3eb222ade3abbfa21a8cff1035"
LINE = {"price": 5.25, "quantity": 2}


def properties(**changed: Any) -> dict[str, Any]:
    return {"properties": changed}


def hat(**changed: Any) -> dict[str, Any]:
    return properties(products=[changed])


def context(**changed: Any) -> dict[str, Any]:
    return {"context": changed}


def traits(**changed: Any) -> dict[str, Any]:
    return context(traits=changed)
