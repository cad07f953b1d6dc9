"""Runs a case offline: an event in, requests out."""

import json
from collections.abc import Sequence
from typing import Any

from actions.decision import Decision
from actions.engine.decide import decide
from actions.event.context import Context
from actions.kit.cases.case import Case
from actions.kit.cases.difference import cut_to, differences
from actions.plan.build import build_plan
from actions.plan.plan import Plan
from actions.run.preview import preview
from destinations.registry import Registry
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report

MOST_SHOWN = 8


def failures(case: Case, registry: Registry) -> list[str]:
    """What is not as the case says, a sentence each; empty when it holds."""
    plan, report = plan_case(case, registry)
    if report.has_errors:
        return [f"{one.code} {one.message}" for one in report if one.severity == "error"]
    return breaches(case, plan)


def plan_case(case: Case, registry: Registry) -> tuple[Plan, Report]:
    """The plan of the case's mapping file, and what is wrong with that. Cases with the same file may share it."""
    report = Report()
    files = load_mapping_file(json.dumps(case.file), f"case {case.name}", report)
    return build_plan(files, registry, report, lambda _: None), report


def breaches(case: Case, plan: Plan) -> list[str]:
    """As `failures`, of a case that is planned already."""
    seen = [preview(one, plan) for one in decide(case.event, plan, Context(case.now))]
    if "fails" in case.expected:
        return _compare_failure(case.expected["fails"], [one for one, _ in seen])
    found = [f"failed: {one.reason}" for one, _ in seen if one.status == "failed"]
    found += _compare_warnings(case.warns, [one for one, _ in seen])
    if not case.expected:
        return found if seen else [*found, "the action does not fire"]
    shown = [request.shown() for _, requests in seen for request in requests]
    if "sends" in case.expected:
        expected: Any = case.expected["sends"]
        actual: Any = [one["body"] for one in shown]
    else:
        expected = case.expected["requests"]
        actual = [_parts_of(one, want) for want, one in zip(expected, shown, strict=False)]
        if len(expected) != len(shown):
            found.append(f"{len(shown)} requests, not {len(expected)}")
    if expected != actual:
        differing = list(differences(expected, actual, case_part(case)))
        found += (
            [*differing[:MOST_SHOWN], f"and {len(differing) - MOST_SHOWN} more"]
            if len(differing) > MOST_SHOWN + 1
            else differing
        )
    return found


def case_part(case: Case) -> str:
    """Where in the case it is said what must come."""
    return "sends" if "sends" in case.expected else "requests"


def _parts_of(shown: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The parts of a request that the case speaks of, cut to what it says of the body under `body_has`."""
    return {key: cut_to(shown["body"], part) if key == "body_has" else shown.get(key) for key, part in wanted.items()}


def _compare_warnings(words: Sequence[str], decisions: list[Decision]) -> list[str]:
    """What is left out without being said in the case, and what is said and not left out."""
    messages = [f"{one.code} {one.message}" for made in decisions if made.status == "fired" for one in made.diagnostics]
    unsaid = [
        f"a warning that the case does not name: {one}" for one in messages if not any(word in one for word in words)
    ]
    return unsaid + [
        f"no warning says {word!r}; there are {messages}" for word in words if not any(word in one for one in messages)
    ]


def _compare_failure(words: str, decisions: list[Decision]) -> list[str]:
    messages = [one.message for decision in decisions if decision.status == "failed" for one in decision.diagnostics]
    if any(words in message for message in messages):
        return []
    return [f"no diagnostic says {words!r}; there are {messages or [one.status for one in decisions]}"]
