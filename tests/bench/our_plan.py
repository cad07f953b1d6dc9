"""The workloads' actions as a plan of this project: mapping files for the webhook, read as any other."""

import json
from collections.abc import Sequence
from typing import Any

from actions.plan.build import build_plan
from actions.plan.plan import Plan
from destinations.registry import load_registry
from mappings.file.loader import LoadedFile, load_mapping_file
from mappings.findings.diagnostic import Report
from tests.bench.in_jmespath import field
from tests.bench.workloads import Action

# A mapping file may have 1 MiB.
MOST_PER_FILE = 250


def plan_of(actions: Sequence[Action]) -> Plan:
    """The plan of the actions; ValueError with the findings where a mapping file has any."""
    report, files = Report(), list[LoadedFile]()
    for start in range(0, len(actions), MOST_PER_FILE):
        name = f"hook{start}"
        text = json.dumps(mapping_file(name, actions[start : start + MOST_PER_FILE]))
        files += load_mapping_file(text, f"{name}.yaml", report)
    plan = build_plan(files, load_registry(), report, lambda _: None)
    if list(report):
        raise ValueError("; ".join(f"{one.place}: {one.message}" for one in report))
    return plan


def mapping_file(name: str, actions: Sequence[Action]) -> dict[str, Any]:
    """A mapping file, which is also JSON."""
    return {
        "version": 1,
        "destination": "webhook",
        "name": name,
        "settings": {"url": "https://hooks.example.com/in"},
        "actions": [_action(one) for one in actions],
    }


def _action(action: Action) -> dict[str, Any]:
    literals = {key: spec[1] for key, spec in action["fields"].items() if spec[0] == "const"}
    written = {
        "name": action["name"],
        "do": "send",
        "inherit": False,
        "when": " and ".join(map(_test, action["when"])),
        "map": {f"data.{key}": field(spec) for key, spec in action["fields"].items() if key not in literals},
        "set": {f"data.{key}": value for key, value in literals.items()},
    }
    return {key: value for key, value in written.items() if value != {}}


def _test(test: Sequence[str]) -> str:
    return f'{test[1]} = "{test[2]}"' if test[0] == "eq" else f"{test[1]} exists"
