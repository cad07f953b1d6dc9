"""An editor with a YAML language server completes, explains and complains as `actions schema` promises."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from tests.actions.editing.language_server import Editor, open_editor

HEAD = """\
# yaml-language-server: $schema=../.actions/schema/mixpanel.json
version: 1
destination: mixpanel
settings: {project_token: {secret: MIXPANEL_TOKEN}}
actions:
  - do: track
    when: type = "track"
"""
HERE = "‸"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "mappings").mkdir()
    (folder / "mappings" / "mixpanel.yaml").write_text(HEAD, encoding="utf-8")
    assert CliRunner().invoke(app, ["schema", "--write", "-C", str(folder)]).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def editor(folder: Path) -> Iterator[Editor]:
    with open_editor(folder) as found:
        yield found


def at_the_mark(editor: Editor, folder: Path, marked: str, what: str, name: str) -> Any:
    before, _, after = marked.partition(HERE)
    path = folder / "mappings" / f"{name}.yaml"
    editor.open(path, before + after)
    position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
    return editor.ask(f"textDocument/{what}", textDocument={"uri": path.as_uri()}, position=position)


@pytest.mark.parametrize(
    ("name", "marked", "labels"),
    [
        ("do", HEAD.replace("do: track", f"do: {HERE}"), {"track", "identify", "purchase"}),
        ("field", f"{HEAD}    map:\n      {HERE}", {"event", "distinct_id", "insert_id"}),
        ("literal", f"{HEAD}    set:\n      {HERE}", {"event", "distinct_id"}),
        ("option", f"{HEAD}    map:\n      event:\n        {HERE}", {"from", "lookup", "default", "as"}),
        ("kind", f"{HEAD}    map:\n      event:\n        from: event\n        as: {HERE}", {"text", "date", "money"}),
        ("key", f"{HEAD}    {HERE}", {"map", "set", "unset", "use", "each", "exclusive"}),
        (
            "setting",
            HEAD.replace("{project_token: {secret: MIXPANEL_TOKEN}}", f"\n  {HERE}"),
            {"region", "project_token"},
        ),
        ("region", HEAD.replace("}}", f"}}, region: {HERE}}}"), {"eu", "us", "in"}),
        ("function", f"{HEAD}    map:\n      event: {HERE}", {"lower(text)", "format_time(time, format, zone?)"}),
        ("file", f"{HEAD}{HERE}", {"tests", "environments", "include", "defaults"}),
    ],
)
def test_it_completes(editor: Editor, folder: Path, name: str, marked: str, labels: set[str]) -> None:
    answer = at_the_mark(editor, folder, marked, "completion", f"complete_{name}")
    found = {one["label"] for one in (answer["items"] if isinstance(answer, dict) else answer or [])}
    assert labels - found == set(), sorted(found)[:40]


@pytest.mark.parametrize(
    ("name", "marked", "words"),
    [
        ("key", HEAD.replace("when:", f"wh{HERE}en:"), "The condition"),
        ("field", f"{HEAD}    map:\n      in{HERE}sert_id: messageId", "stored once"),
        ("setting", HEAD.replace("project_token", f"project{HERE}_token"), "required"),
    ],
)
def test_it_explains(editor: Editor, folder: Path, name: str, marked: str, words: str) -> None:
    answer = at_the_mark(editor, folder, marked, "hover", f"hover_{name}")
    assert answer
    contents = answer["contents"]
    assert words in (contents["value"] if isinstance(contents, dict) else str(contents))


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("right", HEAD, None),
        ("fields", f"{HEAD}    map: {{event: event, properties.a: {{from: userId, as: text}}}}\n", None),
        ("key", HEAD.replace("when:", "wen:"), "wen"),
        ("do", HEAD.replace("do: track", "do: trak"), "Value is not accepted"),
        ("option", f"{HEAD}    map: {{event: {{frm: event}}}}\n", "Incorrect type"),
        ("setting", HEAD.replace("project_token", "project_tokn"), "project_tokn"),
        ("destination", HEAD.replace("destination: mixpanel", "destination: ga4"), "mixpanel"),
    ],
)
def test_it_complains(editor: Editor, folder: Path, name: str, text: str, words: str | None) -> None:
    path = folder / "mappings" / f"complain_{name}.yaml"
    editor.open(path, text)
    messages = [one["message"] for one in editor.complaints_about(path)]
    assert messages == [] if words is None else any(words in one for one in messages), messages
