"""`actions explain` of an action that fires and loses a part: what was left out, and what each part is made of."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from actions.cli.main import app
from tests.actions.small_projects import write_project

EVENT: dict[str, Any] = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u1",
    "messageId": "m1",
    "timestamp": "2026-03-01T10:15:30.250Z",
    "properties": {
        "order_id": "o1",
        "revenue": "19.99",
        "price": "5",
        "email": "ada@example.com",
        "products": [{"sku": "a", "price": "1.5"}, {"sku": "b", "price": "2"}],
    },
}
ACTIONS = """\
- name: Orders
  do: send
  when: event = "Order Completed"
  map:
    data:
      map:
        o: properties.revenue
        p: {from: properties.revenue, as: integer}
        price: {from: properties.price, as: number}
        who: {from: properties.email, as: integer}
        none: properties.zzz
        deep: {map: {q: {from: properties.revenue, as: integer}, r: properties.order_id, none: properties.zzz}}
        items:
          each: properties.products
          map:
            n: {from: price, as: integer}
            s: sku
- {name: Refunds, do: send, when: event = "Order Refunded", map: {data.p: {from: properties.revenue, as: integer}}}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_project(tmp_path_factory.mktemp("shop"), webhook=ACTIONS)
    (folder / "one.json").write_text(json.dumps(EVENT), encoding="utf-8")
    return folder


def explain(folder: Path, *words: str) -> Result:
    return CliRunner(env={"COLUMNS": "140"}).invoke(
        app, ["explain", str(folder / "one.json"), "-C", str(folder), *words]
    )


SHOWN: list[tuple[str, list[str]]] = [
    (
        "a part of an object",
        ['W510 left out: data.p: "19.99" is not a whole number; round it in the path: round(…); line 12'],
    ),
    ("a part of an object in it", ['W510 left out: data.deep.q: "19.99" is not a whole number', "line 16"]),
    ("a part of an item of a list", ['W510 left out: data.items[0].n: "1.5" is not a whole number', "line 20"]),
    ("what tells of a person is hidden", ["W510 left out: data.who: ", "•••"]),
    ("parts without a value", ["your lines that found nothing: data.none, data.deep.none"]),
]


@pytest.mark.parametrize("shown", [row[1] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_what_was_left_out_is_said_with_its_line(shop: Path, shown: list[str]) -> None:
    answer = explain(shop, "--select", "Orders")
    assert [one for one in shown if one not in answer.stdout] == [], answer.stdout
    assert "ada@example.com" not in answer.stdout


def test_all_that_a_run_warns_of_is_said(shop: Path) -> None:
    run = CliRunner().invoke(app, ["run", str(shop / "one.json"), "-C", str(shop), "--format", "json"])
    messages = [found["message"] for found in json.loads(run.stdout)["diagnostics"]]
    shown = explain(shop, "--select", "Orders", "--reveal").stdout
    assert len(messages) == 4
    assert [one for one in messages if one not in shown] == []
    [made] = [json.loads(line) for line in explain(shop, "--select", "Orders", "--format", "json").stdout.splitlines()]
    assert [note for field in made["fields"] for note in field["notes"]] == messages


def test_what_an_action_would_leave_out_is_said_of_one_that_does_not_fire(shop: Path) -> None:
    shown = explain(shop, "--select", "Refunds").stdout
    assert 'fires with event = "Order Refunded"' in shown
    assert 'W510 left out: data.p: "19.99" is not a whole number' in shown


FIELDS: list[tuple[str, str, str, str]] = [
    ("data.price", "properties.price", 'properties → price: found "5"', "then as: number"),
    ("data.p", ":12:14  properties.revenue", 'properties → revenue: found "19.99"', "W510 left out: data.p"),
    ("data.deep.r", "properties.order_id", 'properties → order_id: found "o1"', 'data.deep.r = "o1"'),
    ("data.deep.q", "properties.revenue", 'properties → revenue: found "19.99"', "then as: integer"),
    ("data.deep.none", "properties.zzz", "found nothing", "data.deep.none = nothing"),
    ("data.items[0].n", ":20:18  price", 'products → [0] → price: found "1.5"', "W510 left out: data.items[0].n"),
    ("data.items[1].n", "data.items[1].n = 2", 'products → [1] → price: found "2"', "then as: integer"),
    ("data.items", "each of properties.products", "properties → products: found", "W510 left out: data.items[0].n"),
]


@pytest.mark.parametrize("row", FIELDS, ids=[row[0] for row in FIELDS])
def test_a_part_of_an_object_has_its_path_what_it_found_and_its_conversions(shop: Path, row: tuple[str, ...]) -> None:
    field, *shown = row
    answer = explain(shop, "--select", "Orders", "--field", field)
    assert [one for one in shown if one not in answer.stdout] == [], answer.stdout
    # Nothing is said of the other fields.
    assert answer.stdout.count("W510") <= 1
