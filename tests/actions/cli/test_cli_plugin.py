"""`actions plugin check` and the fixture of pytest hold a destination against the same contract."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions.cli.main import app

SOUND = """
from destinations.sdk import ActionType, Destination, Payload, Request, Settings, hookimpl
from pydantic import Field

class Note(Payload):
    text: str = Field(description="{help}")

def build(notes, settings):
    return [Request.post("https://toy.example/", json={{"text": one.text}}, items=[n]) for n, one in enumerate(notes)]

NOTE = ActionType("note", Note, build, "Keep a note.")

@hookimpl
def register_destinations():
    return [Destination("toy", "Toyboard", Settings, (NOTE,), "Keeps notes.")]
"""
DEFAULTS = 'version: 1\naction_types: {note: {when: type = "track", map: {text: event}}}\n'
CASES = "cases:\n  - {of: button_clicked, do: note, sends: [{text: Button Clicked}]}\n"
TESTS = "def test_contract(contract_check):\n    assert contract_check() == []\n"


def write_plugin(folder: Path, text: str) -> None:
    """An installed distribution with the destination `toy`, and a test of its contract."""
    (folder / "toy_destination").mkdir()
    (folder / "toy_destination" / "__init__.py").write_text(text)
    (folder / "toy_destination" / "defaults.yaml").write_text(DEFAULTS)
    (folder / "toy_destination" / "cases.yaml").write_text(CASES)
    about = folder / "toy-0.1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: toy\nVersion: 0.1\n")
    (about / "entry_points.txt").write_text("[destinations]\ntoy = toy_destination\n")


def check(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["plugin", "check", *arguments])
    return result.exit_code, result.output


def test_a_sound_destination_is_reported_so() -> None:
    code, text = check("webhook")
    assert (code, text.splitlines()[-1]) == (0, "webhook: 30 checks, 0 not kept.")


def test_a_breach_is_reported_with_code_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_plugin(tmp_path, SOUND.format(help=""))
    monkeypatch.syspath_prepend(str(tmp_path))
    code, text = check("toy", "--format", "json")
    broken = [json.loads(line) for line in text.splitlines() if '"holds":false' in line]
    reported = {
        "check": "title, help and descriptions are there",
        "holds": False,
        "passed_over": "",
        "findings": ["the field note: text has no text"],
    }
    assert (code, broken) == (1, [reported])


def test_a_destination_that_is_not_there() -> None:
    assert check("mixpannel") == (2, 'actions: there is no destination "mixpannel"; did you mean "mixpanel"?\n')


def test_a_package_that_is_not_installed_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text('[project.entry-points.destinations]\ntoy = "toy_destination"\n')
    monkeypatch.chdir(tmp_path)
    advice = "run pip install -e . in the folder of its package"
    assert check() == (2, f"actions: toy is not installed; {advice}\n")


def run_pytest(folder: Path, destination: str) -> str:
    (folder / "test_it.py").write_text(TESTS)
    (folder / "pytest.ini").write_text(f"[pytest]\n{destination}\n")
    command = [sys.executable, "-m", "pytest", "-p", "actions.kit.pytest_plugin", "-p", "no:cacheprovider", "-v", "."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=env_with(folder)).stdout


def env_with(folder: Path) -> dict[str, str]:
    root = Path(__file__).parents[3]
    return {"PYTHONPATH": f"{root}:{folder}", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(SOUND.format(help="What it says."), "30 passed", id="a sound one"),
        pytest.param(SOUND.format(help=""), "1 failed, 29 passed", id="one without a description"),
        pytest.param(
            SOUND.format(help="What it says.").replace('"toy"', '"tin"'), "is its package installed?", id="broken"
        ),
    ],
)
def test_the_fixture_is_a_test_for_each_check(tmp_path: Path, text: str, words: str) -> None:
    write_plugin(tmp_path, text)
    assert words in run_pytest(tmp_path, "destination = toy")


def test_the_fixture_without_a_destination_says_what_to_write(tmp_path: Path) -> None:
    assert 'write destination = "NAME"' in run_pytest(tmp_path, "")
