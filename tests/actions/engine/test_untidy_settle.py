"""What comes of values that cannot be used, by requirement, role and `on_error`, for a tool made for it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel, Field

from actions.decision import Decision
from actions.engine.decide import decide
from actions.engine.explain import explain
from actions.event.context import Context
from actions.plan.build import build_plan
from actions.plan.plan import Plan
from destinations.registry import NO_DEFAULTS, Plugin, Registry
from destinations.sdk import (
    ActionType,
    Amount,
    CodeRole,
    ConsentRole,
    Currency,
    Destination,
    Email,
    Payload,
    Quantity,
    Request,
    ScopeRole,
    Settings,
    unusable,
)
from mappings.fields.target import Steps
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report

NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))


def _flat(value: dict[str, Any]) -> dict[str, Any]:
    lists: dict[Steps, str] = {(name,): "is a list" for name, part in value.items() if isinstance(part, list)}
    if lists:
        raise unusable(lists)
    return value


class Line(BaseModel):
    sku: Annotated[str, CodeRole()]
    brand: str | None = None
    price: Amount | None = None
    quantity: Quantity | None = None


class Deal(Payload):
    id: Annotated[str, CodeRole()]
    name: str | None = Field(None, max_length=10)
    code: Annotated[str | None, CodeRole()] = None
    email: Email = None
    revenue: Amount | None = None
    tax: Amount | None = None
    currency: Currency | None = None
    consent: Annotated[bool | None, ConsentRole()] = None
    list_id: Annotated[int | None, ScopeRole()] = None
    tags: list[str] | None = None
    more: Annotated[dict[str, Any] | None, AfterValidator(_flat)] = None
    lines: list[Line] | None = None


def build(deals: Sequence[Deal], _: Settings) -> Request:
    return Request.post("https://deals.example.com", json=[one.model_dump() for one in deals])


TOOL = Destination(
    "deals",
    "Deals",
    Settings,
    (
        ActionType("note", Deal, build, "A deal."),
        ActionType("sell", Deal, build, "An order.", about="order"),
        ActionType("refund", Deal, build, "A refund.", about="refund"),
    ),
    "Deals.",
)
FIELDS = [name for name in Deal.model_fields if name not in {"revenue", "lines"}]
MAPPING = "\n".join(
    [
        *(f"      {name}: properties.{name}" for name in FIELDS),
        "      revenue: {from: [properties.revenue, \"sum_product(properties.lines, 'price', 'quantity')\"]}",
        "      lines: {each: properties.lines, map: {sku: sku, brand: brand, price: price, quantity: quantity}}",
    ]
)


def registry() -> Registry:
    known = Registry({})
    known._loaded["deals"] = Plugin(TOOL, NO_DEFAULTS, "deals/defaults.yaml", "deals 1.0")
    return known


def plan_of(do: str, on_error: str = "", defaults: str = "") -> Plan:
    text = f"version: 1\ndestination: deals\nsettings: {{}}\n{defaults}actions:\n  - do: {do}\n    when: type exists\n"
    text += (f"    on_error: {on_error}\n" if on_error else "") + f"    map:\n{MAPPING}\n"
    report = Report()
    plan = build_plan(load_mapping_file(text, "deals.yaml", report), registry(), report, lambda _: None)
    assert not report.has_errors, [one.message for one in report]
    return plan


def event(properties: dict[str, Any], name: str = "Deal Made") -> dict[str, Any]:
    return {"type": "track", "event": name, "userId": "u", "messageId": "m", "properties": {"id": "D1", **properties}}


def decided(plan: Plan, happened: dict[str, Any]) -> Decision:
    (decision,) = decide(happened, plan, NOW)
    (explained,) = explain(happened, plan, NOW)
    assert explained.as_dict() | {"trace": None} == decision.as_dict() | {"trace": None}
    return decision


def warnings_of(decision: Decision) -> list[str]:
    return [f"{one.code} {one.path}" for one in decision.diagnostics]


MONEY = {"revenue": 5, "currency": "EUR"}
LINES = [{"sku": "a", "price": 1, "quantity": 1}, {"sku": "b", "price": 2, "quantity": 1}]

# What is sent beside `id`, and the warnings.
GOES: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "blank texts": ({"name": "", "code": " \t", "email": "\u00a0"}, {}, []),
    "a number for a text": ({"name": 2024}, {"name": "2024"}, []),
    "a fraction for a text": ({"name": 1.5}, {"name": "1.5"}, []),
    "a whole float for a text": ({"name": 2.0}, {"name": "2.0"}, []),
    "a whole float for a code": ({"code": 12345.0}, {"code": "12345"}, []),
    "a fraction for a code": ({"code": 1.5}, {}, ["W510 code"]),
    "a float too large to be exact for a code": ({"code": 2.0**60}, {}, ["W510 code"]),
    "false for a text": ({"name": False, "code": False}, {}, []),
    "true for a text": ({"name": True}, {}, ["W510 name"]),
    "a text that is too long": ({"name": "x" * 11}, {}, ["W510 name"]),
    "an object for a text": ({"name": {"a": 1}}, {}, ["W510 name"]),
    "an e-mail that is none": ({"email": "ada at home"}, {}, ["W510 email"]),
    "one of a list that cannot be used": ({"tags": ["a", {}, "c"]}, {"tags": ["a", "c"]}, ["W510 tags[1]"]),
    "a text where a list belongs": ({"tags": "a"}, {}, ["W510 tags"]),
    "an empty list for an object": ({"more": []}, {"more": {}}, []),
    "the JSON of an object": ({"more": '{"a": 1}'}, {"more": {"a": 1}}, []),
    "a text for an object": ({"more": "a"}, {}, ["W510 more"]),
    "parts of an object": ({"more": {"a": [1], "b": 2}}, {"more": {"b": 2}}, ["W511 more.a"]),
    "no list of lines": ({**MONEY, "lines": "mug"}, MONEY, ["W510 lines"]),
    "nothing where lines belong": ({**MONEY, "lines": ""}, MONEY, []),
    "an empty object where lines belong": ({**MONEY, "lines": {}}, MONEY, []),
    "one line": ({**MONEY, "lines": {"sku": "a"}}, {**MONEY, "lines": [{"sku": "a"}]}, []),
    "the JSON of lines": ({**MONEY, "lines": '[{"sku": "a"}]'}, {**MONEY, "lines": [{"sku": "a"}]}, []),
    "a detail of a line": (
        {"lines": [{"sku": "a", "brand": ["x"]}, {"sku": "b", "brand": ""}]},
        {"lines": [{"sku": "a"}, {"sku": "b"}]},
        ["W510 lines[0].brand"],
    ),
    "a line without what it needs": (
        {**MONEY, "lines": [{"brand": "x"}, *LINES]},
        {**MONEY, "lines": LINES},
        ["W510 lines[0]"],
    ),
    "a line that is not an object": (
        {**MONEY, "lines": [LINES[0], "mug", LINES[1]]},
        {**MONEY, "lines": LINES},
        ["W510 lines[1]"],
    ),
    "an amount that is none": ({"revenue": "abc", "currency": "EUR"}, {}, ["W510 revenue"]),
    "one of two amounts": ({**MONEY, "tax": "abc"}, MONEY, ["W510 tax"]),
    "a currency that is none": (
        {**MONEY, "currency": "XXQ", "tax": 1},
        {},
        ["W510 currency", "W512 revenue", "W512 tax"],
    ),
    "a currency that is none, beside prices": (
        {**MONEY, "currency": "XXQ", "lines": LINES},
        {"lines": [{"sku": "a", "quantity": 1}, {"sku": "b", "quantity": 1}]},
        ["W510 currency", "W512 revenue", "W512 lines[0].price", "W512 lines[1].price"],
    ),
    "a price that is none, where the sum of the lines is a guess": (
        {"lines": [{"sku": "a", "price": "free"}], "currency": "EUR"},
        {"lines": [{"sku": "a"}]},
        ["W510 revenue", "W512 lines[0].price"],
    ),
}


@pytest.mark.parametrize(("properties", "sent", "warnings"), GOES.values(), ids=GOES)
def test_the_rest_goes_and_what_was_left_out_is_reported(
    properties: dict[str, Any], sent: dict[str, Any], warnings: list[str]
) -> None:
    decision = decided(plan_of("note"), event(properties))
    assert decision.status == "fired", decision.reason
    assert decision.as_dict()["payload"] == {"id": "D1", **sent}
    assert warnings_of(decision) == warnings
    assert all(one.place and one.place.file == "deals.yaml" for one in decision.diagnostics)


FAILS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "a required field": ("note", {"id": ["D1"]}, "Deal Made", "E502 id"),
    "a required field that is blank": ("note", {"id": " "}, "Deal Made", "E501 id"),
    "a required field that is a placeholder of a flag": ("note", {"id": False}, "Deal Made", "E502 id"),
    "a consent": ("note", {"consent": "maybe"}, "Deal Made", "E502 consent"),
    "a field that narrows": ("note", {"list_id": "all"}, "Deal Made", "E502 list_id"),
    "the amount of an order": ("sell", {"revenue": "abc"}, "Deal Made", "E502 revenue"),
    "the currency of an order": ("sell", {**MONEY, "currency": "XXQ"}, "Deal Made", "E502 currency"),
    "another amount of an order": ("sell", {**MONEY, "tax": "abc"}, "Deal Made", "E502 tax"),
    "the amount of an event that is an order": ("note", {"revenue": "abc"}, "order_completed", "E502 revenue"),
    "a price where the amount is the sum": (
        "sell",
        {"lines": [{"sku": "a", "price": "x"}]},
        "Deal Made",
        "E510 revenue",
    ),
    "a line of a refund": ("refund", {**MONEY, "lines": [{"price": 1}, *LINES]}, "Deal Made", "E501 lines[0].sku"),
    "a quantity of a refund": (
        "refund",
        {**MONEY, "lines": [{"sku": "a", "quantity": "x"}]},
        "Deal Made",
        "E502 lines[0].quantity",
    ),
    "no list of the lines of a refund": ("refund", {**MONEY, "lines": "mug"}, "Deal Made", "E510 lines"),
    "a line of an event that is a refund": (
        "note",
        {**MONEY, "lines": [{"price": 1}]},
        "Order Refunded",
        "E501 lines[0].sku",
    ),
}


@pytest.mark.parametrize(("do", "properties", "name", "error"), FAILS.values(), ids=FAILS)
def test_what_would_change_the_meaning_fails(do: str, properties: dict[str, Any], name: str, error: str) -> None:
    decision = decided(plan_of(do), event(properties, name))
    assert (decision.status, decision.payload) == ("failed", None)
    assert warnings_of(decision)[0] == error


def test_of_an_order_a_price_goes_where_the_amount_is_reported() -> None:
    decision = decided(plan_of("sell"), event({**MONEY, "lines": [{"sku": "a", "price": "free"}]}))
    assert decision.as_dict()["payload"] == {"id": "D1", **MONEY, "lines": [{"sku": "a"}]}
    assert warnings_of(decision) == ["W510 lines[0].price"]


def test_a_detail_of_a_refunds_line_goes() -> None:
    decision = decided(plan_of("refund"), event({**MONEY, "lines": [{"sku": "a", "brand": []}]}))
    assert decision.as_dict()["payload"] == {"id": "D1", **MONEY, "lines": [{"sku": "a"}]}


WAYS = {
    "leave_out": ("fired", "failed"),
    "skip_field": ("fired", "fired"),
    "skip_action": ("failed", "failed"),
    "stop": ("failed", "failed"),
}


@pytest.mark.parametrize(("on_error", "ends"), WAYS.items(), ids=WAYS)
def test_on_error_chooses_how_strict_an_action_is(on_error: str, ends: tuple[str, str]) -> None:
    written, in_defaults = plan_of("note", on_error), plan_of("note", defaults=f"defaults: {{on_error: {on_error}}}\n")
    for plan in (written, in_defaults):
        odd: list[dict[str, Any]] = [{"name": []}, {"consent": "maybe"}]
        seen = tuple(decided(plan, event(one)).status for one in odd)
        assert seen == ends
        assert decided(plan, event({"name": 5, "code": ""})).as_dict()["payload"] == {"id": "D1", "name": "5"}


def test_values_of_a_person_are_not_shown() -> None:
    decision = decided(plan_of("note"), event({"email": "ada at home", "name": "x" * 11}))
    said = {one.path: one.message for one in decision.diagnostics}
    assert said["email"] == "left out: email: … is not an e-mail address"
    assert "xxxxxxxxxxx" in said["name"]


def test_the_event_is_never_changed() -> None:
    happened = event({"more": {"a": [1]}, "lines": [{"sku": "a", "brand": []}], "tags": ["a", {}]})
    before = repr(happened)
    decided(plan_of("note"), happened)
    assert repr(happened) == before


def test_no_event_is_too_untidy() -> None:
    lines = [{"sku": f"s{number}", "brand": [], "price": "x", "quantity": {}} for number in range(100)]
    decision = decided(plan_of("note"), event({"lines": lines, "revenue": 1, "tags": [{}] * 100, "name": {}}))
    assert decision.status == "fired"
    assert len(decision.diagnostics) == 401
