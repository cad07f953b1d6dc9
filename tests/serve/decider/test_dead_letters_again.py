"""`actions dead replay` of what a service kept back: its rules hold then as well."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from tests.serve.decider.running import deciding, event, project, record, write

PLAN = {"Order Completed": {"properties": {"n": {"type": "number"}}}}
BLOCKED = event(1, properties={"n": "1"})


def service(folder: Path, plan: Any = PLAN, source: str = "website", **more: Any) -> None:
    """The files of a service with a plan."""
    (folder / "plan.json").write_text(json.dumps(plan))
    (folder / "gone.ndjson").write_text("")
    sources = [
        {"name": source, "keys": [{"env": "NOT_SET_HERE"}], "plan": {"file": "plan.json", "on_violation": "block"}}
    ]
    project(folder, sources=sources, suppress={"file": "gone.ndjson"}, **more)


@pytest.fixture
def letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two dead letters of what a plan has blocked."""
    import asyncio

    service(tmp_path)
    monkeypatch.setenv("NOT_SET_HERE", "k1")
    write(tmp_path, [record(BLOCKED), record(event(2, userId="u_5", properties={"n": "2"}))])

    async def run() -> None:
        async with deciding(tmp_path / "serve.yaml"):
            pass

    asyncio.run(run())
    monkeypatch.delenv("NOT_SET_HERE")
    return tmp_path


def replayed(folder: Path, *words: str) -> str:
    ended = CliRunner().invoke(
        app, ["dead", "replay", "-C", str(folder), "--outbox", str(folder / "outbox.db"), *words]
    )
    assert ended.exit_code in (0, 4), ended.output
    return " ".join(ended.output.split())


def test_what_the_plan_still_blocks_stays(letters: Path) -> None:
    shown = replayed(letters)
    assert "is kept back by the rules of its service: the tracking plan blocks it: properties.n" in shown
    assert "2 are kept back" in shown
    assert "0 tried again, 2 dead letters left as before" in replayed(letters, "--send", "--yes")


def test_after_the_plan_was_corrected_all_but_suppressed_people_are_tried(letters: Path) -> None:
    service(letters, plan={"Order Completed": {}})
    assert "2 dead letters would be delivered" in replayed(letters)
    (letters / "gone.ndjson").write_text('{"userId": "u_5"}\n')
    shown = replayed(letters)
    assert "is kept back by the rules of its service: its person is suppressed" in shown
    assert "1 dead letter would be delivered" in shown


def test_of_a_source_that_is_gone_nothing_is_sent(letters: Path) -> None:
    service(letters, source="another")
    assert "no source is named website any more" in replayed(letters)


def test_without_the_settings_nothing_is_sent_and_they_can_be_named(letters: Path) -> None:
    (letters / "serve.yaml").rename(letters / "other.yaml")
    assert "2 are kept back" in replayed(letters)
    assert "name them with --settings" in replayed(letters)
    assert "the tracking plan blocks it" in replayed(letters, "--settings", str(letters / "other.yaml"))


def test_settings_with_mistakes_are_named_and_nothing_is_sent(letters: Path) -> None:
    (letters / "serve.yaml").write_text("version: 1\nsources: 5\n")
    assert "cannot replay: " in (shown := replayed(letters, "--send", "--yes"))
    assert "serve.yaml:2:10: sources: must be a list, not 5" in shown
