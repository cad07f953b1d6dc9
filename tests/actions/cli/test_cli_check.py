"""`actions check`: one finding per mistake, at its place, with a caret and the fix in words."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions.cli.main import app

GOOD = """\
version: 1
destination: mixpanel
settings:
  project_token: {secret: MIXPANEL_TOKEN}
actions:
  - name: Orders
    do: purchase
    when: type = "track" and event = "Order Completed"
    map:
      order_id: properties.order_id
      revenue: {from: [properties.revenue, properties.total], as: number}
      properties.email: lower(context.traits.email)
    set:
      properties.source: shop
"""

MISTAKES: list[tuple[str, str, str, str, int, int, str]] = [
    ("a key of the file", "settings:", "setings:", "E120", 3, 1, '"settings"'),
    ("a key of an action", "    when:", "    wen:", "E120", 8, 5, '"when"'),
    ("a key of a field", "as: number", "az: number", "E120", 11, 63, '"as"'),
    ("a conversion", "as: number", "as: numbr", "E123", 11, 67, '"number"'),
    ("the destination", "destination: mixpanel", "destination: mixpanle", "E110", 2, 14, '"mixpanel"'),
    ("the action type", "do: purchase", "do: purchse", "E111", 7, 9, '"purchase"'),
    ("a setting", "project_token:", "project_tokn:", "E401", 4, 3, '"project_token"'),
    ("a field of the payload", "revenue: {", "revenu: {", "E342", 11, 7, '"revenue"'),
    ("an event field in a path", "order_id: properties.", "order_id: propertis.", "E301", 10, 17, '"properties"'),
    (
        "an event field in a condition",
        'when: type = "track" and event',
        'when: type = "track" and evnt',
        "E201",
        8,
        30,
        '"event"',
    ),
    ("a function", "lower(", "lowr(", "E320", 12, 25, '"lower"'),
    (
        "too many arguments",
        "lower(context.traits.email)",
        "lower(context.traits.email, userId)",
        "E321",
        12,
        25,
        "argument",
    ),
    ("a word with a space in a path", "properties.order_id", "properties.Order ID", "E302", 10, 34, '"Order ID"'),
    ("a condition that stops", 'event = "Order Completed"', "event =", "E202", 8, 36, ""),
    ("a stray word in a condition", '"Order Completed"', '"Order Completed" "x"', "E203", 8, 56, ""),
    ("a bracket that never closes", 'when: type = "track"', 'when: (type = "track"', "E203", 8, 11, ")"),
    ("a key written twice", "      order_id:", "      order_id: userId\n      order_id:", "E102", 11, 7, ""),
    ("a literal under map", "order_id: properties.order_id", "order_id: 5", "E330", 10, 17, "set:"),
    ("a map without a source", "order_id: properties.order_id", "order_id: {id: product_id}", "E304", 10, 17, "quotes"),
    ("one target in map and set", "properties.source: shop", "order_id: shop", "E310", 14, 7, ""),
    ("a tab", "    do:", "\tdo:", "E104", 7, 1, "space"),
    ("an alias", "order_id: properties.order_id", "order_id: *id", "E105", 10, 17, ""),
    ("a tag", "order_id: properties.order_id", "order_id: !!python/object:os.system x", "E105", 10, 17, ""),
    (
        "a colon inside a path",
        "order_id: properties.order_id",
        "order_id: join(': ', [userId])",
        "E109",
        10,
        23,
        "quotes",
    ),
    ("a version of the future", "version: 1", "version: 2", "E124", 1, 10, "1"),
]


def project(folder: Path, text: str) -> Path:
    (folder / "mappings").mkdir()
    (folder / "mappings" / "mixpanel.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_file_without_mistakes_has_no_findings(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["check", "-C", str(project(tmp_path, GOOD))])
    assert (answer.exit_code, answer.stdout) == (0, "Checked 1 file, 1 action: 0 errors, 0 warnings.\n")


@pytest.mark.parametrize(
    ("right", "wrong", "code", "line", "column", "words"),
    [row[1:] for row in MISTAKES],
    ids=[row[0] for row in MISTAKES],
)
def test_a_mistake_is_one_finding_at_its_place(
    tmp_path: Path, right: str, wrong: str, code: str, line: int, column: int, words: str
) -> None:
    assert GOOD.count(right) >= 1
    text = GOOD.replace(right, wrong, 1)
    folder = project(tmp_path, text)
    answer = CliRunner().invoke(app, ["check", "-C", str(folder), "--format", "json"])
    found = [json.loads(row) for row in answer.stdout.splitlines()]
    assert [(one["code"], one["line"], one["column"]) for one in found] == [(code, line, column)], found
    assert words in f"{found[0]['message']} {found[0]['hint']}"
    assert answer.exit_code == 1
    shown = CliRunner().invoke(app, ["check", "-C", str(folder)]).stdout
    assert f"mappings/mixpanel.yaml:{line}:{column}: error {code}: " in shown
    excerpt, carets = shown.splitlines()[2:4]
    assert excerpt == f"  {line} | {text.splitlines()[line - 1]}".replace("\t", " ").rstrip()
    assert carets.index("^") == len(f"  {line} | ") + column - 1
    assert "Traceback" not in shown


def test_a_long_line_is_shown_around_its_mistake(tmp_path: Path) -> None:
    path = " || ".join(f"properties.x{number}" for number in range(20))
    text = GOOD.replace("order_id: properties.order_id", f"order_id: {path} || propertis.y || {path}")
    shown = CliRunner().invoke(app, ["check", "-C", str(project(tmp_path, text))]).stdout
    excerpt, carets = shown.splitlines()[2:4]
    assert len(excerpt) < 200
    assert excerpt[carets.index("^") : carets.rindex("^") + 1] == "propertis"


SHARED_MISTAKES = {
    "a condition": ("when: tpye = 1", "E201"),
    "a condition that is warned of": ('when: type = "track" and event = "a" or event = "Order Completed"', "W204"),
    "a path": ("map: {event: propertis.x}", "E301"),
    "a field that no action type has": ("map: {planet: properties.x}", "E342"),
}


@pytest.mark.parametrize(("written", "code"), SHARED_MISTAKES.values(), ids=SHARED_MISTAKES)
def test_a_mistake_under_defaults_is_reported_once_for_all_actions(tmp_path: Path, written: str, code: str) -> None:
    text = GOOD.replace("actions:\n", f"defaults:\n  {written}\nactions:\n  - {{do: track, enabled: false}}\n")
    answer = CliRunner().invoke(app, ["check", "-C", str(project(tmp_path, text)), "--format", "json"])
    assert [json.loads(row)["code"] for row in answer.stdout.splitlines()] == [code]


def test_a_file_without_settings_lacks_them_and_nothing_else(tmp_path: Path) -> None:
    text = GOOD.replace("settings:\n  project_token: {secret: MIXPANEL_TOKEN}\n", "")
    answer = CliRunner().invoke(app, ["check", "-C", str(project(tmp_path, text)), "--format", "json"])
    [found] = [json.loads(row) for row in answer.stdout.splitlines()]
    assert (found["code"], found["line"], found["hint"]) == ("E402", 2, "add settings: with project_token below it")


LITERALS = {
    "a path under set": ("properties.source: shop", "properties.source: properties.shop", "under map:"),
    "a template under set": ("properties.source: shop", 'properties.source: "by {{ userId }}"', "{template: …}"),
    "a variable in braces under set": (
        "properties.source: shop",
        "properties.source: by ${USER}",
        "nothing is filled in",
    ),
    "a variable of a shell under set": ("properties.source: shop", "properties.source: $SHOP", "nothing is filled in"),
    "a variable of Windows under set": (
        "properties.source: shop",
        "properties.source: '%SHOP%'",
        "nothing is filled in",
    ),
    "a path as a default": (
        "order_id: properties.order_id",
        "order_id: {from: properties.order_id, default: properties.id}",
        "write from: [properties.order_id, properties.id]",
    ),
}


@pytest.mark.parametrize(("right", "wrong", "hint"), LITERALS.values(), ids=LITERALS)
def test_a_literal_that_looks_like_a_path_is_warned_of(tmp_path: Path, right: str, wrong: str, hint: str) -> None:
    folder = project(tmp_path, GOOD.replace(right, wrong))
    answer = CliRunner().invoke(app, ["check", "-C", str(folder), "--format", "json"])
    [found] = [json.loads(row) for row in answer.stdout.splitlines()]
    assert (found["code"], hint in found["hint"], answer.exit_code) == ("W346", True, 0)


@pytest.mark.parametrize("text", ["$group_id", "buy $AAPL", "100%", "$5", "a $ b"])
def test_a_literal_that_means_itself_is_not_warned_of(tmp_path: Path, text: str) -> None:
    folder = project(tmp_path, GOOD.replace("properties.source: shop", f"properties.source: '{text}'"))
    answer = CliRunner().invoke(app, ["check", "-C", str(folder), "--format", "json"])
    assert (answer.stdout, answer.exit_code) == ("", 0)


def test_all_mistakes_of_a_file_are_reported_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("revenue: {", "revenu: {").replace("lower(", "lowr(").replace('event = "Order', 'evnt = "Order')
    answer = CliRunner().invoke(app, ["check", "-C", str(project(tmp_path, text)), "--format", "json"])
    assert {json.loads(row)["code"] for row in answer.stdout.splitlines()} == {"E342", "E320", "E201"}


def test_no_more_than_twenty_findings_of_a_file_are_printed_and_the_rest_is_counted(tmp_path: Path) -> None:
    text = GOOD + "".join(f"      unknown_{number}: x\n" for number in range(30))
    shown = CliRunner().invoke(app, ["check", "-C", str(project(tmp_path, text))]).stdout
    assert shown.count(": error E342: ") == 20
    assert "mappings/mixpanel.yaml: and 10 more" in shown
    assert "30 errors" in shown


def test_warnings_fail_only_when_they_are_asked_to(tmp_path: Path) -> None:
    folder = project(tmp_path, GOOD.replace("{secret: MIXPANEL_TOKEN}", "0123456789abcdef"))
    plain, strict = (CliRunner().invoke(app, ["check", "-C", str(folder), *more]) for more in ([], ["--strict"]))
    assert (plain.exit_code, strict.exit_code) == (0, 1)
    assert "warning W401" in plain.stdout
    assert "0123456789abcdef" not in plain.stdout.split("|")[0]


def test_a_folder_without_mapping_files_cannot_be_loaded(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["check", "-C", str(tmp_path)])
    assert answer.exit_code == 4
    assert "actions init" in answer.stderr


def test_the_command_runs_as_a_program(tmp_path: Path) -> None:
    folder = project(tmp_path, GOOD.replace("do: purchase", "do: purchse"))
    command = [sys.executable, "-c", "from actions.cli.main import main; main()", "check", "-C", str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (1, "")
