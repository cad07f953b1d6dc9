"""`actions catalog`: what there is, also beside a plugin that is broken."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions.cli.main import app

BROKEN = "the destination acme (acme 0.1) cannot be loaded: RuntimeError: boom"


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed distribution whose destination raises when it is imported."""
    (tmp_path / "acme_broken.py").write_text("raise RuntimeError('boom')")
    about = tmp_path / "acme-0.1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 0.1\n")
    (about / "entry_points.txt").write_text("[destinations]\nacme = acme_broken\n")
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param([], "Google Analytics 4", id="all destinations"),
        pytest.param(["--format", "json"], '"name":"webhook"', id="all destinations for machines"),
        pytest.param(["functions"], "round(number: amount, digits?: integer) -> number", id="all functions"),
        pytest.param(["functions", "--format", "json"], '"signature":"sha256(text: text) -> text"', id="for machines"),
        pytest.param(["mixpanel"], "project_token", id="a destination's settings"),
        pytest.param(["mixpanel", "purchase"], "properties.checkout_id", id="an action type's fields"),
    ],
)
def test_what_is_shown(arguments: list[str], words: str) -> None:
    result = CliRunner().invoke(app, ["catalog", *arguments])
    assert result.exit_code == 0
    assert words in result.stdout


@pytest.mark.parametrize("width", ["80", "140"])
def test_no_name_is_cut_in_two(monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    shown = CliRunner().invoke(app, ["catalog", "ga4", "purchase"]).stdout
    assert all(name in shown for name in ("app_instance_id", "timestamp_micros", "user_properties"))
    assert re.search(r"items\[\]\.item_id +product_id, else productId", shown)
    assert re.search(r"user_location\.city +context\.location\.city", shown)
    assert "properties.products" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(
            ["mixpanle"], 2, 'there is no destination "mixpanle"; did you mean "mixpanel"?', id="a typing error"
        ),
        pytest.param(["ga4", "buy"], 2, 'there is no action type of ga4 "buy"', id="no such action type"),
    ],
)
def test_what_is_not_there(arguments: list[str], code: int, words: str) -> None:
    result = CliRunner().invoke(app, ["catalog", *arguments])
    assert (result.exit_code, words in result.stderr) == (code, True)


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        pytest.param([], "webhook", id="among the others"),
        pytest.param(["--format", "json"], '"name":"webhook"', id="among the others, for machines"),
        pytest.param(["acme"], "", id="alone"),
        pytest.param(["acme", "send"], "", id="one of its action types"),
    ],
)
def test_a_broken_plugin_is_one_message_and_hides_no_other(arguments: list[str], shown: str) -> None:
    result = CliRunner().invoke(app, ["catalog", *arguments])
    assert result.exit_code == 4
    # And where in the plugin that is.
    assert re.fullmatch(rf"actions: {re.escape(BROKEN)} \(\S+acme_broken\.py:1\)", result.stderr.strip()), result.stderr
    assert shown in result.stdout
