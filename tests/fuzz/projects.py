"""Projects for odd lines: the actions of a few destinations with their defaults, and mappings of one's own."""

import json
from functools import cache
from random import Random
from typing import Any

from actions.plan.build import build_plan
from actions.plan.planned import Plan
from mappings.file.loader import LoadedFile, load_mapping_file
from mappings.findings.diagnostic import Report
from tests.destinations.acceptance.built_in import NAMES, REGISTRY, cases_of

WAYS = ("leave_out", "leave_out", "leave_out", "skip_field", "skip_action")
OWN = """
version: 1
destination: webhook
name: own
settings: {url: https://hooks.example.com/in}
actions:
  - {name: Items, do: send, inherit: false, when: type exists, each: properties.products, map: {data: "@"}}
  - name: Lines
    do: send
    inherit: false
    when: type = "track"
    map:
      data.lines:
        each: properties.products
        map: {id: "product_id || sku", price: {from: price, as: number}, n: {counter: 1}}
      data.name: {template: "{{ context.traits.firstName }} {{ event }}"}
      data.who: {from: [context.traits.email, traits.email, userId], default: nobody}
      data.total: {from: properties.revenue, as: money}
      data.plan: {from: traits.plan, lookup: {pro: 1, "": 0}}
      data.title: {from: context.page.title, only_when: context.page.title exists}
  - {name: First, do: send, exclusive: g, when: properties.coupon exists, map: {data: properties}}
  - {name: Second, do: send, exclusive: g, when: type exists, map: {data: context}}
  - name: Strict
    do: send
    inherit: false
    on_error: ON_ERROR
    when: userId exists
    map: {data.id: {from: userId, required: true}, data.n: {from: properties.value, as: number}}
"""


def project(random: Random) -> Plan:
    """A plan of two destinations and, half of the time, of mappings of one's own."""
    report = Report()
    files: list[LoadedFile] = []
    for name in random.sample(NAMES, 2):
        files += load_mapping_file(json.dumps(mapping_file(name, random)), f"{name}.yaml", report)
    if random.random() < 0.5:  # half of the time
        text = OWN.replace("ON_ERROR", random.choice((*WAYS, "stop")))
        files += load_mapping_file(text, "own.yaml", report)
    plan = build_plan(files, REGISTRY, report, lambda _: None)
    if report.has_errors:
        raise ValueError("; ".join(f"{one.place}: {one.message}" for one in report if one.severity == "error"))
    return plan


def mapping_file(name: str, random: Random) -> dict[str, Any]:
    """Three of the destination's action types with their defaults."""
    ways = whole_actions(name)
    chosen = random.sample(sorted(ways), min(3, len(ways)))
    actions = [{"name": f"a{number}", "on_error": random.choice(WAYS), **ways[do]} for number, do in enumerate(chosen)]
    return {"version": 1, "destination": name, "settings": settings_of(name), "actions": actions}


@cache
def whole_actions(name: str) -> dict[str, dict[str, Any]]:
    """For each action type, the first action of the cases that uses it."""
    found: dict[str, dict[str, Any]] = {}
    for case in cases_of(name):
        (action,) = case.file["actions"]
        found.setdefault(action["do"], {key: value for key, value in action.items() if key != "name"})
    return found


@cache
def settings_of(name: str) -> dict[str, Any]:
    settings: dict[str, Any] = cases_of(name)[0].file["settings"]
    return settings
