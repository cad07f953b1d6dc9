"""`actions run URL --send`: each object is sent once, in whatever run."""

import json
from pathlib import Path

import fsspec
import pytest
from typer.testing import CliRunner, Result

from actions.cli.main import app
from tests.actions.cli.sending import project, server, taken, write_events


def run(folder: Path, *words: str, divert: str) -> Result:
    command = ["run", f"file://{folder}/in", "--send", "--yes", "--format", "json", "-C", str(folder)]
    return CliRunner().invoke(app, [*command, "--divert", divert, *words], catch_exceptions=False)


def test_each_object_is_sent_once_in_whatever_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", "whsec_Y2FuYXJ5IGNhbmFyeSBjYW5hcnk=")
    project(tmp_path, "shop")
    (tmp_path / "in").mkdir()
    write_events(tmp_path / "in" / "a.ndjson", range(3))
    write_events(tmp_path / "in" / "b.ndjson", range(3, 6))
    with server(tmp_path) as (url, ledger):

        def sent(*words: str) -> list[str]:
            before = len(taken(ledger, "shop")) if ledger.exists() else 0
            done = run(tmp_path, *words, divert=url)
            assert done.exit_code == 0, done.output
            return taken(ledger, "shop")[before:]

        assert sent("--limit", "4") == ["m0", "m1", "m2", "m3"]
        assert sent() == ["m4", "m5"]
        assert sent() == []
        # Of an object that has changed, only what is new goes out: the rest is known by its ids.
        write_events(tmp_path / "in" / "b.ndjson", range(3, 7))
        assert sent() == ["m6"]
        assert sorted(sent("--again")) == [f"m{number}" for number in range(7)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("file://in", "file://in", id="relative"),
        pytest.param("file://in/", "file://{folder}/in", id="relative, then absolute"),
        pytest.param("file://{folder}/in", "local://{folder}/in/", id="another name of the same store"),
        pytest.param("file://{folder}/in/a.ndjson", "file://in", id="one object, then its folder"),
    ],
)
def test_an_object_is_read_once_however_its_url_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str, second: str
) -> None:
    monkeypatch.setenv("HOOK_SECRET", "whsec_Y2FuYXJ5IGNhbmFyeSBjYW5hcnk=")
    monkeypatch.chdir(project(tmp_path, "shop"))
    (tmp_path / "in").mkdir()
    write_events(tmp_path / "in" / "a.ndjson", range(3))
    with server(tmp_path) as (url, _):
        printed = []
        for one in (first, second):
            words = ["run", one.format(folder=tmp_path), "--send", "--yes", "--format", "json", "--divert", url]
            done = CliRunner().invoke(app, words, catch_exceptions=False)
            assert done.exit_code == 0, done.output
            printed.append(done.stdout.count('"status":"fired"'))
    assert printed == [3, 0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["events.ndjson", "--send", "--watch", "5"], "looks for new objects at a URL", id="no URL"),
        pytest.param(["file:///tmp/", "--watch", "5"], "looks for new objects at a URL", id="nothing is sent"),
        pytest.param(["memory://none/"], "memory://none/ holds no .ndjson", id="no object"),
        pytest.param(["memory://some/", "--jobs", "2"], "one process reads the objects at memory://some/", id="jobs"),
    ],
)
def test_what_cannot_be_read_so_is_refused(tmp_path: Path, words: list[str], message: str) -> None:
    fsspec.filesystem("memory").pipe("memory://some/a.ndjson", b"{}")
    done = CliRunner().invoke(app, ["run", *words, "-C", str(project(tmp_path, "shop"))])
    assert done.exit_code == 2
    assert message in " ".join(done.output.split())


def test_without_send_events_of_objects_are_decided_as_those_of_files(tmp_path: Path) -> None:
    write_events(tmp_path / "e.ndjson", range(3))
    project(tmp_path, "shop")
    made = []
    for name in (str(tmp_path / "e.ndjson"), f"file://{tmp_path}/e.ndjson"):
        done = CliRunner().invoke(app, ["run", name, "--format", "json", "-C", str(tmp_path)])
        found = [json.loads(line) for line in done.stdout.splitlines()]
        made.append([(one["file"].removeprefix("file://"), one["line"], one["message_id"]) for one in found])
    assert made[0] == made[1] == [(f"{tmp_path}/e.ndjson", number, f"m{number - 1}") for number in (1, 2, 3)]
