"""`actions show`: an action with all that it inherits as a table, or as Python."""

import json
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
    shown = CliRunner().invoke(app, ["show", "webhook.orders", "--python", "-C", str(project)])
    assert shown.exit_code == 0
    assert shown.stdout.startswith("def fields(event):\n")
    assert "# mappings/webhook.yaml:10 data.sku\n" in shown.stdout


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("webhook.order", 2, "webhook.orders"),
        ("webhook.nope", 2, "there are webhook.orders"),
        ("nothing", 2, "there is no action"),
    ],
)
def test_an_action_that_is_not_there(project: Path, name: str, status: int, message: str) -> None:
    shown = CliRunner().invoke(app, ["show", name, "-C", str(project)])
    assert (shown.exit_code, shown.stdout) == (status, "")
    assert message in shown.stderr


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
    assert "    v1 = event.get(" in shown.stdout


INHERITING = """\
- name: Orders
  do: purchase
  when: {all: [{event: Order Completed}, {properties.total: {above: 5}}], none: [{userId: test}]}
  exclusive: orders
  map:
    coupon: {from: [properties.coupon, context.campaign.name], default: none, as: text}
    items:
      each: properties.products
      where: quantity > 0
      map:
        item_id: sku
        item_name: {from: name, required: true}
        coupon: {from_event: properties.coupon}
  set: {affiliation: shop}
"""
SHOWN: list[tuple[str, list[str]]] = [
    ("the action, its type and its line", ["ga4.orders · Orders  ga4.purchase  mappings/ga4.yaml:5"]),
    ("when it fires", ["  all of", '    event is "Order Completed"', "    properties.total is above 5", "    not"]),
    ("its group", ["unless an action above took the event for the group orders"]),
    ("an own field", ["coupon", "properties.coupon, else context.campaign.name", 'as: text, default: "none"', "10"]),
    ("a list", ["items", "each of properties.products", "where: quantity > 0", "12"]),
    ("a field of its items", ["items[].item_name", "name", "required", "16"]),
    ("a path of the event among those of items", ["items[].coupon", "properties.coupon (of the event)", "17"]),
    ("a value", ["affiliation", '"shop"', "18"]),
    ("an inherited field", ["transaction_id", "properties.order_id", "default"]),
]


@pytest.fixture(scope="module")
def inheriting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("inheriting"), ga4=INHERITING)


@pytest.mark.parametrize("messages", [row[1] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_the_table_shows(inheriting: Path, messages: list[str]) -> None:
    shown = CliRunner(env={"COLUMNS": "140"}).invoke(app, ["show", "Orders", "-C", str(inheriting)]).stdout
    if len(messages) > 1 and not messages[0].startswith(" "):
        assert any(all(one in line for one in messages) for line in shown.splitlines()), shown
    else:
        assert all(f"{one}\n" in shown for one in messages), shown


def test_the_table_is_as_wide_as_the_terminal_and_cuts_nothing(inheriting: Path) -> None:
    shown = CliRunner(env={"COLUMNS": "80"}).invoke(app, ["show", "Orders", "-C", str(inheriting)]).stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "…" not in shown


def test_json_says_the_same(inheriting: Path) -> None:
    shown = CliRunner().invoke(app, ["show", "ga4.orders", "-C", str(inheriting), "--format", "json"]).stdout
    facts = json.loads(shown)
    fields = {one["field"]: (one["source"], one["layer"], one["line"]) for one in facts["fields"]}
    assert (facts["exclusive"], facts["type"], facts["when"][0]) == ("orders", "purchase", "all of")
    assert fields["affiliation"] == ('"shop"', "own", 18)
    assert fields["items[].item_id"] == ("sku", "own", 15)
    assert fields["currency"][1] == "destination default"
