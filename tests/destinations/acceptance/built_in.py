"""The built-in destinations, their cases, and what these send."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from actions.engine.decide import decide
from actions.event.context import Context
from actions.kit.cases import Case, read_cases
from actions.plan.build import build_plan
from actions.plan.plan import Plan
from actions.run.preview import preview
from destinations.registry import load_registry
from destinations.sdk import Request, Write
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report

ROOT = Path(__file__).parents[3]
REGISTRY = load_registry([])
NAMES = REGISTRY.names()


@cache
def cases_of(name: str) -> tuple[Case, ...]:
    """The rows of that destination's cases.yaml."""
    text = (ROOT / "destinations" / name / "cases.yaml").read_text(encoding="utf-8")
    return tuple(read_cases(text, f"{name}/cases.yaml", name))


def plan_of(case: Case) -> Plan:
    """The plan of the case's mapping file, without errors; three cases in four share one."""
    return _plan_of_file(json.dumps(case.file))


@cache
def _plan_of_file(file: str) -> Plan:
    report = Report()
    plan = build_plan(load_mapping_file(file, "case", report), REGISTRY, report, lambda _: None)
    assert [one.message for one in report if one.severity == "error"] == []
    return plan


def sent_by(case: Case, event: Any = None) -> Iterator[Request | Write]:
    """The requests, or rows, that come of the case's event, or of another one."""
    plan = plan_of(case)
    for decision in decide(event or case.event, plan, Context(case.now)):
        yield from preview(decision, plan)[1]


def bodies_of(case: Case, event: Any = None) -> list[str]:
    """The bodies, as the text that would go over the wire."""
    return [one.body.decode() for one in sent_by(case, event)]
