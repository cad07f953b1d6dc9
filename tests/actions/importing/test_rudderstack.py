"""`actions import rudderstack`: settings and filters of destinations that we have, and words about the rest."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from actions import Fired, Project
from actions.cli.main import app
from actions.importing.names import find_names
from actions.importing.rudderstack.import_rudderstack import import_rudderstack
from actions.importing.written.checked import checked_text
from destinations.registry import load_registry
from tests.docs_pages import ROOT

REGISTRY = load_registry([])
TABLES = {path.parent.name: path for path in sorted((ROOT / "destinations").glob("*/rudderstack.yaml"))}
MIXPANEL = {
    "name": "MP prod",
    "enabled": True,
    "config": {
        "token": "not to be copied",
        "dataResidency": "eu",
        "eventFilteringOption": "whitelistedEvents",
        "whitelistedEvents": [{"eventName": " Signed Up "}],
        "blacklistedEvents": [{"eventName": ""}],
        "groupKeySettings": [{"groupKey": "company"}],
    },
    "destinationDefinition": {"name": "MP", "displayName": "Mixpanel"},
    "transformations": [{"versionId": "v"}],
}
META = {
    "name": "FB",
    "type": "Facebook Conversions",
    "config": {
        "datasetId": "123",
        "accessToken": "env.META",
        "eventsToEvents": [{"from": "Paid", "to": "Purchase"}, {"from": "Gave", "to": "Donate"}],
        "eventFilteringOption": "blacklistedEvents",
        "blacklistedEvents": [{"eventName": "Noise"}],
    },
}
HOOK = {
    "name": "Hook",
    "config": {"webhookUrl": "https://hooks.example.com/x", "headers": [{"from": "X-Key", "to": "not to be copied"}]},
    "destinationDefinition": {"name": "WEBHOOK"},
}
ODD = {"name": "Odd", "config": {}, "destinationDefinition": {"name": "ADJ"}}
WORKSPACE = {"sources": [{"name": "web", "destinations": [MIXPANEL, META]}, {"destinations": [MIXPANEL, HOOK, ODD]}]}
TERRAFORM = {
    "resources": [
        {
            "type": "rudderstack_destination_mixpanel",
            "instances": [
                {
                    "attributes": {
                        "name": "MP",
                        "enabled": False,
                        "config": [{"token": "t", "data_residency": "eu", "event_filtering": [{"whitelist": ["A"]}]}],
                    }
                }
            ],
        }
    ]
}


# What a destination may have that is not as it should be, what is said of it, and whether there is a file.
UNTIDY: dict[str, tuple[dict[str, Any], str, bool]] = {
    "config is null": ({"config": None}, "its config is not an object", False),
    "config is a text": ({"config": "{}"}, "its config is not an object", False),
    "no tool": ({"destinationDefinition": None}, "it does not say which tool it is", False),
    "a tool that is a number": ({"destinationDefinition": {"name": 5}}, "it does not say which tool it is", False),
    "a name that is null": ({"name": None}, "", True),
    "enabled is null": ({"enabled": None}, "enabled is null", True),
    "enabled is a text": ({"enabled": "false"}, "", True),
    "a list of events that is a number": (
        {"config": {"token": "t", "eventFilteringOption": "whitelistedEvents", "whitelistedEvents": 5}},
        "",
        True,
    ),
    "events sent as others that are a number": ({"config": {"token": "t", "eventsToEvents": 5}}, "", True),
    "an event sent as a list": ({"config": {"eventsToEvents": [{"from": "a", "to": ["b"]}]}}, "", True),
}


@pytest.mark.parametrize(("changes", "words", "is_file"), UNTIDY.values(), ids=UNTIDY)
def test_untidy_destinations(changes: dict[str, Any], words: str, is_file: bool) -> None:
    files, left = import_rudderstack([{"destinations": [{**MIXPANEL, **changes}]}], REGISTRY)
    said = [*left, *(one for file in files for one in file.todo)]
    assert (len(files), words in " ".join(said)) == (int(is_file), True), said
    if changes.get("enabled", True) is not True:
        assert [one.enabled for file in files for one in file.actions] == [False] * len(files[0].actions)
    if "whitelistedEvents" in (changes.get("config") or {}):
        # Nothing was let through that can be read, so nothing is.
        assert files[0].defaults["when"]["any"][1] == {"trim(event)": ["no event"]}


def texts(document: Any) -> tuple[dict[str, str], list[str]]:
    files, left = import_rudderstack([document], REGISTRY)
    return {one.name: checked_text(one) for one in files}, left


def fired(text: str, **event: Any) -> list[str]:
    project = Project.from_texts({"mappings/a.yaml": text}, {})
    whole = {"type": "track", "userId": "u", "messageId": "m", "timestamp": "2026-03-01T10:15:30Z", **event}
    return [one.action for one in project.decide(whole) if isinstance(one, Fired)]


def test_a_list_of_allowed_events_is_about_track_events_alone() -> None:
    text = texts(WORKSPACE)[0]["mixpanel"]
    assert fired(text, event="Signed Up") == ["track"]
    assert fired(text, event="Another") == []
    assert fired(text, type="page", name="Home") == ["page"]


def test_an_order_is_sent_once() -> None:
    text = texts({"destinations": [{**MIXPANEL, "config": {"token": "t"}}]})[0]["mixpanel"]
    assert fired(text, event="Order Completed", properties={"revenue": 5}) == ["purchase"]


def test_an_event_sent_as_another_one_is_that_one_and_refused_events_stay_out() -> None:
    text = texts(WORKSPACE)[0]["meta_capi"]
    person = {"traits": {"email": "ada@example.com"}}
    order = {"total": 5, "currency": "EUR"}
    assert fired(text, event="paid", properties=order, context=person) == ["paid-as-purchase"]
    assert fired(text, event="Noise", context=person) == []


def test_a_webhook_gets_the_whole_of_all_events() -> None:
    text = texts(WORKSPACE)[0]["webhook"]
    assert "secret: HEADER_X_KEY" in text
    assert fired(text, type="identify") == ["send"]


def test_terraform_has_its_own_spelling() -> None:
    text = texts(TERRAFORM)[0]["mixpanel"]
    assert yaml.safe_load(text)["settings"]["region"] == "eu"
    assert yaml.safe_load(text)["defaults"] == {
        "when": {"any": [{"type": {"is_not": "track"}}, {"trim(event)": ["A"]}]}
    }
    assert "enabled: false" in text


@pytest.mark.parametrize(
    ("kind", "config", "written", "said"),
    [
        pytest.param(
            "WEBHOOK",
            {"webhookUrl": "https://shop:canary@hooks.example.com/"},
            {"url": "https://set-me.invalid/"},
            "the setting webhookUrl holds a password, and is not copied: set url here",
            id="a password in an address",
        ),
        pytest.param(
            "WEBHOOK",
            {"webhookUrl": "https://hooks.example.com/", "headers": [{"from": 5, "to": "canary"}]},
            {"url": "https://hooks.example.com/"},
            "",
            id="a header without a name",
        ),
        pytest.param(
            "MP",
            {"dataResidency": "mars"},
            {},
            "the setting dataResidency has a value without a counterpart: set region here",
            id="a region that is not known",
        ),
        pytest.param("MOENGAGE", {"apiId": "W", "region": "IND"}, {"data_center": "3"}, "", id="a region by number"),
        pytest.param(
            "FACEBOOK_CONVERSIONS",
            {"blacklistPiiProperties": [{"blacklistPiiProperties": "email", "blacklistPiiHash": True}]},
            {},
            "the setting blacklistPiiProperties is not carried over",
            id="what it leaves out of people",
        ),
        pytest.param("MP", {"blacklistPiiProperties": [{"blacklistPiiProperties": ""}]}, {}, "", id="nothing of it"),
    ],
)
def test_settings_are_carried_over_or_named(kind: str, config: dict[str, Any], written: Any, said: str) -> None:
    found, _ = import_rudderstack([{"name": "A\nversion: 2", "type": kind, "config": config}], REGISTRY)
    text = checked_text(found[0])
    settings = yaml.safe_load(text)["settings"]
    assert {**settings, **written} == settings
    assert "canary" not in text
    about = [one for one in found[0].todo if "secret" not in one and "not known" not in one]
    assert about == ([said] if said else [])


@pytest.mark.parametrize("tool", TABLES)
def test_the_table_of_a_tool_makes_files_that_pass_the_check(tool: str) -> None:
    names = yaml.safe_load(TABLES[tool].read_text("utf-8"))
    found = find_names(names["slugs"][0], REGISTRY, "rudderstack.yaml")
    assert found
    assert found[0].destination.name == tool
    wanted = {to if isinstance(to, str) else to["to"] for to in names["settings"].values()}
    assert wanted <= set(found[0].destination.settings.model_fields)
    files, _ = import_rudderstack([{"name": "x", "type": names["slugs"][0], "config": {}}], REGISTRY)
    checked_text(files[0])
    assert {one.name: one.refused for one in files[0].actions if one.refused} == {}


def test_the_command_says_what_is_left(tmp_path: Path) -> None:
    file = tmp_path / "workspace.json"
    file.write_text(json.dumps(WORKSPACE))
    result = CliRunner().invoke(app, ["import", "rudderstack", str(file), "-o", str(tmp_path / "mappings")])
    assert result.exit_code == 0, result.output
    for words in (
        "mixpanel.yaml  7 actions: 7 by our defaults",
        "mixpanel: the setting groupKeySettings is not carried over",
        "mixpanel: its transformation is code",
        "meta_capi: the setting accessToken comes from env.META",
        "meta_capi: Gave is sent as Donate, which has no counterpart here",
        "Odd: there is no destination for ADJ here",
    ):
        assert words in result.output
    written = "".join(one.read_text() for one in (tmp_path / "mappings").iterdir())
    assert "not to be copied" not in written
    check = CliRunner().invoke(app, ["check", "-C", str(tmp_path)])
    assert "0 errors" in check.output
