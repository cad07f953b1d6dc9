"""`actions test`: exit codes, selection, recording, reports."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from textwrap import dedent

import pytest
from typer.testing import CliRunner, Result

from actions.cli.main import app
from tests.docs_pages import ROOT

HEAD = """\
version: 1
destination: webhook
settings: {url: https://hooks.example.com/in}
actions:
  - name: Big, or large
    id: big
    do: send
    inherit: false
    when: properties.n > 3
    map: {data.n: properties.n, data.t: properties.t}
"""
GOOD = """\
tests:
  - {name: five is big, given: {type: track, event: A, userId: u, properties: {n: 5}}, expect: [{action: big}]}
  - {name: two is not, given: {type: track, event: A, userId: u, properties: {n: 2}}, expect: nothing}
"""
BAD = GOOD + "  - {name: wrong, given: {type: track, event: A, userId: u, properties: {n: 5}}, expect: nothing}\n"


def write(folder: Path, text: str) -> Path:
    (folder / "mappings").mkdir(exist_ok=True)
    (folder / "mappings" / "hook.yaml").write_bytes((HEAD + text).encode())
    return folder


def run(folder: Path, *words: str) -> Result:
    return CliRunner(env={"COLUMNS": "100"}).invoke(app, ["test", "-C", str(folder), *words])


EXITS: list[tuple[str, str, list[str], int, str]] = [
    ("all hold", GOOD, [], 0, "2 passed in"),
    ("one does not", BAD, [], 1, "2 passed, 1 failed in"),
    ("one that was not asked for does not", BAD, ["--select", "five*,two is not"], 0, "2 passed in"),
    ("asked for by the action", BAD, ["--select", "Big, or large"], 0, "1 passed in"),
    ("asked for by the file", BAD, ["--select", "hook.yaml"], 1, "1 failed"),
    ("a name that no test has", GOOD, ["--select", "fife"], 2, "names no test"),
    ("enough conditions are covered", GOOD, ["--conditions", "100"], 0, "conditions covered 1 of 1"),
    ("too few conditions are covered", GOOD, ["--conditions", "50", "--select", "five*"], 1, "0 % of the conditions"),
    (
        "what is not covered is listed",
        GOOD,
        ["--missing", "--select", "two*"],
        0,
        "properties.n is above 3: never held",
    ),
    ("there are no tests", "", [], 0, "There are no tests"),
    ("a test is not whole", "tests: [{name: a}]\n", [], 1, "a test needs an event"),
    ("no test is whole", "tests: [{name: a}]\n", [], 1, "1 mistake in tests: those of them are not run."),
    ("the file is wrong", "tests: [}\n", [], 1, "hook.yaml:11"),
]


@pytest.mark.parametrize(
    ("text", "words", "code", "message"), [row[1:] for row in EXITS], ids=[row[0] for row in EXITS]
)
def test_exit_codes(tmp_path: Path, text: str, words: list[str], code: int, message: str) -> None:
    answer = run(write(tmp_path, text), *words)
    assert (answer.exit_code, message in answer.output) == (code, True), answer.output


def test_json_has_a_line_for_each_test_and_one_for_all(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in run(write(tmp_path, BAD), "--format", "json").stdout.splitlines()]
    assert [(row["test"], row["passed"], row["line"]) for row in rows[:-1]] == [
        ("five is big", True, 12),
        ("two is not", True, 13),
        ("wrong", False, 14),
    ]
    assert (rows[-1]["passed"], rows[-1]["failed"], rows[-1]["covered"]) == (2, 1, 1)


def test_junit_is_written(tmp_path: Path) -> None:
    run(write(tmp_path, BAD), "--junit", str(tmp_path / "out.xml"))
    root = ET.parse(tmp_path / "out.xml").getroot()  # noqa: S314 - written by ourselves
    assert (root.get("tests"), root.get("failures")) == ("3", "1")
    [failure] = root.iter("failure")
    assert "Big, or large: fires, and the test does not name it" in (failure.get("message") or "")


RECORDED: list[tuple[str, str, str]] = [
    (
        "a block, with comments around it",
        """\
        tests:
          # orders
          - name: a   # the first
            given:
              type: track
              event: A
              userId: u
              properties: {n: 5, t: "yes"}   # five

          # the last
          - {name: b, given: {type: page, userId: u}, expect: nothing}
        """,
        """\
        tests:
          # orders
          - name: a   # the first
            given:
              type: track
              event: A
              userId: u
              properties: {n: 5, t: "yes"}   # five
            expect:
              - action: "Big, or large"
                payload:
                  data:
                    n: 5
                    t: "yes"

          # the last
          - {name: b, given: {type: page, userId: u}, expect: nothing}
        """,
    ),
    (
        "one line",
        "tests:\n  - {name: a, given: {type: track, event: A, userId: u, properties: {n: 5}}}  # one\n",
        (
            "tests:\n  - {name: a, given: {type: track, event: A, userId: u, properties: {n: 5}}, expect: "
            '[{action: "Big, or large", payload: {data: {n: 5}}}]}  # one\n'
        ),
    ),
    (
        "the end of a file without a line's end",
        "tests:\n- name: a\n  given: {type: page, userId: u}",
        "tests:\n- name: a\n  given: {type: page, userId: u}\n  expect: nothing\n",
    ),
    (
        "ends of lines as Windows writes them",
        "tests:\r\n- name: a\r\n  given: {type: page, userId: u}\r\n",
        "tests:\r\n- name: a\r\n  given: {type: page, userId: u}\r\n  expect: nothing\r\n",
    ),
    (
        "a long text at its end",
        "tests:\n- name: a\n  given:\n    type: page\n    userId: u\n    name: |\n      long\n      text\n# end\n",
        (
            "tests:\n- name: a\n  given:\n    type: page\n    userId: u\n    name: |\n      long\n      text\n"
            "  expect: nothing\n# end\n"
        ),
    ),
]


@pytest.mark.parametrize(("before", "after"), [row[1:] for row in RECORDED], ids=[row[0] for row in RECORDED])
def test_what_is_recorded_is_added_and_all_else_stays(tmp_path: Path, before: str, after: str) -> None:
    folder = write(tmp_path, dedent(before))
    file = folder / "mappings" / "hook.yaml"
    shown = run(folder, "--record")
    assert (shown.exit_code, "+" in shown.stdout, file.read_bytes()) == (2, True, (HEAD + dedent(before)).encode())
    assert "--record --yes" in shown.stderr
    assert run(folder, "--record", "--yes").exit_code == 0
    got = file.read_bytes().decode()
    assert got == HEAD + dedent(after)
    assert run(folder).exit_code == 0
    assert "nothing to record" in run(folder, "--record", "--yes").stdout


def test_the_tests_of_the_starter_hold() -> None:
    assert run(ROOT / "actions" / "starter").exit_code == 0


def test_help_has_an_example() -> None:
    assert "Example: actions test --select" in CliRunner().invoke(app, ["test", "--help"]).stdout
