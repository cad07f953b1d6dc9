"""The commands that ask a service: status, replay and tail."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from actions.cli.serve.deciding import decide
from actions.cli.serve.replay import replay
from actions.cli.serve.status import status
from actions.cli.serve.tail import tail
from actions.cli.serve.unknown import unknown
from actions.serve.journal.state import write_state
from tests.serve.decider.running import CANARY, DeciderProcess, project


@pytest.fixture
def keys_elsewhere(asked: DeciderProcess, tmp_path: Path) -> Path:
    """Settings of the running service whose key is set only where the service runs."""
    settings = json.loads(asked.file.read_text())
    settings["sources"] = [{"name": "website", "keys": [{"env": "NOT_SET_IN_THIS_TERMINAL"}]}]
    file = tmp_path / "serve.yaml"
    file.write_text(json.dumps({**settings, "journal": {"path": str(asked.folder)}}))
    return file


@pytest.mark.parametrize(
    ("command", "words"),
    [(status, ()), (tail, ("--back", "9", "--limit", "1")), (replay, ("--since", "1h")), (unknown, ())],
    ids=["status", "tail", "replay", "unknown"],
)
def test_whoever_asks_the_service_needs_no_write_keys(
    keys_elsewhere: Path, command: Any, words: tuple[str, ...]
) -> None:
    assert run_command(command, "--settings", str(keys_elsewhere), *words)[0] == 0


def test_while_no_decider_answers_the_status_of_the_server_is_shown(tmp_path: Path) -> None:
    file = project(tmp_path)
    (tmp_path / "journal").mkdir()
    facts = {"pid": 77, "at": time.time_ns() // 1000, "host": "127.0.0.1", "port": 8080, "began": time.time()}
    write_state(tmp_path / "journal", "server", {**facts, "counters": {"received": {"website": 5}}})
    code, text = run_command(status, "--settings", str(file))
    assert code == 0
    assert "server: process 77, listening on 127.0.0.1:8080" in text
    assert "5 events received since" in text
    assert "decider: it does not answer" in text
    code, text = run_command(tail, "--settings", str(file))
    assert code == 1
    assert "the server accepts events, and the decider does not answer" in " ".join(text.split())


def run_command(command: Any, *words: str) -> tuple[int, str]:
    """The exit code of a command, and all that it says."""
    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.output


def test_status_shows_each_source_and_each_tool(asked: DeciderProcess) -> None:
    code, text = run_command(status, "--settings", str(asked.file))
    assert code == 0
    assert "server: none has used this journal" in text
    assert f"decider: process {asked.process.pid}, has decided about all" in text
    assert any(line.split()[:1] == ["website"] for line in text.splitlines())
    assert "shop: 0 wait" in text
    code, text = run_command(status, "--settings", str(asked.file), "--format", "json")
    assert json.loads(text)["decider"]["sources"]["website"]["refused"] == 1


def test_tail_shows_events_decisions_and_reasons_and_hides_people(asked: DeciderProcess) -> None:
    words = ("--settings", str(asked.file), "--back", "1000", "--limit", "2")
    code, text = run_command(tail, *words)
    assert code == 0
    lines = text.splitlines()
    assert lines[0].endswith("website Order Completed decided")
    assert "    ads.track not_fired: consent: Advertising is not granted" in lines
    assert lines[-1].endswith("website track refused no_name: a track needs a name")
    assert CANARY not in text
    assert CANARY in run_command(tail, *words, "--people", "--format", "json")[1]


def test_replay_tells_what_came_of_it(asked: DeciderProcess) -> None:
    code, text = run_command(replay, "--settings", str(asked.file), "--since", "1h")
    assert code == 0
    assert "0 deliveries accepted" in text


@pytest.mark.parametrize(
    ("command", "words", "code", "said"),
    [
        (status, (), 1, "no service uses"),
        (tail, (), 1, "start it with `actions serve`"),
        (replay, ("--since", "soon"), 2, "--since soon: since is how long ago, such as 2h"),
    ],
    ids=["status without a service", "tail without a service", "replay since an unknown moment"],
)
def test_what_cannot_be_asked_is_told(
    tmp_path: Path, command: Any, words: tuple[str, ...], code: int, said: str
) -> None:
    ended, text = run_command(command, "--settings", str(project(tmp_path)), *words)
    assert ended == code
    assert said in " ".join(text.split())


def test_a_decider_that_cannot_begin_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = project(tmp_path)
    (tmp_path / "mappings" / "shop.yaml").write_text("version: 1\ndestination: mixpnael\nactions: []\n")
    with pytest.raises(typer.Exit) as ended:
        decide(file)
    assert ended.value.exit_code == 4
    said = capsys.readouterr().err
    assert "mixpanel" in said
    assert "shop.yaml:2:14" in said
