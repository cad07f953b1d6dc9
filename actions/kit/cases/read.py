"""Reads the rows of a `cases.yaml` and completes each of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.kit.cases.case import Case
from actions.kit.cases.overlay import overlay
from actions.kit.cases.standard import standard_events
from mappings.findings.diagnostic import Report
from mappings.findings.suggest import did_you_mean
from mappings.located import Located
from mappings.yaml_reader import read_yaml

NOW = "2026-03-02T00:00:00Z"
OUTCOMES = ("sends", "requests", "fails")
# What a case takes from the one it is like: laid under its own, or as it is.
LAID_UNDER = ("do", "action", "settings", "now", *OUTCOMES)
WARNS = "warns"
TAKEN = ("of", "event")
KEYS = ("name", "like", *TAKEN, *LAID_UNDER, WARNS)
PARTS = ("method", "url", "headers", "body", "body_has")


def read_cases(text: str, file: str, destination: str) -> list[Case]:
    """The cases in `text`; ValueError, which says where, when it is not readable YAML or a case is not whole."""
    report = Report()
    spots = read_yaml(text, file, report)
    if report.has_errors or len(spots) != 1:
        raise ValueError("; ".join(f"{one.place}: {one.message}" for one in report) or f"{file}: one document, please")
    whole = spots[0].value
    rows: dict[str, dict[str, Any]] = {}
    cases = []
    for spot in spots[0].at("cases").children:
        if isinstance(spot, Located):
            row = _complete(spot, rows)
            rows.setdefault(row["name"], row)
            cases.append(_case(row, whole, destination))
    return cases


def _complete(spot: Located, earlier: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The row with what it takes from the case it is like; ValueError unless it is whole then."""
    row: dict[str, Any] = spot.value if isinstance(spot.value, dict) else {}
    unknown = next((key for key in row if key not in KEYS), None)
    if unknown:
        hint = did_you_mean(unknown, KEYS) or f"its keys are {', '.join(KEYS)}"
        raise ValueError(f"{spot.at(unknown).key_place}: a case has no {unknown}; {hint}")
    _look_up(spot, "of", "there is no standard event", standard_events())
    if "like" in row:
        row = _like(_look_up(spot, "like", "no case above is called", earlier), row)
    row = {"name": row.get("of"), **row}
    missing = next((key for key in ("name", "do") if not isinstance(row.get(key), str)), None)
    if missing:
        raise ValueError(f"{spot.place}: a case needs {missing}")
    said = len(row.keys() & set(OUTCOMES))
    if said > 1 or (not said and WARNS not in row):
        raise ValueError(f"{spot.place}: a case needs one of {', '.join(OUTCOMES)}, to say what must come of it")
    parts = {part for request in row.get("requests", ()) for part in request}
    if parts - set(PARTS):
        other = min(parts - set(PARTS))
        raise ValueError(f"{spot.at('requests').place}: a request has no {other}; it has {', '.join(PARTS)}")
    return row


def _look_up(spot: Located, key: str, words: str, known: Mapping[str, Any]) -> Any:
    name = spot.value.get(key) if isinstance(spot.value, dict) else None
    if name is None:
        return {}
    if name not in known:
        hint = did_you_mean(str(name), known) or f"there are {', '.join(known)}"
        raise ValueError(f"{spot.at(key).place}: {words} {name}; {hint}")
    return known[name]


def _like(base: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """The row laid over the case it is like. An event is its own difference already, and is not laid over another."""
    under = {key: base[key] for key in LAID_UNDER if key in base}
    if row.keys() & {*OUTCOMES, WARNS}:
        under = {key: value for key, value in under.items() if key not in OUTCOMES or key in row}
    taken = {} if "of" in row else {key: base[key] for key in TAKEN if key in base}
    return {**taken, **row, **{key: overlay(value, row[key]) if key in row else value for key, value in under.items()}}


def _case(row: dict[str, Any], whole: dict[str, Any], destination: str) -> Case:
    action = {"name": "case", "do": row["do"], **row.get("action", {})}
    file = {
        "version": 1,
        "destination": destination,
        "settings": {**whole.get("settings", {}), **row.get("settings", {})},
        "actions": [action],
    }
    of = row.get("of")
    event = overlay(standard_events()[of] if of else whole.get("given", {}), row.get("event", {}))
    now = datetime.fromisoformat(row.get("now", whole.get("now", NOW)))
    expected = {key: row[key] for key in OUTCOMES if key in row}
    warns = row.get(WARNS, [])
    return Case(row["name"], file, event, now, expected, of, tuple([warns] if isinstance(warns, str) else warns))
