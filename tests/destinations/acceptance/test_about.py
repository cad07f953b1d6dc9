"""What each action type of every destination says it is about: orders, refunds, or neither."""

import json

import pytest

from actions.plan.build import build_plan
from actions.plan.planned import PlannedAction
from destinations.sdk import About
from mappings.budget import Budget
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report
from tests.destinations.acceptance.built_in import NAMES, REGISTRY, cases_of

ORDERS = {"Order Completed", "Completed Order"}
REFUNDS = {"Order Refunded", "Refunded Order"}
OTHERS = {"Product Viewed", "Product Added", "Checkout Started", "Order Updated", "Order Cancelled", "Signed Up", "Any"}
TYPES = [
    (name, one.name) for name in NAMES if (plugin := REGISTRY.find(name)) for one in plugin.destination.action_types
]


def planned(name: str, action_type: str) -> PlannedAction:
    case = next(one for one in cases_of(name) if one.file["actions"][0]["do"] == action_type)
    report = Report()
    file = {**case.file, "actions": [{"do": action_type}]}
    plan = build_plan(load_mapping_file(json.dumps(file), "case", report), REGISTRY, report, lambda _: None)
    if not plan.actions:
        # It has no default trigger.
        file["actions"] = [{**case.file["actions"][0], "when": 'event = "none of these"'}]
        plan = build_plan(load_mapping_file(json.dumps(file), "case", report), REGISTRY, Report(), lambda _: None)
    return plan.actions[0]


@pytest.mark.parametrize(("name", "action_type"), TYPES)
def test_what_fires_for_orders_alone_is_about_an_order(name: str, action_type: str) -> None:
    action = planned(name, action_type)
    fired = {one for one in ORDERS | REFUNDS | OTHERS if action.matches({"type": "track", "event": one}, Budget())}
    about: About = "order" if fired == ORDERS else "refund" if fired == REFUNDS else None
    assert action.action_type.about == about
