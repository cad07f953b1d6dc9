"""`actions coverage`: the counts are those of a naive count over the same events."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions import Project
from actions.cli.main import app
from actions.engine.decide import decide
from actions.event.context import Context
from actions.insight.coverage import distinct
from actions.insight.coverage.counting import ProjectCoverage
from actions.insight.coverage.fields import values_at
from actions.insight.coverage.incoming import places_in
from actions.insight.lineage.ways import show_way
from actions.starter import __file__ as starter
from tests.actions.small_projects import MakeProject

STARTER = Path(starter).parent
NOW = Context.current()
ORDERS = """\
- name: Orders
  do: send
  inherit: false
  when: {all: [{event: Order Completed}, {properties.total: {above: 0}}]}
  map:
    data.id: {from: properties.order_id, required: true}
    data.email: context.traits.email
    data.coupon: properties.coupon
    data.lines: {each: properties.products, map: {sku: sku, price: price}}
- {name: Refunds, do: send, inherit: false, when: event = "Order Refunded", map: {data.id: properties.order_id}}
- {name: Off, do: send, enabled: false, when: event = "Order Completed"}
"""


def order(number: int, **properties: Any) -> dict[str, Any]:
    own = {"order_id": f"o{number}", "total": 5, "affiliation": "web", **properties}
    traits = {"email": f"ada{number}@example.com"}
    return {
        "type": "track", "event": "Order Completed", "userId": "u1", "messageId": f"m{number}",
        "timestamp": "2026-03-01T10:15:30Z", "properties": own, "context": {"traits": traits, "locale": "en"},
    }  # fmt: skip


EVENTS: list[Any] = [
    order(1, coupon="A", products=[{"sku": "a", "price": 1, "color": "red"}, {"sku": "b"}]),
    order(2, products=[{"price": 2}]),
    order(3, order_id=None),
    order(4, total=0),
    {"type": "page", "userId": "u1", "messageId": "p1", "timestamp": "2026-03-01T10:15:30Z"},
    {"type": "track", "event": "Coupon Applied", "userId": "u1", "messageId": "c1"},
    {"type": "track", "event": "Coupon Applied", "userId": "u1", "messageId": "c2"},
    {"type": "nothing"},
]


@pytest.fixture
def counted(make_project: MakeProject) -> ProjectCoverage:
    made = ProjectCoverage(make_project(webhook=ORDERS).plan, NOW)
    for event in EVENTS:
        made.add(event)
    return made


def test_events_and_calls(counted: ProjectCoverage) -> None:
    orders = counted.actions["webhook.orders"]
    assert (counted.events, counted.refused) == (7, 1)
    assert (orders.matched, orders.payloads, orders.failed) == (3, 2, 1)


FIELDS: list[tuple[str, int, int, bool, Any]] = [
    ("data.id", 2, 2, True, "o1"),
    ("data.email", 2, 2, False, "•••"),
    ("data.coupon", 2, 1, False, "A"),
    ("data.lines[].sku", 3, 2, False, "a"),
    ("data.lines[].price", 3, 2, False, 1),
]


@pytest.mark.parametrize(("name", "total", "filled", "required", "example"), FIELDS, ids=[row[0] for row in FIELDS])
def test_fields(counted: ProjectCoverage, name: str, total: int, filled: int, *, required: bool, example: Any) -> None:
    field = next(one for one in counted.actions["webhook.orders"].fields if one.name == name)
    assert (field.total, field.filled, field.is_required) == (total, filled, required)
    assert field.example(reveal=False) == example


def test_the_rest(counted: ProjectCoverage) -> None:
    assert counted.unused == [("context.locale", 3), ("properties.affiliation", 3), ("properties.products[].color", 1)]
    assert counted.unhandled == {"Coupon Applied": 2, "page": 1, "Order Completed": 1}
    assert [one.key for one in counted.never_fired] == ["webhook.refunds"]
    missing = [(one.action, one.leaf.path, one.words) for one in counted.conditions.missing()]
    assert missing == [("webhook.refunds", "event", "never held")]


def test_ids_that_are_sent_once_per_value_are_counted(make_project: MakeProject) -> None:
    made = ProjectCoverage(make_project(ga4="- {do: purchase}").plan, NOW)
    for number in (1, 2, 2):
        made.add(order(number, currency="EUR", revenue=5))
    ids = next(one for one in made.actions["ga4.purchase"].fields if one.name == "transaction_id")
    assert (ids.filled, len(ids.values)) == (3, 2)


def test_the_counts_are_those_of_a_naive_count() -> None:
    project = Project.load(STARTER)
    text = (STARTER / "samples" / "events.ndjson").read_text(encoding="utf-8")
    events = [json.loads(line) for line in text.splitlines() if line.startswith("{") and line.endswith("}")][:120]
    made = ProjectCoverage(project.plan, NOW)
    filled: Counter[tuple[str, str]] = Counter()
    incoming: Counter[str] = Counter()
    for event in events:
        made.add(event)
        decisions = [one for one in decide(event, project.plan, NOW) if one.instance is not None]
        for one in decisions:
            key = f"{one.instance}.{one.action}"
            for field in made.actions[key].fields:
                values = values_at(one.payload_fields() or {}, field.target) if one.status == "fired" else ()
                filled[(key, field.name)] += sum(value is not None for value in values)
        if decisions:
            incoming.update({show_way(way) for name in ("properties", "traits", "context")
                             for way in places_in(event.get(name), (name,))})  # fmt: skip
    counts = {(key, field.name): field.filled for key, one in made.actions.items() for field in one.fields}
    assert {name: number for name, number in counts.items() if number} == +filled
    assert {show_way(way): number for way, number in made.incoming.found.items()} == incoming


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("coverage")
    (made / "mappings").mkdir()
    head = "version: 1\ndestination: webhook\nsettings: {url: https://hooks.example.com/in}\nactions:\n"
    (made / "mappings" / "webhook.yaml").write_text(head + ORDERS, encoding="utf-8")
    lines = [json.dumps(event) for event in EVENTS]
    (made / "events.ndjson").write_text("\n".join([*lines, "no json", ""]), encoding="utf-8")
    return made


TOLD: list[tuple[str, list[str], list[str]]] = [
    (
        "counts",
        [],
        ["7 events", "2 lines that are not events", "2 payloads of 3 events, 1 not built", "data.coupon", "50 %"],
    ),
    ("what is read by none", [], ["properties.affiliation 100 %", "properties.products[].color 33 %"]),
    ("what is not handled", [], ["Coupon Applied 2", "never fire: webhook.refunds"]),
    ("conditions", [], ["2 of 3 tests", 'event is "Order Refunded"', "never held"]),
    ("personal data when asked", ["--reveal"], ["ada1@example.com"]),
    ("one action", ["--select", "refunds"], ["Order Completed 4"]),
]


@pytest.mark.parametrize(("arguments", "said"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_the_command_says(folder: Path, arguments: list[str], said: list[str]) -> None:
    events = str(folder / "events.ndjson")
    told = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["coverage", events, "-C", str(folder), *arguments])
    assert told.exit_code == 0, told.output
    assert [one for one in said if one not in told.output] == [], told.output
    assert ("ada1@example.com" in told.output) is ("--reveal" in arguments)


def test_json_has_the_same_counts(folder: Path) -> None:
    arguments = ["coverage", str(folder / "events.ndjson"), "-C", str(folder), "--format", "json", "--mask"]
    facts = json.loads(CliRunner().invoke(app, arguments).stdout)
    fields = {one["field"]: one for one in facts["actions"][0]["fields"]}
    assert (facts["events"], facts["refused"], facts["handled"]) == (7, 2, 3)
    assert (fields["data.coupon"]["filled"], fields["data.coupon"]["total"]) == (1, 2)
    assert fields["data.email"]["example"] == "•••"


def test_nothing_was_recorded(folder: Path) -> None:
    told = CliRunner().invoke(app, ["coverage", "-C", str(folder)])
    assert told.exit_code == 2
    assert "nothing was recorded" in told.output


@pytest.mark.parametrize(("different", "times"), [(500, 1), (500, 3), (5000, 1), (5000, 2)])
def test_different_ids_are_counted_in_memory_with_a_bound(
    different: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distinct, "MOST", 1000)
    parts = [distinct.Distinct() for _ in range(3)]
    for number in range(different * times):
        parts[number % 3].add(f"id-{number % different}")
    for one in parts[1:]:
        parts[0].merge(one)
    assert len(parts[0]) <= 1000
    # Whether all are different is always known.
    assert parts[0].of(different * times) == different
