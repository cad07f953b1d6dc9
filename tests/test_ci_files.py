"""The files for other people's CI: what they run are commands that there are."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import read_yaml

ROOT = Path(__file__).parents[1]
HOOKS, WORKFLOW = ROOT / ".pre-commit-hooks.yaml", ROOT / "docs" / "ci" / "github.yaml"


def read(path: Path) -> Any:
    report = Report()
    [spot] = read_yaml(path.read_text(encoding="utf-8"), path.name, report)
    assert [one.message for one in report] == []
    return spot.value


COMMANDS = [one["entry"] for one in read(HOOKS)] + [
    line.split(" >> ")[0]
    for step in read(WORKFLOW)["jobs"]["mappings"]["steps"]
    for line in step.get("run", "").splitlines()
    if line.startswith("actions ")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_one(command: str) -> None:
    told = CliRunner().invoke(app, [*shlex.split(command)[1:], "--help"])
    assert told.exit_code == 0, told.output


def test_the_workflow_checks_tests_and_compares() -> None:
    assert [command.split()[1] for command in COMMANDS[-3:]] == ["check", "test", "diff"]


def test_no_command_of_the_workflow_holds_what_others_write() -> None:
    runs = [step.get("run", "") for step in read(WORKFLOW)["jobs"]["mappings"]["steps"]]
    assert [run for run in runs if re.search(r"\$\{\{", run)] == []
