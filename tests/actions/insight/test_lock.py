"""`actions lock`, and `actions diff --against` it: what was deployed, and what is not so any more."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from actions.cli.main import app
from actions.insight.lock.lock import Drift, drift_of_plugins, read_lock

HEAD = "version: 1\ndestination: webhook\nsettings: {url: https://hooks.example.com/in}\nactions:\n"
ORDERS = "- {name: Orders, do: send, when: event = 'Order Completed', inherit: false, map: {data.id: properties.id}}\n"
PAGES = "- {name: Pages, do: send, when: type = 'page', inherit: false, map: {data.url: context.page.url}}\n"
EVENT = {"type": "track", "event": "Order Completed", "userId": "u", "messageId": "m1", "properties": {"id": "7"}}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project that was locked, changed since: orders have another field, pages are gone."""
    write(tmp_path, ORDERS + PAGES)
    (tmp_path / "events.ndjson").write_text(json.dumps(EVENT) + "\n", encoding="utf-8")
    told = run("lock", "-o", str(tmp_path / "a.lock"), "-C", str(tmp_path))
    assert (told.exit_code, "2 actions written to" in told.output) == (0, True)
    write(tmp_path, ORDERS.replace("data.id", "data.order"))
    return tmp_path


def write(folder: Path, actions: str) -> None:
    (folder / "mappings").mkdir(exist_ok=True)
    (folder / "mappings" / "webhook.yaml").write_text(HEAD + actions, encoding="utf-8")


def run(*arguments: str) -> Any:
    return CliRunner(env={"COLUMNS": "160"}).invoke(app, list(arguments))


def test_a_project_is_compared_with_what_was_locked(shop: Path) -> None:
    told = run("diff", "--against", f"{shop}/a.lock", "--events", f"{shop}/events.ndjson", "-C", str(shop), "--format",
               "json")  # fmt: skip
    assert told.exit_code == 0, told.output
    facts = json.loads(told.stdout)
    [orders] = facts["actions"]
    assert (orders["action"], orders["changed"], facts["drift"]) == ("orders", 1, [])
    assert {one["field"]: (one["gone"], one["come"]) for one in orders["fields"]} == {
        "data.id": (1, 0),
        "data.order": (0, 1),
    }


def test_a_lock_is_checked(shop: Path) -> None:
    told = run("lock", "-o", f"{shop}/a.lock", "-C", str(shop), "--check")
    assert told.exit_code == 1
    assert [
        one for one in ("webhook.orders", "webhook.pages", "not there", "2 differences") if one not in told.output
    ] == []
    write(shop, ORDERS + PAGES)
    told = run("lock", "-o", f"{shop}/a.lock", "-C", str(shop), "--check")
    assert (told.exit_code, "the project is as in" in told.output) == (0, True)


def test_a_comment_changes_no_hash(shop: Path) -> None:
    write(shop, "# What we send.\n" + ORDERS + PAGES)
    assert run("lock", "-o", f"{shop}/a.lock", "-C", str(shop), "--check").exit_code == 0


@pytest.mark.parametrize(
    ("part", "written"),
    [
        ("settings", "settings: {url: https://elsewhere.example.com/in}\n"),
        ("environments", "settings: {url: https://hooks.example.com/in}\nenvironments: {stage: {}}\n"),
        ("delivery", "settings: {url: https://hooks.example.com/in}\ndelivery: {order: user}\n"),
    ],
)
def test_an_instance_that_is_set_otherwise_is_named(shop: Path, part: str, written: str) -> None:
    text = HEAD.replace("settings: {url: https://hooks.example.com/in}\n", written) + ORDERS + PAGES
    (shop / "mappings" / "webhook.yaml").write_text(text, encoding="utf-8")
    told = run("lock", "-o", f"{shop}/a.lock", "-C", str(shop), "--check")
    assert told.exit_code == 1
    assert f"{part} of webhook" in told.output
    assert "1 difference" in told.output


def test_other_plugins_and_other_defaults_are_named(shop: Path) -> None:
    old = read_lock((shop / "a.lock").read_bytes())
    one = old.plugins["webhook"]
    assert one.defaults.keys() == {"send"}
    new = replace(old, plugins={"webhook": replace(one, origin="acme 2.0", defaults={"send": "0" * 16})})
    assert drift_of_plugins(old, new) == [
        Drift("webhook", one.origin, "acme 2.0"),
        Drift("defaults of webhook.send", one.defaults["send"], "0" * 16),
    ]
    (shop / "b.lock").write_text(
        (shop / "a.lock").read_text(encoding="utf-8").replace(one.origin, "destination-actions 0.0.1"), encoding="utf-8"
    )
    events = ["--events", f"{shop}/events.ndjson", "-C", str(shop)]
    for form in ("text", "markdown"):
        told = run("diff", "--against", f"{shop}/b.lock", *events, "--format", form)
        assert "lugins that are not those of the lock" in told.output
        assert "0.0.1" in told.output


WRONG: list[tuple[str, list[str], str]] = [
    ("no version", [], "name the version before"),
    ("two versions", ["main", "--against", "a.lock"], "name one version"),
    ("events twice", ["main", "events.ndjson"], "name the events once"),
    ("a lock that is not there", ["--against", "no.lock"], "no.lock cannot be read: No such file"),
    ("a folder for a lock", ["--against", "."], ". cannot be read: Is a directory"),
    ("a lock that is none", ["--against", "events.ndjson"], "is not a lock, as actions lock writes it"),
    ("a lock of a later format", ["--against", "later.lock"], "has format 2, and this version reads format 1"),
    ("a lock whose files are wrong", ["--against", "wrong.lock"], "wrong.lock cannot be loaded"),
    ("percent that are none", ["--against", "a.lock", "--max-changed", "few"], "--max-changed few: write percent"),
    ("more than all", ["--against", "a.lock", "--max-changed", "101%"], "--max-changed 101%: write percent"),
    (
        "too much is changed",
        ["--against", "a.lock", "--max-changed", "5%"],
        "of an action's calls 100 % are other ones",
    ),
]


@pytest.mark.parametrize(("arguments", "said"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_is_wrong_is_said(shop: Path, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    text = (shop / "a.lock").read_text(encoding="utf-8")
    (shop / "later.lock").write_text(text.replace('"format": 1', '"format": 2'), encoding="utf-8")
    (shop / "wrong.lock").write_text(text.replace("do: send", "do: sendd"), encoding="utf-8")
    told = run("diff", *arguments, "--events", "events.ndjson")
    assert told.exit_code in (1, 2, 4)
    assert (said in told.output, told.exception is None or isinstance(told.exception, SystemExit)) == (True, True), (
        told.output
    )


def test_beside_a_lock_the_first_argument_is_the_events(shop: Path) -> None:
    told = run("diff", f"{shop}/events.ndjson", "--against", f"{shop}/a.lock", "-C", str(shop))
    assert (told.exit_code, "1 of 1" in told.output) == (0, True), told.output


@pytest.mark.parametrize(("most", "code"), [("100%", 0), ("100", 0), ("99.5 %", 1)])
def test_how_much_may_change(shop: Path, most: str, code: int) -> None:
    told = run("diff", "--against", f"{shop}/a.lock", "--events", f"{shop}/events.ndjson", "-C", str(shop),
               "--max-changed", most)  # fmt: skip
    assert told.exit_code == code, told.output
