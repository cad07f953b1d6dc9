"""`actions import segment`: files that pass the check, and a report of what needs a person."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions.cli.main import app

TRACK = {
    "id": "s1",
    "name": "Track Calls",
    "actionSlug": "trackEvent",
    "destinationId": "d1",
    "enabled": True,
    "trigger": 'type = "track" and event != "Order Completed"',
    "settings": {
        "event": {"@path": "$.event"},
        "time": {"@path": "$.timestamp"},
        "distinct_id": {"@path": "$.userId"},
        "event_properties": {"@path": "$.properties"},
        "utm_properties": {"utm_source": {"@path": "$.context.campaign.source"}},
        "url": {"@path": "$.context.page.url"},
        "enable_batching": True,
    },
}
DESTINATION: dict[str, Any] = {
    "id": "d1",
    "name": "Product analytics",
    "metadata": {"id": "m1", "slug": "actions-mixpanel"},
    "settings": {"projectToken": "not to be copied", "apiRegion": "EU"},
}
EVENT = {
    "type": "track",
    "event": "Signed Up",
    "userId": "u_1",
    "messageId": "m-1",
    "timestamp": "2026-03-01T10:15:30Z",
    "properties": {"plan": "pro"},
    "context": {"campaign": {"source": "mail"}, "page": {"url": "https://shop.example/"}, "userAgent": "not mapped"},
}
TERRAFORM: dict[str, Any] = {
    "version": 4,
    "resources": [
        {
            "type": "segment_destination",
            "instances": [{"attributes": {**DESTINATION, "settings": json.dumps(DESTINATION["settings"])}}],
        },
        {
            "type": "segment_destination_subscription",
            "instances": [
                {
                    "attributes": {
                        "id": "s1",
                        "name": "Track Calls",
                        "action_slug": "trackEvent",
                        "destination_id": "d1",
                        "enabled": True,
                        "trigger": TRACK["trigger"],
                        "settings": json.dumps(TRACK["settings"]),
                    }
                }
            ],
        },
    ],
}


def terraform(kind: str, **changes: Any) -> dict[str, Any]:
    of = {"segment_destination": 0, "segment_destination_subscription": 1}[kind]
    attributes = TERRAFORM["resources"][of]["instances"][0]["attributes"]
    return {"type": kind, "values": {**attributes, **changes}}


def module(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"root_module": {"resources": [resources[0]], "child_modules": [{"resources": list(resources[1:])}]}}


WHOLE = module(terraform("segment_destination"), terraform("segment_destination_subscription"))
CATALOG = {
    **DESTINATION["metadata"],
    "actions": [{"id": "a1", "slug": "trackEvent", "name": "Track Event", "fields": []}],
    "presets": [{"actionId": "a1", "name": "Preset", "fields": {}, "trigger": 'type = "page"'}],
}
# What else Segment and Terraform write: each document holds one subscription that is imported, and nothing to report.
FORMATS: dict[str, Any] = {
    "terraform state": TERRAFORM,
    "terraform show": {"format_version": "1.0", "values": WHOLE},
    "a plan": {
        "format_version": "1.2",
        "prior_state": {"values": module(terraform("segment_destination_subscription", trigger='type = "page"'))},
        "planned_values": WHOLE,
        "resource_changes": [{"change": {"before": terraform("segment_destination_subscription", id="x")["values"]}}],
    },
    "what Segment's catalog says of the tool": {
        "data": {"destination": {**DESTINATION, "metadata": CATALOG}, "subscriptions": [TRACK]}
    },
    "an action by its id": {
        "data": {
            "destination": {**DESTINATION, "metadata": CATALOG},
            "subscriptions": [{**TRACK, "actionSlug": None, "actionId": "a1"}],
        }
    },
}


@pytest.mark.parametrize("document", FORMATS.values(), ids=FORMATS)
def test_each_form_gives_the_one_action(tmp_path: Path, document: Any) -> None:
    code, said = import_(tmp_path, document, "--format", "json")
    told = json.loads(said)
    assert (code, told["left_out"]) == (0, [])
    assert [(one["do"], one["exact"], one["enabled"]) for file in told["files"] for one in file["actions"]] == [
        ("track", True, True)
    ]
    text = (tmp_path / "mappings" / "mixpanel.yaml").read_text(encoding="utf-8")
    assert "Order Completed" in text


# What a subscription may have that is not as it should be, and what is said of it.
LEFT_OUT: dict[str, tuple[dict[str, Any], str]] = {
    "a trigger that is a number": ({"trigger": 5}, "its trigger is not a text: 5"),
    "a trigger that is an object": ({"trigger": {"type": "group"}}, "its trigger is not a text"),
    "a trigger that is null": ({"trigger": None}, "it has no trigger"),
    "no action": ({"actionSlug": None}, "it does not say which action"),
    "an action that is a number": ({"actionSlug": 7}, "it does not say which action"),
    "a model of a warehouse": ({"modelId": "m1"}, "it maps rows of a warehouse"),
}


@pytest.mark.parametrize(("changes", "why"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_left_out_is_named(tmp_path: Path, changes: dict[str, Any], why: str) -> None:
    code, said = import_(tmp_path, [DESTINATION, TRACK, {**TRACK, "name": "Odd", **changes}])
    assert (code, f'"Odd": {why}' in said) == (0, True), said
    alone = import_(tmp_path, [DESTINATION, {**TRACK, "name": "Odd", **changes}], "--force")
    assert (alone[0], f'"Odd": {why}' in alone[1]) == (1, True), alone[1]


ODD: dict[str, tuple[dict[str, Any], tuple[str, bool, str]]] = {
    "enabled is missing": ({"enabled": ...}, ("Track Calls", True, "")),
    "enabled is a text": ({"enabled": "false"}, ("Track Calls", False, "")),
    "enabled is null": ({"enabled": None}, ("Track Calls", False, "enabled is null")),
    "no mapping": ({"settings": ...}, ("Track Calls", True, "its mapping is missing")),
    "a mapping that is null": ({"settings": None}, ("Track Calls", True, "its mapping is missing")),
    "a mapping that is not JSON": ({"settings": "{nope"}, ("Track Calls", True, "its mapping is not JSON")),
    "a mapping that is a list": ({"settings": [1]}, ("Track Calls", True, "its mapping is not an object")),
    "a name with slashes": ({"name": "../a/b"}, ("../a/b", True, "")),
    "a name of blanks": ({"name": "  "}, ("trackEvent", True, "")),
    "a name with what files cannot hold": ({"name": "Käufe\u0000 🛒\ud800"}, ("Käufe  🛒", True, "")),
    "a name over two lines": ({"name": "a\nb: c # d"}, ("a b: c # d", True, "")),
}


@pytest.mark.parametrize(("changes", "expected"), ODD.values(), ids=ODD)
def test_odd_subscriptions(tmp_path: Path, changes: dict[str, Any], expected: tuple[str, bool, str]) -> None:
    given = {name: value for name, value in {**TRACK, **changes}.items() if value is not ...}
    code, said = import_(tmp_path, [DESTINATION, given], "--format", "json")
    ((action,),) = [file["actions"] for file in json.loads(said)["files"]]
    name, enabled, todo = expected
    assert (code, action["name"], action["enabled"]) == (0, name, enabled)
    assert (action["exact"], todo in "".join(action["todo"])) == (not todo, True)
    assert run("check", "-C", str(tmp_path))[0] == 0


def test_one_page_of_several_is_said_to_be_one(tmp_path: Path) -> None:
    pages = {"current": "MA==", "next": "MQ==", "totalEntries": 420}
    said = import_(tmp_path, {"data": {"subscriptions": [TRACK], "pagination": pages}})[1]
    assert "one page of 420 entries" in said
    assert "name it by --destination" in said
    last = import_(tmp_path, {"data": {"subscriptions": [TRACK], "pagination": {"current": "MQ=="}}}, "--force")[1]
    assert "is one page" not in last


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def import_(folder: Path, document: Any, *more: str) -> tuple[int, str]:
    file = folder / "given.json"
    file.write_text(json.dumps(document))
    return run("import", "segment", str(file), "-o", str(folder / "mappings"), *more)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"data": {"destinations": [DESTINATION], "subscriptions": [TRACK]}}, id="the public API"),
        pytest.param(TERRAFORM, id="a Terraform state"),
    ],
)
def test_a_known_destination_has_our_names(tmp_path: Path, document: Any) -> None:
    code, text = import_(tmp_path, document)
    assert code == 0, text
    assert "mixpanel.yaml  1 action: 1 exact" in text
    written = (tmp_path / "mappings" / "mixpanel.yaml").read_text()
    assert "not to be copied" not in written
    assert "region: eu" in written
    assert "0 errors, 0 warnings" in run("check", "-C", str(tmp_path))[1]
    (tmp_path / "event.json").write_text(json.dumps(EVENT))
    _, rows = run("run", str(tmp_path / "event.json"), "-C", str(tmp_path), "--format", "json")
    assert json.loads(rows)["payload"] == {
        "event": "Signed Up",
        "time": 1772360130000,
        "distinct_id": "u_1",
        "properties": {"plan": "pro"},
        "context": {"utm_source": "mail", "$current_url": "https://shop.example/"},
    }


def test_an_unknown_destination_becomes_a_webhook_that_passes_the_check(tmp_path: Path) -> None:
    odd = {**TRACK, "name": "Odd", "trigger": 'event = "A" and type = "track" or name = "B"'}
    odd["settings"] = {
        "a": {"@liquid": "{% for a in b %}c{% endfor %}"},
        "b": {"@path": "$.email"},
        "c d": {"@path": "$.event"},
    }
    code, text = import_(tmp_path, [TRACK, odd, {**odd, "trigger": "event!=null"}], "--destination", "actions-acme")
    assert code == 0, text
    assert "acme.yaml  3 actions: 1 exact, 2 need you" in text
    assert 'acme: "Odd": it mixes and with or; Segment takes the last one, or, for all of them; written as' in text
    assert '"Odd": TODO a: the Liquid tag for, on which Segment fails' in text
    assert '"Odd": no event has email' in text
    assert "Segment cannot read it (behind != it needs a space), so it never fires" in text
    assert "0 errors" in run("check", "-C", str(tmp_path))[1]
    written = (tmp_path / "mappings" / "acme.yaml").read_text()
    assert "# Its trigger was: event = " in written
    assert "enabled: false" in written


def test_a_long_name_is_cut_as_files_have_it(tmp_path: Path) -> None:
    code, text = import_(tmp_path, [TRACK, {**TRACK, "name": "n" * 400}], "--destination", "tool" * 100)
    assert code == 0, text
    assert len(next((tmp_path / "mappings").iterdir()).name) < 120
    assert "0 errors" in run("check", "-C", str(tmp_path))[1]


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    assert import_(tmp_path, [TRACK])[0] == 0
    code, text = import_(tmp_path, [TRACK])
    assert (code, "--force writes over it" in text) == (1, True)
    assert import_(tmp_path, [TRACK], "--force")[0] == 0


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        pytest.param("{", 4, "cannot be read as JSON", id="no JSON"),
        pytest.param('{"a": [1]}', 1, "nothing in it that can be imported", id="nothing of Segment's"),
        pytest.param(None, 2, "there is no file", id="no file"),
    ],
)
def test_mistakes_are_told_in_a_line(tmp_path: Path, text: str | None, code: int, words: str) -> None:
    file = tmp_path / "given.json"
    if text is not None:
        file.write_text(text)
    assert run("import", "segment", str(file), "-o", str(tmp_path / "mappings"))[0] == code
    assert words in run("import", "segment", str(file), "-o", str(tmp_path / "mappings"))[1]


HOOK: dict[str, Any] = {
    "id": "d2",
    "name": "Hook\nversion: 2",
    "metadata": {"slug": "actions-webhook"},
    "settings": {"sharedSecret": "canary-0", "retries": 5, "off": False, "rows": [{"a": ""}]},
}
SEND: dict[str, Any] = {
    "name": "Send",
    "actionSlug": "send",
    "destinationId": "d2",
    "trigger": 'type = "track"',
    "settings": {
        "url": "https://hooks.example.com/",
        "headers": {"Authorization": "Bearer canary-1", "X-Shop": "main"},
        "data": {"all": {"@path": "$.properties"}, "api_key": "canary-2", "apiKey": {"@path": "$.properties.key"}},
    },
}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({}, "headers.Authorization: a secret is not copied", id="a header"),
        pytest.param({}, "data.api_key: a secret is not copied", id="in the body"),
        pytest.param(
            {"url": "https://shop:canary-3@hooks.example.com/"}, "url: a secret is not copied", id="in an address"
        ),
        pytest.param(
            {"data": {"@if": {"exists": {"@path": "$.event"}, "then": {"token": "canary-4", "a": 1}}}},
            "data.@if.then.token: a secret is not copied",
            id="below a directive",
        ),
        pytest.param({}, "the setting retries is not carried over", id="a setting that is not known"),
    ],
)
def test_secrets_are_not_copied_and_what_is_left_out_is_said(
    tmp_path: Path, changes: dict[str, Any], says: str
) -> None:
    send = {**SEND, "settings": {**SEND["settings"], **changes}}
    code, text = import_(tmp_path, {"destinations": [HOOK], "subscriptions": [send]})
    assert code == 0, text
    assert says in text
    written = (tmp_path / "mappings" / "webhook.yaml").read_text()
    assert "canary" not in f"{text}{written}"
    assert "X-Shop: main" in written
    assert "setting off" not in text
    assert "setting rows" not in text
    # The line break in the tool's name is none in the file.
    assert "0 errors" in run("check", "-C", str(tmp_path))[1]


def test_a_region_without_a_counterpart_is_said(tmp_path: Path) -> None:
    there = {**DESTINATION, "settings": {"apiRegion": "MOON"}}
    _, text = import_(tmp_path, {"destinations": [there], "subscriptions": [TRACK]})
    assert "the setting apiRegion has a value without a counterpart: set region here" in text


def test_a_webhook_sends_where_it_did(tmp_path: Path) -> None:
    other = {**SEND, "name": "Other", "settings": {**SEND["settings"], "url": "https://other.example.com/b"}}
    code, text = import_(tmp_path, {"destinations": [HOOK], "subscriptions": [SEND, other, {**SEND, "name": "Again"}]})
    assert code == 0, text
    assert "set-me" not in text
    (tmp_path / "event.json").write_text(json.dumps({**EVENT, "properties": {"key": "k"}}))
    _, rows = run("run", str(tmp_path / "event.json"), "-C", str(tmp_path), "--format", "json")
    urls = [json.loads(row)["requests"][0]["url"] for row in rows.splitlines() if row.startswith("{")]
    assert urls == ["https://hooks.example.com/", "https://other.example.com/b", "https://hooks.example.com/"]


@pytest.mark.parametrize(
    ("action", "why"),
    [
        pytest.param("no such action", "it has no actions", id="nothing has a counterpart"),
        pytest.param("purchase", "none of its actions can be used as it is", id="the check refuses all of them"),
    ],
)
def test_a_file_without_an_action_in_use_is_not_read(tmp_path: Path, action: str, why: str) -> None:
    ga4 = {"id": "d3", "name": "GA4", "metadata": {"slug": "actions-google-analytics-4"}, "settings": {}}
    lacking = {**TRACK, "actionSlug": action, "destinationId": "d3", "settings": {"currency": "XXQ"}}
    code, text = import_(tmp_path, {"destinations": [DESTINATION, ga4], "subscriptions": [TRACK, lacking]})
    assert code == 0, text
    assert f"{why}: this file is not read until it is called ga4.yaml" in text
    assert "Checked 1 file, 1 action: 0 errors" in run("check", "-C", str(tmp_path))[1]
    written = (tmp_path / "mappings" / "ga4.yaml.todo").read_text()
    assert why in written
    assert ("# - name: Track Calls" in written) == (action == "purchase")


def test_the_report_as_data(tmp_path: Path) -> None:
    _, text = import_(tmp_path, [TRACK], "--format", "json", "--destination", "actions-mixpanel")
    report = json.loads(text)
    assert (report["actions"], report["exact"]) == (1, 1)
    assert report["files"][0]["actions"][0] | {"remarks": []} == {
        "name": "Track Calls",
        "do": "track",
        "exact": True,
        "enabled": True,
        "trigger": TRACK["trigger"],
        "trigger_notes": [],
        "todo": [],
        "remarks": [],
        "added": [],
    }
