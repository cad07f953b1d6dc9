"""`actions show`: an action's mapping as Python."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from tests.actions.small_projects import write_project

ORDERS = """\
- name: Orders
  do: send
  when: event = "Order Completed"
  each: properties.products
  map:
    data.sku: sku
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_project(tmp_path, webhook=ORDERS)


def test_the_source_is_printed_with_the_lines_of_the_file(project: Path) -> None:
    shown = CliRunner().invoke(app, ["show", "webhook.orders", "-C", str(project)])
    assert shown.exit_code == 0
    assert shown.stdout.startswith("def action(event, item, index, budget):\n")
    assert "# mappings/webhook.yaml:10 data.sku\n" in shown.stdout


@pytest.mark.parametrize(
    ("name", "status", "told"),
    [("webhook.order", 2, "webhook.orders"), ("nothing", 2, "there is no action")],
)
def test_an_action_that_is_not_there(project: Path, name: str, status: int, told: str) -> None:
    shown = CliRunner().invoke(app, ["show", name, "-C", str(project)])
    assert (shown.exit_code, shown.stdout) == (status, "")
    assert told in shown.stderr


def test_a_project_with_mistakes_shows_them_instead(project: Path) -> None:
    file = project / "mappings/webhook.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("sku: sku", "sku: ]"), encoding="utf-8")
    shown = CliRunner().invoke(app, ["show", "webhook.orders", "-C", str(project)])
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert "webhook.yaml:10" in shown.stderr


def test_a_folder_without_mapping_files(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["show", "webhook.orders", "-C", str(tmp_path)]).exit_code == 4


def test_what_writes_lines_is_printed_for_those_who_ask(tmp_path: Path) -> None:
    whole = ORDERS.replace("each: properties.products", "inherit: false").replace(
        "sku: sku", "order: properties.order_id"
    )
    listed = whole + "- {name: All, do: send, inherit: false, when: type exists, map: {data: '@'}}\n"
    folder = write_project(tmp_path, webhook=listed)
    shown = CliRunner().invoke(app, ["show", "webhook.orders", "-C", str(folder), "--lines"])
    assert shown.exit_code == 0
    assert shown.stdout.startswith("def lines(event, hour):\n")
    assert "# mappings/webhook.yaml:10 data.order\n" in shown.stdout
    shown = CliRunner().invoke(app, ["show", "webhook.all", "-C", str(folder), "--lines"])
    assert shown.stdout == "# This action has to see whole events: its lines are written from its fields.\n"
