"""`actions fmt`: one layout, comments and order kept, twice is once, and never another meaning."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from actions.workbench.editing.layout import LayoutError, laid_out
from mappings.findings.diagnostic import Report
from mappings.yaml_reader.read import read_yaml

ROOT = Path(__file__).parents[3]
STARTER = sorted((ROOT / "actions" / "starter" / "mappings").rglob("*.yaml"))
FILES = [
    *STARTER,
    *sorted((ROOT / "tests" / "actions" / "whole_files").rglob("*.yaml")),
    *(ROOT / "destinations" / name / "defaults.yaml" for name in ("braze", "klaviyo", "intercom", "slack")),
]

ROWS = [
    ("right already", "version: 1\ndestination: a\n", "version: 1\ndestination: a\n"),
    ("ends of lines, a mark, spaces behind", "\ufeffversion: 1  \r\na: b\r\n\r\n\r\n", "version: 1\r\na: b\r\n"),
    ("deep lists", "a:\n- b: 1\n  c:\n      - d\n", "a:\n  - b: 1\n    c:\n      - d\n"),
    ("braces", "a: { b: c,  d: [ 1,2 ] }\n", "a: {b: c, d: [1, 2]}\n"),
    ("braces of several lines", "a: {b: c,\n    d: e}\n", "a:\n  b: c\n  d: e\n"),
    ("a word that is true elsewhere", "country: NO\nb: yes\nc: 'on'\n", "country: 'NO'\nb: 'yes'\nc: 'on'\n"),
    ("quotes stay", "a: \"x\"\nb: 'y'\nc: z\n", "a: \"x\"\nb: 'y'\nc: z\n"),
    ("a long path stays on its line", f"a: {'b' * 90}.{'c' * 90}\n", f"a: {'b' * 90}.{'c' * 90}\n"),
    (
        "comments",
        "# top\n\na: 1 # one\n# of b\nb:\n- c # two\n# end\n",
        "# top\n\na: 1 # one\n# of b\nb:\n  - c # two\n# end\n",
    ),
    ("a comment goes with what it is about", "a:\n- b: 1\n# of c\n  c: 2\n", "a:\n  - b: 1\n    # of c\n    c: 2\n"),
    ("blank lines", "a: 1\n\n\n\nb:\n\n\n  c: 2\n", "a: 1\n\nb:\n\n  c: 2\n"),
    ("texts of several lines", "a: |\n    x\n    # no comment\n\n\n    y\nb: 1\n", None),
    ("maps of one key keep their braces", "when: {all: [{type: track}, {event: A}]}\n", None),
    ("maps of one key in a list get braces", "a: [b: c, d: e]\n", "a: [{b: c}, {d: e}]\n"),
    ("blanks behind lines of a text", "help: |\n  a  \n  b\nx: 1\n", "help: |\n  a  \n  b\nx: 1\n"),
    ("blanks at the end of a folded text", "help: >-\n  a\n  b  \n\nx: 1\n", "help: >-\n  a\n  b  \nx: 1\n"),
    ("documents", "a: 1\n---\nb: 2\n", "a: 1\n---\nb: 2\n"),
    ("nothing written", "tests:\na: null\n", "tests: null\na: null\n"),
    ("numbers as they are", "a: 1.20\nb: 010\nc: 1e3\nd: 0x1F\n", "a: 1.20\nb: 010\nc: 1e3\nd: 0x1F\n"),
    ("keys in quotes", "map:\n  'traits.\"a.b\"': userId\n", "map:\n  'traits.\"a.b\"': userId\n"),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_file_is_laid_out(text: str, expected: str | None) -> None:
    once = laid_out(text, "f.yaml")
    assert expected is None or once == expected
    assert laid_out(once, "f.yaml") == once
    assert [one.value for one in read_yaml(once, "f", Report())] == [
        one.value for one in read_yaml(text, "f", Report())
    ]


def test_blanks_behind_the_lines_of_a_condition_go() -> None:
    assert laid_out("when: >\n  a = 1  \n  and b = 2\nx: 1\n", "f.yaml") == "when: >\n  a = 1\n  and b = 2\nx: 1\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_twice_is_once_for_every_file_here(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    once = laid_out(written, path.name)
    assert laid_out(once, path.name) == once
    if path in STARTER:
        assert once == written


@pytest.mark.parametrize("text", ["a: [", "a: &x 1\nb: *x\n", "a: 1\na: 2\n", "", "\ta: 1\n"])
def test_what_is_no_file_of_ours_is_left_alone(text: str) -> None:
    with pytest.raises(LayoutError):
        laid_out(text, "f.yaml")


def test_the_command_writes_or_says_what_it_would(tmp_path: Path) -> None:
    (tmp_path / "mappings" / "shared").mkdir(parents=True)
    good, bad, broken = (tmp_path / "mappings" / f"{name}.yaml" for name in ("good", "bad", "broken"))
    shared = tmp_path / "mappings" / "shared" / "a.yaml"
    good.write_text("a: 1\n", encoding="utf-8")
    for path in (bad, shared):
        path.write_bytes(b"a:   1\r\n")

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["fmt", *words, "-C", str(tmp_path)])
        return result.exit_code, result.output

    code, reported = run("--check")
    assert (code, "bad.yaml" in reported, "a.yaml" in reported, "good.yaml" in reported) == (1, True, True, False)
    code, reported = run("--diff")
    assert (code, "+a: 1" in reported, bad.read_bytes()) == (1, True, b"a:   1\r\n")
    assert run(str(bad))[0] == 0
    assert (bad.read_bytes(), shared.read_bytes()) == (b"a: 1\r\n", b"a:   1\r\n")
    assert run()[0] == 0
    assert run() == (0, "3 files laid out already\n")
    broken.write_text("a: [", encoding="utf-8")
    code, reported = run()
    assert (code, reported.count("broken.yaml")) == (1, 1)
    assert run(str(tmp_path / "nowhere.yaml"))[0] == 2
