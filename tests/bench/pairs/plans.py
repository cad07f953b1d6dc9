"""The pairs: every tool and action type that fires by its defaults, with the kind of event that it is for."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from actions.engine.decide import decide
from actions.event.context import Context
from actions.kit.cases.read import read_cases
from actions.plan.build import build_plan
from actions.plan.plan import Plan
from destinations.registry import Registry, load_registry
from destinations.sdk.settings import Settings
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report
from tests.bench.pairs.events import KINDS, events

# Where several kinds of event fire an action, the first of these is measured.
ORDER = ("refund", "order", "product_added", "products_viewed", "signed_up", "searched", *KINDS)
# Of these, any event fires: a click is what they mostly get.
ANY_EVENT = ("track", "event", "send", "custom_event")
NOW = Context.current()


@dataclass(frozen=True, slots=True)
class Pair:
    """A tool's action type, alone in a plan, and the kind of its events; `settings` are whole, to build requests."""

    tool: str
    action: str
    kind: str
    plan: Plan
    settings: Settings

    @property
    def name(self) -> str:
        return f"{self.tool} {self.action}"


@cache
def registry() -> Registry:
    return load_registry()


def pairs(only: Sequence[str] = ()) -> Iterator[Pair]:
    """All pairs, or those whose tool or name is in `only`. An action type without a default trigger is none."""
    for tool in registry().names():
        plugin = registry().find(tool)
        if plugin is None:
            continue
        for action in plugin.destination.action_types:
            name = f"{tool} {action.name}"
            if not only or tool in only or name in only:
                plan, settings = plan_of(tool, action.name)
                kind = _kind(plan, action.name)
                if kind is not None and settings is not None:
                    yield Pair(tool, action.name, kind, plan, settings)


def plan_of(tool: str, action: str, **entries: Any) -> tuple[Plan, Settings | None]:
    """The plan of one action of the tool, its defaults and these `entries`, and its settings with made-up secrets."""
    report = Report()
    written = {
        **_settings(tool),
        "version": 1,
        "destination": tool,
        "actions": [{"name": "a", "do": action} | entries],
    }
    made = build_plan(
        load_mapping_file(json.dumps(written), f"{tool}.yaml", report), registry(), report, lambda _: None
    )
    if report.has_errors:
        return made, None
    (instance,) = made.instances.values()
    return made, instance.settings.resolve(lambda _: "s3cret")


@cache
def _settings(tool: str) -> dict[str, Any]:
    """What a mapping file of the tool begins with, as its own cases have it."""
    text = files(f"destinations.{tool}").joinpath("cases.yaml").read_text(encoding="utf-8")
    first = read_cases(text, f"{tool}/cases.yaml", tool)[0].file
    return {name: value for name, value in first.items() if name in {"settings", "name"}}


def _kind(plan: Plan, action: str) -> str | None:
    firing = [kind for kind in KINDS if _fires(plan, kind)]
    if action in ANY_EVENT and "click" in firing:
        return "click"
    return next((kind for kind in ORDER if kind in firing), None)


def _fires(plan: Plan, kind: str) -> bool:
    return any(one.status == "fired" for one in decide(events(kind, 1, fresh=True)[0], plan, NOW))
