"""When an action fires that says no `when:` itself, above all one whose action type has no default trigger."""

import json
from typing import Any

import pytest

from actions.kit.contract.subject import Subject, read_subject
from actions.plan.build import build_plan
from actions.plan.plan import Plan
from destinations.registry import load_registry
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report

FILE = "acme.yaml"
DELETE = "version: 1\ndestination: mixpanel\nsettings: {project_token: {secret: T}}\n"
REGISTRY = load_registry()


def plan(text: str) -> tuple[Plan, list[str]]:
    report = Report()
    made = build_plan(load_mapping_file(text, FILE, report), REGISTRY, report, lambda _: None)
    return made, [f"{one.code} {one.place}" for one in report if one.code != "W401"]


def every_action_type() -> list[Any]:
    subjects = [read_subject(name, REGISTRY) for name in REGISTRY.names()]
    return [
        pytest.param(one, kind.name, id=f"{one.destination.name}.{kind.name}")
        for one in subjects
        for kind in one.destination.action_types
    ]


@pytest.mark.parametrize(("subject", "name"), every_action_type())
@pytest.mark.parametrize("extra", [{}, {"enabled": False}], ids=["do: alone", "switched off"])
def test_an_action_that_only_says_do_is_complete_or_reported_at_its_own_line(
    subject: Subject, name: str, extra: dict[str, Any]
) -> None:
    settings = subject.cases[0].file["settings"]
    file = {
        "version": 1,
        "destination": subject.destination.name,
        "settings": settings,
        "actions": [{"do": name, **extra}],
    }
    _, found = plan(json.dumps(file))
    assert all(one.startswith((f"E113 {FILE}:", f"E343 {FILE}:")) for one in found), found


@pytest.mark.parametrize(("subject", "name"), every_action_type())
def test_the_files_when_completes_an_action_type_without_a_default_trigger(subject: Subject, name: str) -> None:
    settings = subject.cases[0].file["settings"]
    file = {
        "version": 1,
        "destination": subject.destination.name,
        "settings": settings,
        "defaults": {"when": 'event = "Account Deleted"'},
        "actions": [{"do": name}],
    }
    made, found = plan(json.dumps(file))
    assert all(one.startswith(f"E343 {FILE}:") for one in found), found
    assert found or len(made.actions) == 1


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        pytest.param("actions:\n  - do: delete\n", ["E113 acme.yaml:5:9"], id="no when anywhere"),
        pytest.param(
            "actions:\n  - {do: identify, inherit: false, map: {distinct_id: userId}}\n",
            ["E113 acme.yaml:5:10"],
            id="a default trigger that is not inherited",
        ),
        pytest.param("defaults: {when: type exists}\nactions:\n  - do: delete\n", [], id="the file's when"),
        pytest.param(
            "defaults: {when: type exists}\nactions:\n  - {do: identify, inherit: false, map: {distinct_id: userId}}\n",
            [],
            id="the file's when in place of a default trigger that is not inherited",
        ),
        pytest.param("actions:\n  - {do: delete, when: type exists}\n", [], id="a when of its own"),
    ],
)
def test_nothing_says_when_an_action_fires(rest: str, found: list[str]) -> None:
    assert plan(DELETE + rest)[1] == found


def test_an_action_fires_by_the_files_when_alone() -> None:
    made, _ = plan(DELETE + 'defaults: {when: event = "Account Deleted"}\nactions:\n  - do: delete\n')
    [action] = made.actions
    assert action.facts.events
    assert action.facts.events.exact == {"Account Deleted"}
