"""`actions doctor`: each fault is found, with what to do; no secret and no name of a person is shown."""

import json
import os
import platform
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from actions.cli.first.init import write_starter
from actions.cli.main import app
from actions.doctor import machine, plugins, versions
from actions.doctor.fact import at_home
from actions.serve.journal.frames import MAGIC
from destinations.delivery.outbox.file.schema import APPLICATION, VERSION
from destinations.registry import load_registry


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in the home directory of somebody."""
    monkeypatch.setenv("HOME", str(tmp_path / "ada.lovelace"))
    folder = tmp_path / "ada.lovelace" / "shop"
    write_starter(folder)
    (folder / ".actions").mkdir(mode=0o755, exist_ok=True)
    return folder


def doctor(folder: Path) -> tuple[int, dict[str, list[dict[str, Any]]]]:
    done = CliRunner().invoke(app, ["doctor", "-C", str(folder), "--format", "json"])
    return done.exit_code, json.loads(done.stdout)


def kept(folder: Path, name: str, content: bytes = b"", mode: int = 0o600) -> Path:
    path = folder / ".actions" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
    return path


def outbox(folder: Path, version: int, kind: int = APPLICATION) -> None:
    path = kept(folder, "outbox.db")
    with closing(sqlite3.connect(path)) as file:
        file.executescript(f"PRAGMA application_id={kind}; PRAGMA user_version={version}; CREATE TABLE a(b);")


def env_for_all(folder: Path, _: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text("MIXPANEL_TOKEN=tok-very-secret\n", encoding="utf-8")
    (folder / ".env").chmod(0o644)


def old_package(_: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(versions, "version", lambda name: "2.9.1" if name == "orjson" else "9999")


def full_disk(_: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))


def future(folder: Path, _: pytest.MonkeyPatch) -> None:
    path = kept(folder, "recorded/events.ndjson")
    os.utime(path, (time.time() + 7200,) * 2)


def newer_events(folder: Path, _: pytest.MonkeyPatch) -> None:
    kept(folder, "recorded/events.ndjson")
    kept(folder, "recorded/format", b"2\n")


def broken_plugin(_: Path, patch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("acme", "no_such_module_at_all", "destinations")
    patch.setattr(plugins, "load_registry", lambda: load_registry([point]))


def without_extra(folder: Path, patch: pytest.MonkeyPatch) -> None:
    settings = 'settings: {brokers: "localhost:9092", topic: t}'
    text = f"version: 1\ndestination: kafka\n{settings}\nactions: [{{do: send, when: {{type: track}}}}]\n"
    (folder / "mappings" / "kafka.yaml").write_text(text, encoding="utf-8")
    patch.setattr(plugins, "missing_of", lambda name: ["confluent-kafka"] if name == "kafka" else [])


class Fault(NamedTuple):
    make: Callable[[Path, pytest.MonkeyPatch], object]
    section: str
    says: str


FAULTS = {
    "a mapping file with an error": Fault(
        lambda folder, _: (folder / "mappings" / "x.yaml").write_text("version: 1\ndestination: nothing\n"),
        "project",
        "actions check lists them",
    ),
    "secrets that others may read": Fault(env_for_all, "project", "others may read it: chmod go-rwx .env"),
    "recorded events that others may read": Fault(
        lambda folder, _: kept(folder, "recorded/events.ndjson", mode=0o644),
        "project",
        "chmod go-rwx .actions/recorded/events.ndjson",
    ),
    "a disk that is nearly full": Fault(full_disk, "project", "make room"),
    "an outbox of a newer version": Fault(
        lambda folder, _: outbox(folder, VERSION + 1),
        "kept",
        f"this version reads up to {VERSION}: install a newer one",
    ),
    "events that a newer version recorded": Fault(newer_events, "kept", "this version reads up to 1"),
    "a file of another program as the outbox": Fault(
        lambda folder, _: outbox(folder, 1, 7), "kept", "it is not an outbox"
    ),
    "a journal of a newer version": Fault(
        lambda folder, _: kept(folder, "journal/00000001.seg", MAGIC + b"\x63\x00"), "kept", "this version reads up to"
    ),
    "a journal that is none": Fault(
        lambda folder, _: kept(folder, "journal/00000001.seg", b"something else"), "kept", "actions serve repair"
    ),
    "a clock that is behind": Fault(future, "clock", "set the clock"),
    "a clock from before the package": Fault(
        lambda _, patch: patch.setattr(machine, "FIRST_YEAR", 9999), "clock", "it is behind by years"
    ),
    "a package that is too old": Fault(old_package, "versions", "3.10 or later is needed: pip install --upgrade"),
    "a plugin that cannot be loaded": Fault(broken_plugin, "destinations", "the destination acme"),
    "a destination without its extra": Fault(without_extra, "destinations", "pip install 'destination-actions[kafka]'"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_it_finds(name: str, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = FAULTS[name]
    fault.make(shop, monkeypatch)
    code, sections = doctor(shop)
    wrong = {(section, fact["wrong"]) for section, facts in sections.items() for fact in facts if fact["wrong"]}
    assert (code, [section for section, _ in wrong]) == (1, [fault.section])
    assert fault.says in next(iter(wrong))[1]


def test_where_nothing_is_wrong_it_says_so_and_ends_with_0(shop: Path) -> None:
    outbox(shop, VERSION)
    done = CliRunner().invoke(app, ["doctor", "-C", str(shop)])
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "nothing is wrong")
    assert f"outbox                 format {VERSION}, " in done.stdout
    assert "folder                 ~/shop" in done.stdout
    assert "used here              ga4, mixpanel, webhook" in done.stdout


def test_outside_a_project_the_installation_is_looked_at(tmp_path: Path) -> None:
    code, sections = doctor(tmp_path)
    assert (code, sections["project"][1]["value"]) == (0, "none here; -C names the folder of a project")


@pytest.mark.parametrize("form", ["text", "json"])
def test_it_shows_no_secret_and_no_name_of_a_person_or_machine(shop: Path, form: str) -> None:
    (shop / ".env").write_text("MIXPANEL_TOKEN=tok-very-secret\nGA4_API_SECRET='half\n", encoding="utf-8")
    kept(shop, "recorded/events.ndjson", b'{"email": "grace@example.com"}', mode=0o644)
    shown = CliRunner().invoke(app, ["doctor", "-C", str(shop), "--format", form]).output
    for one in ("very-secret", "half", "lovelace", "grace", platform.node() or "no name"):
        assert one not in shown


def test_a_path_elsewhere_is_shown_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "ada"))
    assert at_home(tmp_path / "shop") == (tmp_path / "shop").as_posix()
    assert at_home(tmp_path / "ada" / "a" / "b") == "~/a/b"
