"""A person's traits: those of the call over those that the library remembers, in every tool and every way."""

import json
from pathlib import Path
from typing import Any

import pytest

from actions import Project
from actions.kit.contract.subject import read_subject
from destinations.registry import load_registry

REGISTRY = load_registry([])
WITH_IDENTIFY = [
    subject
    for subject in (read_subject(name, REGISTRY) for name in REGISTRY.names())
    if subject.destination.action_type("identify")
]
EVENT = {"type": "identify", "userId": "u_1", "messageId": "m-1", "timestamp": "2026-02-28T10:00:00Z"}
KNOWN = {"email": "ada@example.com", "firstName": "Ada", "plan": "free"}
TRAITS: list[tuple[str, Any, Any, set[str], set[str]]] = [
    ("one trait is new", {"plan": "pro"}, KNOWN, {"ada@example.com", "Ada", "pro"}, {"free"}),
    ("no trait is new", {}, KNOWN, {"ada@example.com", "Ada", "free"}, set()),
    ("no traits at all", None, KNOWN, {"ada@example.com", "Ada", "free"}, set()),
    ("an empty list for no trait", [], KNOWN, {"ada@example.com", "Ada", "free"}, set()),
    ("nothing was known", {"plan": "pro", "email": "bo@example.com"}, None, {"pro", "bo@example.com"}, set()),
    ("an address is new", {"email": "bo@example.com"}, KNOWN, {"bo@example.com", "Ada"}, {"ada@example.com"}),
]


@pytest.fixture(params=WITH_IDENTIFY, ids=[one.destination.name for one in WITH_IDENTIFY])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    file = {**request.param.cases[0].file, "actions": [{"do": "identify"}]}
    (tmp_path / "one.yaml").write_text(json.dumps(file), encoding="utf-8")
    return Project.load(tmp_path, environ={})


@pytest.mark.parametrize(
    ("traits", "known", "there", "gone"), [row[1:] for row in TRAITS], ids=[row[0] for row in TRAITS]
)
def test_traits_of_the_call_are_laid_over_those_that_were_known(
    project: Project, traits: Any, known: Any, there: set[str], gone: set[str]
) -> None:
    event = (
        EVENT
        | ({} if traits is None else {"traits": traits})
        | ({} if known is None else {"context": {"traits": known}})
    )
    [decided] = project.decide(event)
    [explained] = project.explain(event)
    assert decided.status == "fired", decided.reason
    assert explained.as_dict() == decided.as_dict()
    lines = [b"".join(project.process_lines(json.dumps(event).encode(), strict=strict)) for strict in (False, True)]
    assert lines[0] == lines[1]
    # Rows of tables have the whole context in a column of their own.
    payload = {
        name: value for name, value in json.loads(lines[0])["payload"].items() if name not in {"context", "event"}
    }
    reported = set(map(str, leaves(payload)))
    assert there <= reported
    assert not gone & reported


def leaves(value: Any) -> list[Any]:
    """The texts and numbers in a payload."""
    if isinstance(value, dict | list):
        return [leaf for part in (value.values() if isinstance(value, dict) else value) for leaf in leaves(part)]
    return [value]


def test_what_a_copied_object_says_is_kept_empty_texts_and_nulls_too(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(
        "version: 1\ndestination: mixpanel\nsettings: {project_token: {secret: T}}\nactions: [{do: identify}]\n"
    )
    traits, known = {"plan": "", "city": None}, {"plan": "pro", "city": "Bonn", "age": 36}
    [decision] = Project.load(tmp_path, environ={}).decide(EVENT | {"traits": traits, "context": {"traits": known}})
    assert decision.as_dict()["payload"]["traits"] == {"plan": "", "city": None, "age": 36}


def test_a_group_has_no_traits_of_the_person_in_it(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(
        "version: 1\ndestination: mixpanel\nsettings: {project_token: {secret: T}}\nactions: [{do: group}]\n"
    )
    event = EVENT | {"type": "group", "groupId": "g", "traits": {"seats": 5}, "context": {"traits": KNOWN}}
    [decision] = Project.load(tmp_path, environ={}).decide(event)
    assert decision.as_dict()["payload"]["traits"] == {"seats": 5}
