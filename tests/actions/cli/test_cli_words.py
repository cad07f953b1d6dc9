"""What people type who know other tools is answered with what to write here."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from actions.cli.main import app
from tests.docs_pages import ROOT

WORDS = {
    "validate": "write actions check",
    "lint": "write actions check",
    "eval": "write actions try",
    "dry-run": "write actions run EVENTS",
    "dlq": "write actions dead",
    "chek": 'did you mean "check"?',
    "explian": 'did you mean "explain"?',
    "frobnicate": "`actions --help` lists them all",
}


@pytest.mark.parametrize(("typed", "message"), WORDS.items())
def test_a_verb_of_another_tool_is_answered_with_ours(typed: str, message: str) -> None:
    answer = CliRunner().invoke(app, [typed, "x"], env={"COLUMNS": "140"})
    assert (answer.exit_code, f'there is no command "{typed}"; {message}' in answer.stderr) == (2, True), answer.stderr


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("dead foo", 'there is no command "dead foo"; there are list, show, drop, export, replay'),
        ("dead lst", 'there is no command "dead lst"; did you mean "list"?'),
        ("plugin foo", 'there is no command "plugin foo"; there is check'),
        ("new destinaton acme", 'there is no command "new destinaton"; did you mean "destination"?'),
        ("outbox frget", 'there is no command "outbox frget"; did you mean "forget"?'),
        ("--verison", "`actions` has no option --verison; did you mean --version?"),
        ("check --strct", "`actions check` has no option --strct; did you mean --strict?"),
        ("dead list --reson x", "`actions dead list` has no option --reson; did you mean --reason?"),
        ("status --frobnicate", "`actions status` has no option --frobnicate; `actions status --help` lists them all"),
        ("run", "`actions run` needs EVENTS, such as `actions run samples --select mixpanel`"),
        ("dead show", "`actions dead show` needs LETTERS, such as `actions dead show 17`"),
        ("run samples --limit", "--limit needs a value: --limit NUMBER (Stop after this many events)"),
        ("check --explain", "--explain needs a value: --explain CODE (Explain the code of a finding)"),
        ("dead list --reason", "--reason needs a value: --reason TEXT (Only with this text in the reason)"),
        ("check --strict=yes", "--strict takes no value: write it alone"),
        ("show a b", '`actions show` takes nothing more, and there is "b"; `actions show --help` shows what it takes'),
    ],
)
def test_a_wrong_command_line_is_one_line_in_our_words(typed: str, message: str) -> None:
    answer = CliRunner().invoke(app, typed.split(), env={"COLUMNS": "200"})
    assert (answer.exit_code, answer.stdout, answer.stderr) == (2, "", f"actions: {message}\n")


def test_a_group_without_a_command_shows_its_help() -> None:
    answer = CliRunner().invoke(app, ["dead"])
    assert (answer.exit_code, "replay" in answer.output) == (2, True)


@pytest.mark.parametrize("typed", [["-h"], ["help"], ["--help"]])
def test_help_is_given_however_it_is_asked_for(typed: list[str]) -> None:
    answer = CliRunner().invoke(app, typed)
    assert (answer.exit_code, "check" in answer.stdout) == (0, True)


@pytest.mark.parametrize("typed", [["check", "-h"], ["help", "check"], ["check", "--help"], ["dead", "list", "-h"]])
def test_the_help_of_a_command_is_given_however_it_is_asked_for(typed: list[str]) -> None:
    answer = CliRunner().invoke(app, typed)
    assert (answer.exit_code, "Example" in answer.stdout) == (0, True)


def verbs(command: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of each command that does something."""
    inner = getattr(command, "commands", {})
    for name, one in inner.items():
        yield from verbs(one, (*way, name))
    if way:
        yield way


VERBS = list(verbs(get_command(app)))
PAGES = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("way", VERBS, ids=" ".join)
def test_every_verb_has_an_example_that_is_one_and_stands_in_the_documentation(way: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*way, "--help"], env={"COLUMNS": "140"}).stdout
    [example] = [line.strip() for line in shown.splitlines() if line.strip().startswith("Example: actions ")]
    assert re.findall(r"<(?:list|str|int|bool|path|Path|float)\b[^>]*>", shown) == []
    words = shlex.split(example)[2:]
    assert tuple(words[: len(way)]) == way
    # Its options are options: with --help nothing is done, and what is unknown is still refused.
    assert CliRunner().invoke(app, [*words, "--help"]).exit_code == 0
    assert f"`actions {' '.join(way)}" in PAGES


@pytest.mark.parametrize("verb", ["catalog", "schema"])
@pytest.mark.parametrize(("name", "meant"), [("facebook", "meta_capi"), ("google_analytics", "ga4")])
def test_a_destination_by_a_common_name_is_answered_with_ours(verb: str, name: str, meant: str) -> None:
    answer = CliRunner().invoke(app, [verb, name], env={"COLUMNS": "140"})
    reported = f'there is no destination "{name}"; did you mean "{meant}"?'
    assert (answer.exit_code, reported in answer.stderr) == (2, True), answer.stderr


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (["check", "--format", "xml"], '"xml" is not one of "text", "json", "github", "sarif", "junit"'),
        (["test", "--conditions", "abc"], "write a number"),
        (["test", "--conditions", "101"], "write 100 or less"),
        (["run", "samples", "--limit", "0"], "write 1 or more"),
        (["run", "samples", "--limit", "many"], "write a whole number"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)
def test_a_value_that_an_option_does_not_take_is_reported_of_in_our_words(typed: list[str], message: str) -> None:
    answer = CliRunner().invoke(app, typed, env={"COLUMNS": "140"})
    assert (answer.exit_code, message in answer.stderr) == (2, True), answer.stderr
    assert not [word for word in ("Input should", "Value error", "parse") if word in answer.stderr]


def test_one_function_is_shown_with_its_examples() -> None:
    answer = CliRunner().invoke(app, ["catalog", "functions", "lower"])
    assert answer.stdout.startswith("lower(text: text) -> text\nThe text in lower case.\n")
    assert "lower(" in answer.stdout.splitlines()[-2]
    unknown = CliRunner().invoke(app, ["catalog", "functions", "lowercase"])
    assert (unknown.exit_code, unknown.stderr) == (
        2,
        'actions: there is no function "lowercase"; did you mean lower?\n',
    )
