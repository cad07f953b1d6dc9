"""`actions schema` and what `actions init` writes for editors, without an editor."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

from actions.cli.main import app
from actions.workbench.editing import words
from mappings.file.model import (
    Action,
    Delivering,
    Environment,
    Field,
    FileDefaults,
    FragmentsFile,
    MappingFile,
    SharedFragment,
)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (MappingFile, words.FILE),
        (FragmentsFile, words.FILE),
        (Environment, words.FILE),
        (Action, words.ACTION),
        (FileDefaults, words.ACTION),
        (SharedFragment, words.ACTION),
        (Field, words.FIELD),
        (Delivering, words.DELIVERY),
    ],
)
def test_every_key_has_a_line_for_editors(model: type[BaseModel], expected: dict[str, str]) -> None:
    assert {info.alias or name for name, info in model.model_fields.items()} - expected.keys() == set()


def test_init_writes_schemas_editor_settings_and_what_git_ignores(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    assert CliRunner().invoke(app, ["init", str(folder)]).exit_code == 0
    settings = json.loads((folder / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    for name, files in settings["yaml.schemas"].items():
        schema = json.loads((folder / name).read_text(encoding="utf-8"))
        assert schema["$schema"].endswith("draft-07/schema#")
        assert all((folder / one).exists() for one in files if "*" not in one)
    ignored = (folder / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert ignored == [".env", ".actions/*", "!.actions/schema/"]


def test_a_schema_is_named_in_the_first_line_once(tmp_path: Path) -> None:
    (tmp_path / "mappings" / "eu").mkdir(parents=True)
    (tmp_path / "mappings" / "shared").mkdir()
    file, shared = tmp_path / "mappings" / "eu" / "a.yaml", tmp_path / "mappings" / "shared" / "b.yaml"
    file.write_text("version: 1\ndestination: ga4 # said\n", encoding="utf-8")
    shared.write_text("version: 1\nfragments: {}\n", encoding="utf-8")
    for _ in range(2):
        assert CliRunner().invoke(app, ["schema", "--link", "-C", str(tmp_path)]).exit_code == 0
    first = "# yaml-language-server: $schema=../../.actions/schema/"
    assert file.read_text(encoding="utf-8") == f"{first}ga4.json\nversion: 1\ndestination: ga4 # said\n"
    assert shared.read_text(encoding="utf-8").splitlines()[0] == f"{first}shared.json"
    assert (file.parent / f"{first.partition('=')[2]}ga4.json").resolve().is_file()


@pytest.mark.parametrize(
    ("word", "code", "message"), [("meta", 2, "meta_capi"), ("shared", 0, "Fragments"), ("", 2, "name")]
)
def test_a_schema_is_printed(word: str, code: int, message: str) -> None:
    result = CliRunner().invoke(app, ["schema", *([word] if word else [])])
    assert (result.exit_code, message in result.output) == (code, True)


def test_how_deliveries_go_has_its_keys_in_the_schema() -> None:
    printed = json.loads(CliRunner().invoke(app, ["schema", "webhook"]).stdout)
    keys = printed["properties"]["delivery"]["properties"]
    assert (keys["order"]["enum"], keys["most_waiting"]["minimum"], keys["ca_file"]["type"]) == (["user"], 1, "string")
