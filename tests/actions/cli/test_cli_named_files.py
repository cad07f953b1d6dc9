"""`actions check FILE`: files and folders by the names that people give them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from actions.cli.main import app

HEAD = "version: 1\ndestination: webhook\nsettings: {url: https://hooks.example.com/in}\n"
GOOD = f"{HEAD}actions: [{{do: send, when: type exists}}]\n"
BAD = GOOD.replace("do: send", "do: sned")
RUNNER = CliRunner()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {"shop/mappings/a.yaml": GOOD, "shop/mappings/more/b.yaml": BAD, "out.yaml": BAD}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text.replace("webhook", "webhook\nname: " + Path(name).stem), encoding="utf-8")
    (tmp_path / "shop/events.ndjson").write_text('{"type": "track"}\n', encoding="utf-8")
    (tmp_path / "shop/notes.txt").write_text("notes", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path


def check(*typed: str) -> Result:
    return RUNNER.invoke(app, ["check", *typed], env={"COLUMNS": "140"})


@pytest.mark.parametrize(
    ("named", "place"),
    [
        ("mappings", "mappings/more/b.yaml:5:16"),
        ("mappings/more", "mappings/more/b.yaml:5:16"),
        ("mappings/more/b.yaml", "mappings/more/b.yaml:5:16"),
        ("../out.yaml", "../out.yaml:5:16"),
    ],
)
def test_what_is_named_is_checked_and_keeps_its_name(shop: Path, named: str, place: str) -> None:
    answer = check(named)
    assert (answer.exit_code, answer.stdout.startswith(f"{place}: error E111")) == (1, True), (shop, answer.output)


def test_a_file_without_mistakes_has_no_findings_of_others(shop: Path) -> None:
    assert check("mappings/a.yaml").exit_code == 0, shop


def test_a_file_of_another_project_is_checked_in_it(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    answer = check("shop/mappings/more")
    assert (answer.exit_code, "mappings/more/b.yaml:5:16: error E111" in answer.stdout) == (1, True), answer.output
    assert check("shop/mappings/a.yaml").exit_code == 0


@pytest.mark.parametrize(
    ("named", "code", "reported"),
    [
        ("nowhere.yaml", 2, "there is no file nowhere.yaml"),
        (
            "events.ndjson",
            2,
            "events.ndjson is not a mapping file, which end in .yaml; `actions run events.ndjson` shows",
        ),
        ("notes.txt", 2, "notes.txt is not a mapping file: its name must end in .yaml"),
        ("..", 1, ""),
    ],
)
def test_what_is_no_mapping_file_is_said_to_be_none(shop: Path, named: str, code: int, reported: str) -> None:
    answer = check(named)
    assert (answer.exit_code, reported in answer.stderr) == (code, True), (shop, answer.output)
