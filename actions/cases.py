"""The cases of a destination's folder, run offline: an event in, requests out."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.decision import Decision
from actions.engine.decide import decide
from actions.event.context import Context
from actions.plan.build import build_plan
from actions.run.preview import preview
from destinations.registry import Registry
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report
from mappings.findings.suggest import did_you_mean
from mappings.spot import Spot
from mappings.yaml_reader import read_yaml

NOW = "2026-03-02T00:00:00Z"
OUTCOMES = ("sends", "requests", "fails")
KEYS = ("name", "do", "event", "action", "settings", "now", *OUTCOMES)
PARTS = ("method", "url", "headers", "body")


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a `cases.yaml`: the action, the event, and what must come of it.

    Exactly one of `sends` (bodies), `requests` (parts of whole requests) and `fails` (words of the diagnostic)
    is given; `sends: []` means that nothing fires.
    """

    name: str
    file: dict[str, Any]
    event: dict[str, Any]
    now: datetime
    expected: dict[str, Any]


def read_cases(text: str, file: str, destination: str) -> list[Case]:
    """The cases in `text`; ValueError, which says where, when it is no readable YAML or a case is not whole."""
    report = Report()
    spots = read_yaml(text, file, report)
    if report.has_errors or len(spots) != 1:
        raise ValueError("; ".join(f"{one.place}: {one.message}" for one in report) or f"{file}: one document, please")
    rows = [spot for spot in spots[0].at("cases").children if isinstance(spot, Spot)]
    for row in rows:
        _check(row)
    return [_case(row, spots[0].value, destination) for row in rows]


def failures(case: Case, registry: Registry) -> list[str]:
    """What is not as the case says, a sentence each; empty when it holds."""
    report = Report()
    files = load_mapping_file(json.dumps(case.file), f"case {case.name}", report)
    plan = build_plan(files, registry, report, lambda _: None)
    if report.has_errors:
        return [f"{one.code} {one.message}" for one in report if one.severity == "error"]
    seen = [preview(one, plan) for one in decide(case.event, plan, Context(case.now))]
    if "fails" in case.expected:
        return _compare_failure(case.expected["fails"], [one for one, _ in seen])
    found = [f"failed: {one.reason}" for one, _ in seen if one.status == "failed"]
    shown = [request.shown() for _, requests in seen for request in requests]
    if "sends" in case.expected:
        expected: Any = case.expected["sends"]
        actual: Any = [one["body"] for one in shown]
    else:
        expected = case.expected["requests"]
        actual = [{key: one[key] for key in want} for want, one in zip(expected, shown, strict=False)]
        if len(expected) != len(shown):
            found.append(f"{len(shown)} requests, not {len(expected)}")
    if expected != actual:
        found.append(f"expected {json.dumps(expected)}\n     got {json.dumps(actual)}")
    return found


def _compare_failure(words: str, decisions: list[Decision]) -> list[str]:
    told = [one.message for decision in decisions if decision.status == "failed" for one in decision.diagnostics]
    if any(words in message for message in told):
        return []
    return [f"no diagnostic says {words!r}; there are {told or [one.status for one in decisions]}"]


def _check(row: Spot) -> None:
    """Raise ValueError unless the row is a whole case."""
    case: Any = row.value if isinstance(row.value, dict) else {}
    unknown = next((key for key in case if key not in KEYS), None)
    if unknown:
        hint = did_you_mean(unknown, KEYS) or f"its keys are {', '.join(KEYS)}"
        raise ValueError(f"{row.at(unknown).key_place}: a case has no {unknown}; {hint}")
    missing = next((key for key in ("name", "do") if not isinstance(case.get(key), str)), None)
    if missing:
        raise ValueError(f"{row.place}: a case needs {missing}")
    if len(case.keys() & set(OUTCOMES)) != 1:
        raise ValueError(f"{row.place}: a case needs one of {', '.join(OUTCOMES)}, to say what must come of it")
    parts = {part for request in case.get("requests", ()) for part in request}
    if parts - set(PARTS):
        other = min(parts - set(PARTS))
        raise ValueError(f"{row.at('requests').place}: a request has no {other}; it has {', '.join(PARTS)}")


def _case(spot: Spot, whole: dict[str, Any], destination: str) -> Case:
    row = spot.value
    action = {"name": "case", "do": row["do"], **row.get("action", {})}
    file = {
        "version": 1,
        "destination": destination,
        "settings": {**whole.get("settings", {}), **row.get("settings", {})},
        "actions": [action],
    }
    event = _merged(whole.get("given", {}), row.get("event", {}))
    now = datetime.fromisoformat(row.get("now", whole.get("now", NOW)))
    expected = {key: row[key] for key in OUTCOMES if key in row}
    return Case(row["name"], file, event, now, expected)


def _merged(given: dict[str, Any], difference: dict[str, Any]) -> dict[str, Any]:
    """`given` with `difference` laid over it: objects are merged, null removes."""
    merged = dict(given)
    for key, value in difference.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = _merged(merged[key], value)
        else:
            merged[key] = value
    return merged
