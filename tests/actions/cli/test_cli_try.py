"""`actions try`: once, from a pipe, and at a prompt on a terminal."""

import json
import os
import pty
import select
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions.cli.main import app

EVENT: dict[str, Any] = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u_1",
    "properties": {"revenue": "1249.00", "Plan": "pro"},
    "context": {"traits": {"email": "ada@example.com"}},
}

ONCE: list[tuple[str, list[str], int, str]] = [
    ("a path", ["properties.revenue"], 0, '"1249.00"\n'),
    (
        "nothing, and what is near",
        ["properties.plan"],
        0,
        "nothing\n  the event has Plan, not plan → properties.Plan\n",
    ),
    ("a condition, test by test", ["properties.revenue > 1000"], 0, 'properties.revenue is above 1000  saw "1249.00"'),
    ("a condition that holds", ["userId exists"], 0, "holds\n"),
    ("a mistake, with its place", ["propertis.x"], 1, "typed:1:1: error E301"),
    ("a value that does not fit", ["abs(properties.Plan)"], 0, "abs() takes"),
    ("personal data is hidden", ["context.traits.email"], 0, '"•••"'),
    ("and shown when asked", ["context.traits.email", "--reveal"], 0, '"ada@example.com"'),
    ("another tool's words", ["userId is set"], 1, "write userId exists"),
    ("another tool's pattern", ['event like "Order%"'], 1, 'write match(event, "Order*")'),
    ("a function whose texts are in double quotes", ["if_(userId == `5`, \"big\", 'b')"], 1, "write 'big'"),
    ("a field with a word that is none", ["{from: userId, as: blob}"], 1, 'as: cannot be "blob"'),
    ("a number as people write it", ["to_number('1.234,50')"], 0, "parse_number('1.234,50', '1.234,56')"),
    ("as JSON", ["properties.Plan", "--format", "json"], 0, '"kind":"path"'),
]


@pytest.mark.parametrize(("words", "code", "message"), [row[1:] for row in ONCE], ids=[row[0] for row in ONCE])
def test_once(words: list[str], code: int, message: str) -> None:
    answer = CliRunner(env={"COLUMNS": "100"}).invoke(app, ["try", json.dumps(EVENT), *words])
    assert (answer.exit_code, message in answer.stdout) == (code, True), answer.output


def test_the_event_behind_the_expression_is_turned_round(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(EVENT), encoding="utf-8")
    answer = CliRunner().invoke(app, ["try", "properties.a = 5", str(tmp_path / "one.json")])
    assert answer.exit_code == 2
    assert f"the event comes first: actions try {tmp_path}/one.json 'properties.a = 5'" in answer.stderr


def test_lines_from_a_pipe_are_tried_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(EVENT), encoding="utf-8")
    answer = CliRunner().invoke(app, ["try", str(file)], input="event\n\npropertis.x\nproperties.Plan\nexit\nuserId\n")
    assert answer.exit_code == 0
    assert answer.stdout.startswith('"Order Completed"\n')
    assert answer.stdout.endswith('"pro"\n')


@pytest.mark.parametrize(
    ("source", "code", "message"), [("nowhere.json", 2, "there is no file"), ("{", 2, "not a complete JSON value")]
)
def test_an_event_that_is_not_there_is_reported(source: str, code: int, message: str) -> None:
    answer = CliRunner().invoke(app, ["try", source, "event"])
    assert (answer.exit_code, message in answer.stderr) == (code, True), answer.output


def read_until(terminal: int, words: bytes) -> bytes:
    shown = b""
    while words not in shown and select.select([terminal], [], [], 60)[0]:
        try:
            shown += os.read(terminal, 4096)
        except OSError:
            break
    return shown


def test_a_prompt_completes_names_of_the_event_and_brings_back_what_was_typed() -> None:
    pytest.importorskip("readline")
    command = [sys.executable, "-c", "from actions.cli.main import main; main()", "try", json.dumps(EVENT)]
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(COLUMNS="100", TERM="dumb", PYTHONPATH=str(Path(__file__).parents[3]))
        os.execv(command[0], command)  # noqa: S606 - our own program
    read_until(terminal, b"try> ")
    os.write(terminal, b"properties.Pl\t\n")
    completed = read_until(terminal, b'"pro"\r\ntry> ')
    os.write(terminal, b"\x10\n")  # The line before, as the arrow up brings it.
    again = read_until(terminal, b'"pro"\r\ntry> ')
    os.write(terminal, b"\x04")
    read_until(terminal, b"\x00")
    _, status = os.waitpid(child, 0)
    assert b"properties.Plan" in completed
    assert b"properties.Plan" in again
    assert b'"pro"' in again
    assert os.waitstatus_to_exitcode(status) == 0
