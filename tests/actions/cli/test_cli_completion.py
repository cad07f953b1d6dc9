"""Shells complete subcommands, options and the project's own names."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.actions.small_projects import write_project

START = "import sys; sys.argv = ['actions']; from actions.cli.entry import main; main()"


def said(folder: Path, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", START],
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(
    ("written", "variables", "words"),
    [
        ("actions sche", {"_ACTIONS_COMPLETE": "complete_bash", "COMP_CWORD": "1"}, ["schema"]),
        (
            "actions run samples --select mixpanel.o",
            {"_ACTIONS_COMPLETE": "complete_bash", "COMP_CWORD": "4"},
            ["mixpanel.orders"],
        ),
        ("actions catalog mix", {"_ACTIONS_COMPLETE": "complete_zsh"}, ["mixpanel"]),
        (
            "actions run --en",
            {"_ACTIONS_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
            ["--env", "--env-file"],
        ),
    ],
)
def test_a_shell_completes(tmp_path: Path, written: str, variables: dict[str, str], words: list[str]) -> None:
    folder = write_project(tmp_path, mixpanel="- {name: Orders, do: purchase}")
    reported = said(folder, COMP_WORDS=written, _TYPER_COMPLETE_ARGS=written, **variables)
    assert [word for word in words if word not in reported] == [], reported


@pytest.mark.parametrize(
    ("shell", "words"), [("bash", "complete -o"), ("zsh", "#compdef actions"), ("fish", "complete ")]
)
def test_a_shell_gets_its_script(tmp_path: Path, shell: str, words: str) -> None:
    assert words in said(tmp_path, _ACTIONS_COMPLETE=f"source_{shell}")


def test_outside_of_a_project_nothing_is_complained_about(tmp_path: Path) -> None:
    line = "actions run a --select x"
    assert said(tmp_path, COMP_WORDS=line, COMP_CWORD="4", _ACTIONS_COMPLETE="complete_bash").strip() == ""
