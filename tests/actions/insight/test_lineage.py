"""`actions lineage`: from where in events each field comes, and which fields a place in events goes to."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions import Context, Project
from actions.cli.main import app
from actions.insight.lineage.ask import backward, forward, read_event_way, read_wanted
from actions.insight.lineage.edges import edges_of_all
from actions.insight.lineage.flow import EVENT, flow_of
from actions.insight.lineage.ways import read_field_way, show_way
from actions.insight.lineage.wire import wire_of
from mappings.expr.expression import compile_expression

# What an expression reads, by use: in its value, deciding about it, or asked only whether it is there.
READS: list[tuple[str, str, list[str], list[str]]] = [
    ("a path", "properties.total", ["properties.total"], []),
    ("the first that is there", "userId || anonymousId", ["userId", "anonymousId"], []),
    ("a function", "lower(trim(traits.email))", ["traits.email (trim, lower)"], []),
    ("a comparison decides", "properties.total > `5`", [], ["properties.total"]),
    ("the left of && decides", "traits.vip && traits.name", ["traits.name"], ["traits.vip"]),
    ("a negation decides", "!(traits.vip)", [], ["traits.vip"]),
    ("the condition of if_ decides", "if_(traits.vip, userId, event)", ["userId", "event"], ["traits.vip"]),
    ("any item of a list", "properties.products[].sku", ["properties.products[].sku"], []),
    ("one item of a list", "properties.products[0].sku", ["properties.products[].sku"], []),
    ("a part of a list", "properties.products[1:].sku", ["properties.products[].sku"], []),
    ("lists in lists", "properties.a[].b[].c", ["properties.a[].b[].c"], []),
    (
        "chosen items",
        "properties.products[?price > `5`].sku",
        ["properties.products[].sku"],
        ["properties.products[].price"],
    ),
    ("any field of an object", "traits.*.id", ["traits.*.id"], []),
    ("a path behind a pipe", "properties.products[].sku | [0]", ["properties.products[].sku"], []),
    ("a built object", "properties.{a: total, b: tax}", ["properties.total", "properties.tax"], []),
    ("a field of a built object", "properties.{a: total, b: tax}.a", ["properties.total"], []),
    ("a built list", "[userId, event]", ["userId", "event"], []),
    (
        "an expression for each item",
        "sort_by(properties.products, &price)",
        ["properties.products (sort_by)", "properties.products[].price (sort_by)"],
        [],
    ),
    (
        "the fields that a sum reads of its lines",
        "sum_product(properties.products, 'price', 'n')",
        [f"properties.products[].{name} (sum_product)" for name in ("currency", "price", "n")],
        [],
    ),
    ("a literal reads nothing", "'text'", [], []),
    ("the whole event", "@", ["@"], []),
]


@pytest.mark.parametrize(("text", "values", "decides"), [row[1:] for row in READS], ids=[row[0] for row in READS])
def test_an_expression_reads(text: str, values: list[str], decides: list[str]) -> None:
    found = flow_of(compile_expression(text).tree, EVENT).sources()
    through = {one: f" ({', '.join(one.through)})" if one.through else "" for one in found}
    assert {f"{show_way(one.way)}{through[one]}" for one in found if one.use == "value"} == set(values)
    assert {show_way(one.way) for one in found if one.use == "decides"} == set(decides)


FILES = {
    "mappings/shared/people.yaml": """\
version: 1
fragments:
  who: {map: {data.mail: "sha256(lower(context.traits.email))"}}
""",
    "mappings/crm.yaml": """\
version: 1
destination: webhook
name: crm
settings: {url: https://hooks.example.com/in}
include: [shared/people.yaml]
defaults: {map: {data.locale: context.locale}}
actions:
- name: Orders
  do: send
  inherit: false
  use: [who]
  when: event = "Order Completed" and properties.total > 5
  map:
    data.traits: {from: context.traits, except: phone, rename: {plan: tier}}
    data.tier: {from: traits.plan, lookup: {a: gold, b: silver}}
    data.text: {template: "{{ userId }} bought {{ properties.count }}"}
    data.tax: {from: properties.tax, only_when: context.taxed exists}
    data.lines:
      each: properties.products
      where: quantity > 0
      map: {id: sku, order: {from_event: properties.order_id}}
    data.amount: {map: {currency: properties.currency, value: {from: properties.total, as: money, unit: minor}}}
  set: {data.source: shop}
- name: Lines
  do: send
  inherit: false
  when: event = "Order Shipped"
  each: properties.products
  map: {data.id: sku, data.locale: '@'}
- {name: Off, do: send, inherit: false, enabled: false, when: event = "X", map: {data: properties}}
""",
    "mappings/meta_capi.yaml": """\
version: 1
destination: meta_capi
settings: {pixel_id: "1234567890", access_token: {secret: META_TOKEN}}
actions: [{do: purchase}]
""",
}


@pytest.fixture(scope="module")
def project() -> Project:
    return Project.from_texts(FILES)


# A place in events, and the field, the use, the way it leaves and the layer of the line, for the instance crm.
FORWARD: list[tuple[str, str, set[tuple[str, str, str | None, str]]]] = [
    (
        "hashed through a fragment, in clear in a copy",
        "context.traits.email",
        {
            ("data.mail", "value", "hashed", "fragment"),
            ("data.traits.email", "value", "in clear", "own"),
        },
    ),
    ("left out of a copy", "context.traits.phone", set()),
    ("renamed in a copy", "context.traits.plan", {("data.traits.tier", "value", None, "own")}),
    ("below what is renamed", "context.traits.plan.id", {("data.traits.tier.id", "value", None, "own")}),
    ("a lookup", "traits.plan", {("data.tier", "value", None, "own")}),
    ("below what is looked up", "traits.plan.id", {("data.tier", "value", None, "own")}),
    ("a template", "properties.count", {("data.text", "value", None, "own")}),
    ("a condition of a field", "context.taxed", {("data.tax", "decides", None, "own")}),
    ("a file's defaults", "context.locale", {("data.locale", "value", None, "file default")}),
    ("a condition of items", "properties.products[].quantity", {
        ("data.lines", "decides", None, "own"),
        ("data.locale.quantity", "value", None, "own"),
        ("@", "fires", None, "own"),
    }),
    (
        "a field of items, in a list and in an action that goes through it",
        "properties.products[3].sku",
        {
            ("data.lines[].id", "value", None, "own"),
            ("data.id", "value", None, "own"),
            ("data.locale.sku", "value", None, "own"),
            ("@", "fires", None, "own"),
        },
    ),
    ("one object in the place of a list", "properties.products.sku", {
        ("data.lines[].id", "value", None, "own"),
        ("data.id", "value", None, "own"),
        ("data.locale.sku", "value", None, "own"),
            ("@", "fires", None, "own"),
    }),
    ("the event beside items", "properties.order_id", {("data.lines[].order", "value", None, "own")}),
    ("the currency of an amount", "properties.currency", {
        ("data.amount.currency", "value", None, "own"),
        ("data.amount.value", "decides", None, "own"),
    }),
    ("a trigger, and a field", "properties.total", {
        ("@", "fires", None, "own"),
        ("data.amount.value", "value", None, "own"),
    }),
    ("what nobody reads", "properties.coupon", set()),
]  # fmt: skip


@pytest.mark.parametrize(("path", "fields"), [row[1:] for row in FORWARD], ids=[row[0] for row in FORWARD])
def test_forward(project: Project, path: str, fields: set[tuple[str, str, str | None, str]]) -> None:
    found = forward(edges_of_all(project.plan.actions), read_event_way(path))
    crm = [one for one in found if one.edge.action.instance.name == "crm"]
    assert {(show_way(one.target), one.edge.use, one.edge.sent(one.rest), one.edge.layer) for one in crm} == fields


def test_what_the_tool_hashes_is_hashed(project: Project) -> None:
    found = forward(edges_of_all(project.plan.actions), read_event_way("context.traits.email"))
    meta = [(show_way(one.target), one.edge.sent(), one.edge.layer) for one in found if "meta" in one.edge.action.key]
    assert meta == [("email", "hashed", "destination default")]


BACKWARD: list[tuple[str, str, list[str]]] = [
    ("a copy with what is laid over it", "crm.orders.data.traits", ["data.traits ← context.traits"]),
    ("a part of a copy", "crm.orders.data.traits.plan", ["data.traits ← context.traits"]),
    ("what the mapping says itself", "crm.orders.data.source", ["data.source ← None"]),
    (
        "a list",
        "crm.orders.data.lines[0].id",
        [
            "data.lines ← properties.products[].quantity",
            "data.lines[].id ← properties.products[].sku",
        ],
    ),
    ("an instance by its destination", "webhook.lines.data.id", ["data.id ← properties.products[].sku"]),
]


@pytest.mark.parametrize(("name", "rows"), [row[1:] for row in BACKWARD], ids=[row[0] for row in BACKWARD])
def test_backward(project: Project, name: str, rows: list[str]) -> None:
    found = backward(edges_of_all(project.plan.actions), read_wanted(name, project.plan))
    ways = [show_way(one.edge.source.way) if one.edge.source else None for one in found]
    assert [f"{show_way(one.target)} ← {way}" for one, way in zip(found, ways, strict=True)] == rows


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("crn", 'did you mean "crm"'),
        ("crm.order", 'did you mean "orders"'),
        ("crm.orders.data[x]", "holds ["),
        ("crm..data", "a name before and after each dot"),
    ],
    ids=["an instance", "an action", "a bracket", "two dots"],
)
def test_a_name_that_means_nothing(project: Project, written: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as found:
        read_wanted(written, project.plan)
    assert message in str(found.value)


@pytest.mark.parametrize("path", ["a || b", "lower(a)", "'a'", "a[?b].c", "a."])
def test_only_a_plain_path_is_a_place_in_events(path: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_event_way(path)


@pytest.mark.parametrize("name", ["items[].price", "traits", "a[0].b[].c"])
def test_a_field_is_read_as_it_is_shown(name: str) -> None:
    assert show_way(read_field_way(name)) == name.replace("[0]", "[]")


def test_where_in_requests_fields_stand(project: Project) -> None:
    event = {
        "type": "track", "event": "Order Completed", "userId": "u1", "messageId": "m1",
        "timestamp": "2026-03-01T10:15:30Z",
        "properties": {"order_id": "o1", "total": 5, "revenue": 5, "currency": "EUR"},
        "context": {"traits": {"email": "ada@example.com"}, "page": {"url": "https://shop.example.com/"}},
    }  # fmt: skip
    wire = wire_of(project.plan, [event], Context(datetime(2026, 3, 2, tzinfo=UTC)))
    assert wire[("meta_capi.purchase", "email")] == {"body.data[].user_data.em"}
    assert wire[("meta_capi.purchase", "order_id")] == {"body.data[].custom_data.order_id"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("lineage")
    for name, text in FILES.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(text, encoding="utf-8")
    return made


# Arguments, the exit code, and what is in the output.
TOLD: list[tuple[str, list[str], int, list[str]]] = [
    (
        "who gets it",
        ["context.traits.email"],
        0,
        ["→ crm.orders", "data.traits.email", "in clear", "sha256", "mappings/crm.yaml:14"],
    ),
    ("who does not", ["properties.count"], 0, ["not read for meta_capi"]),
    ("what nobody reads", ["properties.coupon_code"], 0, ["no action reads it"]),
    ("the other direction", ["--to", "meta_capi.purchase.email"], 0, ["← context.traits.email", "hashed e-mail"]),
    ("a literal", ["--to", "crm.orders.data.source"], 0, ['"shop" in the mapping']),
    ("what decides", ["--to", "crm.orders"], 0, ["fires", "← properties.total"]),
    ("only personal data", ["--personal", "--select", "crm"], 0, ["context.traits.email", "data.mail"]),
    ("both directions", ["userId", "--to", "crm"], 2, ["not both"]),
    ("no path", ["nope."], 2, ["nothing follows"]),
    ("no action", ["--to", "crm.order"], 2, ["orders"]),
    ("mermaid", ["context.traits.email", "--format", "mermaid"], 0, ["flowchart LR", '-->|"lower, sha256, hashed"|']),
    ("dot", ["context.traits.email", "--format", "dot"], 0, ["digraph lineage {", 'label="crm · Orders"']),
]


@pytest.mark.parametrize(("arguments", "code", "said"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_the_command_says(folder: Path, arguments: list[str], code: int, said: list[str]) -> None:
    told = CliRunner(env={"COLUMNS": "140"}).invoke(app, ["lineage", *arguments, "-C", str(folder)])
    assert told.exit_code == code, told.output
    assert [one for one in said if one not in told.output] == [], told.output


def test_json_has_a_row_for_each_edge(folder: Path) -> None:
    told = CliRunner().invoke(app, ["lineage", "context.traits.email", "-C", str(folder), "--format", "json"])
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    facts = {(row["instance"], row["field"]): (row["sent"], row["personal"], row["through"]) for row in rows}
    assert facts[("crm", "data.mail")] == ("hashed", "email", ["lower", "sha256"])
    assert facts[("crm", "data.traits.email")][:2] == ("in clear", "email")
    assert facts[("meta_capi", "email")][:2] == ("hashed", "email")
