"""Plans to decide by: each built-in destination with its default actions, and random mappings for a webhook."""

import json
from functools import cache
from random import Random
from typing import Any

from actions.plan.build import build_plan
from actions.plan.plan import Plan
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report
from tests.actions.plan.test_plan_one_function import when
from tests.destinations.acceptance.built_in import NAMES, REGISTRY, cases_of
from tests.mappings.fields.random_mappings import as_yaml, mapping

ON_ERROR = ("leave_out", "leave_out", "leave_out", "skip_field", "skip_action", "stop")
EACH = ("properties.products", "properties.list", "properties.nothing", "properties.products[?price]")
TRIGGERS: tuple[Any, ...] = (
    *("type exists", 'type = "track"', 'event = "Order Completed"', "properties.revenue exists", "userId = null"),
    *({"any": [{"event": "A"}, {"traits.email": {"exists": True}}]}, "not context.traits exists"),
)
MOST_TRIES = 20


def plan_of(random: Random, number: int) -> tuple[str, Plan]:
    """A plan and its name: of the built-in destinations in turn, every other one of a random webhook."""
    if number % 2:
        return "own mappings", _own(random)
    name = NAMES[number // 2 % len(NAMES)]
    return name, _built_in(random, name)


def _built_in(random: Random, name: str) -> Plan:
    plugin = REGISTRY.find(name)
    assert plugin is not None
    written = written_in_cases(name)
    actions: list[dict[str, Any]] = []
    for action_type in plugin.destination.action_types:
        action: dict[str, Any] = {"do": action_type.name, "on_error": random.choice(ON_ERROR)}
        is_whole = _is_whole(name, action_type.name)
        if random.random() < 0.5 or not is_whole:
            action |= written.get(action_type.name, {})
        if random.random() < 0.2:
            action["exclusive"] = random.choice(("a", "b"))
        if random.random() < 0.1:
            action["sample"] = random.choice(("30%", "80%"))
        if not is_whole or random.random() < 0.1:
            action["when"] = random.choice(TRIGGERS)
        actions.append(action)
    file = {**cases_of(name)[0].file, "actions": actions}
    return _plan(json.dumps(file))


@cache
def _is_whole(name: str, action: str) -> bool:
    """Whether the action type does without entries of one's own."""
    try:
        _plan(json.dumps({**cases_of(name)[0].file, "actions": [{"do": action}]}))
    except ValueError:
        return False
    return True


@cache
def written_in_cases(name: str) -> dict[str, dict[str, Any]]:
    """For each action type, the first action of the destination's cases: it has what the defaults lack."""
    found: dict[str, dict[str, Any]] = {}
    for case in cases_of(name):
        for action in case.file["actions"]:
            found.setdefault(action["do"], {key: value for key, value in action.items() if key != "name"})
    return found


def _own(random: Random) -> Plan:
    for _ in range(MOST_TRIES):
        actions = [_action(random, number) for number in range(random.randrange(1, 9))]
        head = {
            "version": 1,
            "destination": "webhook",
            "name": "own",
            "settings": {"url": "https://hooks.example.com/in"},
        }
        try:
            return _plan(as_yaml({**head, "actions": actions}))
        except ValueError:
            continue  # Some random mappings are mistakes.
    return _plan(as_yaml({**head, "actions": [{"do": "send", "when": "type exists"}]}))


def _action(random: Random, number: int) -> dict[str, Any]:
    action: dict[str, Any] = {"name": f"A{number}", "do": "send", "on_error": random.choice(ON_ERROR)}
    action["when"] = random.choice((when(random), random.choice(TRIGGERS)))
    if random.random() < 0.8:
        made = mapping(random)
        action["inherit"] = False
        action |= {key: {f"data.{target}": one for target, one in part.items()} for key, part in made.items()}
    if random.random() < 0.2:
        action["each"] = random.choice(EACH)
    if random.random() < 0.2:
        action["exclusive"] = random.choice(("a", "b"))
    if random.random() < 0.1:
        action["sample"] = random.choice(("30%", "80%"))
    return action


def _plan(text: str) -> Plan:
    report = Report()
    plan = build_plan(load_mapping_file(text, "fuzz.yaml", report), REGISTRY, report, lambda _: None)
    if report.has_errors:
        raise ValueError("; ".join(f"{one.place}: {one.message}" for one in report if one.severity == "error"))
    return plan
