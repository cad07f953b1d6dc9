"""The tables of names: each action and field of ours in them is there, and what imports by them passes the check."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from actions.importing.names import ActionNames, Names, find_names
from actions.importing.segment.import_segment import import_segment
from actions.importing.written.checked import checked_text
from destinations.registry import Plugin, load_registry
from mappings.fields.target import parse_target
from tests.docs_pages import ROOT

REGISTRY = load_registry([])
TABLES = sorted((ROOT / "destinations").glob("*/segment.yaml"))
SLUGS = {path.parent.name: yaml.safe_load(path.read_text("utf-8"))["slugs"][0] for path in TABLES}


def found(tool: str) -> tuple[Plugin, Names]:
    plugin_and_names = find_names(SLUGS[tool], REGISTRY, "segment.yaml")
    assert plugin_and_names
    assert plugin_and_names[0].destination.name == tool
    return plugin_and_names


@pytest.mark.parametrize("tool", SLUGS)
def test_names_of_ours_are_there(tool: str) -> None:
    plugin, names = found(tool)
    kinds = {one.name: one.payload.model_fields for one in plugin.destination.action_types}
    assert {one.do for one in names.actions.values()} <= set(kinds)
    for name in names.actions:
        action = names.action(name)
        assert action
        roots = {parse_target(target)[0] for target in (*action.fields.values(), *action.set)}
        assert roots - set(kinds[action.do]) == set(), name
    settings = {to if isinstance(to, str) else to.to for to in names.settings.values()}
    assert settings <= set(plugin.destination.settings.model_fields)


@pytest.mark.parametrize("tool", SLUGS)
def test_an_import_with_all_names_passes_the_check(tool: str) -> None:
    _, names = found(tool)
    subscriptions = [
        {
            "name": name,
            "actionSlug": name,
            "destinationId": "d",
            "trigger": 'type = "track"',
            "settings": fields(action),
        }
        for name in names.actions
        if (action := names.action(name))
    ]
    (file,), _ = import_segment([subscriptions], REGISTRY, SLUGS[tool])
    text = checked_text(file)
    assert {one.name: one.refused for one in file.actions if one.refused} == {}
    assert {one.name: one.todo for one in file.actions if one.todo} == {}
    assert len(re.findall(r"(?m)^  - name:", text)) == len(names.actions)


def test_a_value_that_is_another_one_here_is_written_as_that_and_an_unknown_one_is_told() -> None:
    def made(value: Any) -> tuple[str, list[str]]:
        mapping = {"tracking_type": value, "event_at": {"@path": "$.timestamp"}}
        given = {"name": "R", "actionSlug": "standardEvent", "trigger": 'type = "track"', "settings": mapping}
        (file,), _ = import_segment([[{"destinationId": "d", **given}]], REGISTRY, SLUGS["reddit_capi"])
        return checked_text(file), file.actions[0].todo

    assert "event_name: ADD_TO_CART" in made("AddToCart")[0]
    for value in ("Renamed", {"@path": "$.event"}):
        (todo,) = made(value)[1]
        assert "tracking_type: its values are others here, and known are PageVisit," in todo


def fields(action: ActionNames) -> Mapping[str, Any]:
    """Each field of Segment's, read from a property of its name; one name for what goes into one field of ours."""
    given: dict[str, Any] = {}
    taken: list[tuple[str, ...]] = []
    for name, target in action.fields.items():
        steps = parse_target(target)
        whole, _, part = name.partition(".")
        if part and whole in action.fields:
            continue
        if any(steps == one for one in taken):
            continue
        taken.append(steps)
        path: Any = {"@path": f"$.properties.{part or name}"}
        if name in action.values:
            path = next(iter(action.values[name]))
        if part:
            given.setdefault(whole, {})[part] = path
        else:
            given[name] = path
    return given
