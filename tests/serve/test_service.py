"""`actions serve` as a whole: from an SDK's request to the tool, with its processes killed on the way."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from actions.serve.decider.loading import load
from actions.serve.decider.service import Service
from tests.serve.decider.running import event, project, record, write
from tests.serve.killing import killed_service, reloaded_service, restarted_service
from tests.serve.running import serving


@pytest.mark.slow
def test_events_reach_the_tool_once_though_each_process_is_killed(tmp_path: Path) -> None:
    found = killed_service(tmp_path, seed=1, kills=2, least=1000)
    assert len(found.acknowledged) >= 1000
    assert found.lost == set()
    assert found.doubled == []


@pytest.mark.slow
def test_a_service_whose_supervisor_is_killed_starts_again_at_once_and_loses_nothing(tmp_path: Path) -> None:
    found = restarted_service(tmp_path, restarts=1, least=1000)
    assert found.lost == set()
    assert found.doubled == []
    assert " is in use by " not in (tmp_path / "log").read_text()


@pytest.mark.slow
def test_files_that_are_read_again_under_load_lose_nothing_and_each_event_is_decided_by_one_of_them(
    tmp_path: Path,
) -> None:
    found = reloaded_service(tmp_path, reloads=4, least=1000)
    assert found.lost == set()
    assert found.doubled == []
    assert found.refused == {}
    assert {"v0", "v1", "v3"} & found.versions
    assert found.versions <= {"", "v0", "v1", "v3"}


def test_a_reload_that_is_asked_of_the_decider_reaches_the_server_as_well(tmp_path: Path) -> None:
    def settings(*keys: str) -> str:
        sources = [{"name": "website", "keys": keys}]
        return project(tmp_path, listen="127.0.0.1:0", drain_delay="0s", sources=sources).read_text()

    async def reload(*keys: str) -> str:
        settings(*keys)
        service = Service(tmp_path / "serve.yaml", load(tmp_path / "serve.yaml"))
        return await service.reload_both("a test")

    with serving(tmp_path, settings("k1")) as server:
        answers = [
            (asyncio.run(reload(*keys)), server.post("/v1/track", event(1), key="k2").status)
            for keys in (("k1", "k2"), ("k1",))
        ]
    assert answers == [("", 200), ("", 401)]


def command(*words: str) -> Any:
    return CliRunner().invoke(app, words)


def test_settings_with_mistakes_are_findings_and_nothing_is_started(tmp_path: Path) -> None:
    file = tmp_path / "serve.yaml"
    file.write_text("version: 1\nsources:\n  - {name: web, keys: [{env: NO_SUCH_KEY}], kind: brwser}\n")
    ended = command("serve", "--settings", str(file))
    assert ended.exit_code == 4
    assert "E406" in ended.stderr
    assert "the variable NO_SUCH_KEY is not set" in ended.stderr
    assert 'kind: cannot be "brwser"' in ended.stderr


def test_a_key_is_adopted_once_a_source_has_it_and_the_server_runs(tmp_path: Path) -> None:
    file = str(project(tmp_path))
    (tmp_path / "journal").mkdir()
    assert "no source has this key" in command("serve", "unknown", "-s", file, "--adopt", "other").stderr
    assert "the server does not run" in command("serve", "unknown", "-s", file, "--adopt", "k1").stderr
    shown = command("serve", "unknown", "-s", file)
    assert (shown.exit_code, shown.stdout.strip()) == (0, "0 requests with 0 keys kept, for an hour each")


def test_nothing_damaged_is_nothing_to_repair(tmp_path: Path) -> None:
    file = project(tmp_path)
    write(tmp_path, [record(event(1))])
    assert command("serve", "repair", "-s", str(file)).stdout.strip().endswith("nothing is damaged")
