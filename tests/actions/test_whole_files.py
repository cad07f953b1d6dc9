"""Files as people write them do what their `tests:` say."""

import json
from pathlib import Path
from typing import Any

import pytest

from actions.project import Project, check_project
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import read_yaml

FOLDER = Path(__file__).parent / "whole_files"
FILES = ("mixpanel.yaml", "ga4.yaml")


def written_tests() -> list[Any]:
    rows = []
    for name in FILES:
        [spot] = read_yaml((FOLDER / name).read_text(encoding="utf-8"), name, Report())
        rows += [pytest.param(name, one, id=f"{name}: {one['name']}") for one in spot.value["tests"]]
    return rows


@pytest.mark.parametrize("name", FILES)
def test_a_whole_file_has_no_findings(name: str) -> None:
    assert [one.code for one in check_project(FOLDER / name, {}).report] == []


@pytest.mark.parametrize(("name", "test"), written_tests())
def test_a_whole_file_does_what_it_says(name: str, test: dict[str, Any]) -> None:
    given = test["given"]
    event = json.loads((FOLDER / given).read_text(encoding="utf-8")) if isinstance(given, str) else given
    project = Project.load(FOLDER / name, {})
    decisions = project.decide(event)
    assert {one.status for one in decisions} <= {"fired"}, decisions
    expected = [] if test["expect"] == "nothing" else test["expect"]
    names = {one.id: one.name for one in project.plan.actions}
    assert [names[str(one.action)] for one in decisions] == [one["action"] for one in expected]
    for decision, one in zip(decisions, expected, strict=True):
        payload = decision.as_dict()["payload"]
        assert payload == one["payload"] if "payload" in one else has(payload, one["payload_has"]), payload


def has(value: Any, part: Any) -> bool:
    """Whether `value` has all that `part` names; lists item by item."""
    if isinstance(part, dict):
        return isinstance(value, dict) and all(key in value and has(value[key], part[key]) for key in part)
    if isinstance(part, list):
        return len(value) == len(part) and all(has(one, other) for one, other in zip(value, part, strict=True))
    return bool(value == part)
