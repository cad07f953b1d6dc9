"""`actions new destination` writes a package that keeps the contract at once."""

import ast
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from actions.kit.contract import contract_of, read_subject
from actions.kit.contract.contract import ELSEWHERE, IMPORTED
from destinations.registry import load_registry
from tests.installed_packages import write_about


def new(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["new", "destination", *arguments])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("name", "auth", "action"),
    [
        pytest.param("acme_bearer", "bearer", "track_order", id="a token"),
        pytest.param("acme_basic", "basic", "track", id="user and password"),
        pytest.param("acme_key", "key", "settings", id="a key in a header"),
        pytest.param("acme_none", "none", "payload", id="nothing"),
        pytest.param("acme_client", "oauth2", "track,purchase,identify", id="OAuth 2, and three action types"),
        pytest.param("acme_people", "bearer", "identify", id="people alone"),
    ],
)
def test_a_new_package_keeps_the_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, auth: str, action: str
) -> None:
    code, text = new(name, "--auth", auth, "--action", action, "-o", str(tmp_path))
    assert code == 0, text
    folder = tmp_path / f"actions-destination-{name.replace('_', '-')}"
    write_about(tomllib.loads((folder / "pyproject.toml").read_text())["project"], folder)
    monkeypatch.syspath_prepend(str(folder))
    # What other processes make of it is asked where it is installed, in test_wheel.py.
    checks = [one for one in contract_of(read_subject(name, load_registry())) if one.name not in (IMPORTED, ELSEWHERE)]
    assert {one.name: found for one in checks if (found := one.run())} == {}
    check = CliRunner().invoke(app, ["check", "-C", str(folder)])
    assert "0 errors, 0 warnings" in check.output, check.output
    tested = CliRunner().invoke(app, ["test", "-C", str(folder)])
    assert "2 passed in" in tested.output, tested.output
    run = CliRunner().invoke(app, ["run", str(folder / "samples"), "-C", str(folder), "--format", "json"])
    assert '"status":"fired"' in run.output, run.output


def test_each_action_has_its_kind(tmp_path: Path) -> None:
    code, _ = new("harbor", "--action", "track", "--action", "purchase", "--action", "identify", "-o", str(tmp_path))
    defaults = (tmp_path / "actions-destination-harbor" / "harbor_destination" / "defaults.yaml").read_text()
    triggers = [line.strip() for line in defaults.splitlines() if "when:" in line]
    assert (code, triggers) == (
        0,
        [
            'when: type = "track"',
            'when: type = "track" and event = "Order Completed"',
            'when: type = "identify"',
        ],
    )


def test_the_readme_and_the_helps_speak_of_each_action(tmp_path: Path) -> None:
    new("acme", "--action", "track,purchase,identify", "-o", str(tmp_path))
    folder = tmp_path / "actions-destination-acme"
    readme, code = (folder / "README.md").read_text(), (folder / "acme_destination" / "__init__.py").read_text()
    assert "the fields of `track`, `purchase` and `identify`, and the rows" in readme
    helps = [one for one in ("Send what happened.", "Send an order.", "Send what is known of a person.") if one in code]
    assert len(helps) == 3


def test_an_action_that_is_named_twice_is_reported(tmp_path: Path) -> None:
    assert new("harbor", "--action", "track,track", "-o", str(tmp_path)) == (
        2,
        "actions: --action track is there twice; leave one out\n",
    )


def test_a_new_package_has_no_line_too_long_and_no_gap(tmp_path: Path) -> None:
    new(
        "a_rather_long_name_for_some_tool",
        "--auth",
        "basic",
        "--action",
        "track_a_completed_order",
        "-o",
        str(tmp_path),
    )
    for file in tmp_path.rglob("*.*"):
        if file.is_file():
            text = file.read_text()
            assert "$" not in text, file
            assert "\n\n\n\n" not in text, file
        if file.suffix == ".py":
            ast.parse(text)
            assert max(map(len, text.splitlines())) <= 120, file


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["mixpanel"], '"mixpanel" is taken; write my_mixpanel', id="a built-in destination"),
        pytest.param(["sdk"], '"sdk" is taken; write my_sdk', id="a room of the package"),
        pytest.param(["class"], '"class" is a word of Python; write class_it', id="a keyword"),
        pytest.param(
            ["Acme Shop"], '"Acme Shop" cannot name a destination; write acme_shop', id="capitals and a space"
        ),
        pytest.param(["../acme"], '"../acme" cannot name a destination; write acme', id="a path"),
        pytest.param(["a" * 41], "has 41 characters; write at most 40", id="a long one"),
        pytest.param(["acme", "--action", "Track"], '"Track" cannot name an action type; write track', id="an action"),
        pytest.param(
            ["acme", "--action", "import"], '"import" is a word of Python; write import_it', id="a keyword too"
        ),
    ],
)
def test_names_that_cannot_be(tmp_path: Path, arguments: list[str], message: str) -> None:
    code, text = new(*arguments, "-o", str(tmp_path))
    assert (code, message in text, list(tmp_path.iterdir())) == (2, True, []), text


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "actions-destination-acme").mkdir()
    code, text = new("acme", "-o", str(tmp_path))
    assert (code, "is there already; nothing was written" in text) == (1, True)
    assert list((tmp_path / "actions-destination-acme").iterdir()) == []
