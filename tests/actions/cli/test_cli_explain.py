"""`actions explain`: text for people, JSON for machines, one event out of a file."""

import gzip
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
    "properties": {"order_id": "o1", "revenue": "19.99", "Plan": "pro"},
    "context": {"traits": {"email": "ada@example.com", "firstName": "Ada"}},
}
OTHER = EVENT | {"messageId": "m2", "event": "order completed", "integrations": {"Webhook": False}}
ACTIONS = """\
- {name: Orders, do: purchase}
- {name: Big, do: track, when: event = "Order Completed" and properties.revenue > 1000}
- {name: Plans, do: identify, when: properties.plan exists, map: {traits: context.traits}}
- {name: Off, do: track, enabled: false, when: event = "Order Completed"}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    write_project(folder, mixpanel=ACTIONS, webhook="- {do: send, when: type exists, map: {data.id: messageId}}")
    (folder / "events.ndjson").write_text(f"{json.dumps(EVENT)}\n[1]\n{json.dumps(OTHER)}\n", encoding="utf-8")
    (folder / "one.json").write_text(json.dumps(EVENT), encoding="utf-8")
    return folder


def explain(folder: Path, *words: str, columns: str = "110") -> Result:
    return CliRunner(env={"COLUMNS": columns}).invoke(
        app, ["explain", str(folder / words[0]), "-C", str(folder), *words[1:]]
    )


SHOWN: list[tuple[str, list[str], list[str]]] = [
    ("an action that fires, and its fields", ["one.json"], ["mixpanel.orders · Orders", "✓ fires", "revenue", "19.99"]),
    ("the path and the conversions of a field", ["one.json"], ["properties.revenue", "default"]),
    (
        "what an action that does not fire saw",
        ["one.json"],
        ['properties.revenue is above 1000  line 6    saw "19.99"'],
    ),
    ("the name that the event has", ["one.json"], ["the event has Plan, not plan → properties.Plan"]),
    ("what is switched off", ["one.json", "--select", "Off"], ["✗ does not fire", "enabled: false"]),
    ("what integrations say", ["events.ndjson", "--event", "m2", "--select", "webhook"], ["integrations"]),
    ("an event by its line", ["events.ndjson", "--event", "3", "--select", "Orders"], ["order completed"]),
    ("a field", ["one.json", "--field", "revenue"], ["revenue = 19.99", "mixpanel.orders", "by default of the action"]),
    ("a part of a copied field", ["one.json", "--select", "Plans", "--field", "traits.email"], ["context → traits"]),
    ("a line for each action", ["one.json", "--all"], ["✓ mixpanel.orders", "✗ mixpanel.big", "✗ mixpanel.plans"]),
]


@pytest.mark.parametrize(("words", "shown"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_text_shows(shop: Path, words: list[str], shown: list[str]) -> None:
    answer = explain(shop, *words)
    assert answer.exit_code == 0, answer.output
    for one in shown:
        assert one in answer.stdout, answer.stdout


def test_a_line_of_the_files_defaults_is_reported_as_one(tmp_path: Path) -> None:
    folder = write_project(tmp_path, mixpanel="- {name: Orders, do: purchase}\n")
    file = folder / "mappings" / "mixpanel.yaml"
    text = file.read_text(encoding="utf-8").replace("actions:", "defaults: {set: {ip: 192.0.2.7}}\nactions:")
    file.write_text(text, encoding="utf-8")
    (folder / "one.json").write_text(json.dumps(EVENT), encoding="utf-8")
    [row] = [line for line in explain(folder, "one.json").stdout.splitlines() if line.startswith("  ip ")]
    assert "line 4 (defaults:)" in row


NESTED = """\
- do: send
  when: type = "track"
  map:
    data:
      map:
        id: messageId
        lines:
          each: properties.products
          where: quantity > 0
          map:
            sku: sku
            order: {from_event: properties.order_id}
"""
INSIDE: list[tuple[str, int, list[str]]] = [
    (
        "data.lines",
        0,
        ["data.lines = [{sku, order}] 1 item", ":12:13  each of properties.products", "where: quantity > 0"],
    ),
    ("data.lines[0].order", 0, ['data.lines[0].order = "o1"', ":16:22"]),
    ("data.lnes", 2, ['did you mean "data.lines"?']),
]


@pytest.mark.parametrize(("field", "code", "shown"), INSIDE, ids=[row[0] for row in INSIDE])
def test_a_field_inside_others_is_explained_by_its_own_line(
    tmp_path: Path, field: str, code: int, shown: list[str]
) -> None:
    folder = write_project(tmp_path, webhook=NESTED)
    event = EVENT | {"properties": {"order_id": "o1", "products": [{"sku": "a", "quantity": 2}, {"quantity": 0}]}}
    (folder / "one.json").write_text(json.dumps(event), encoding="utf-8")
    answer = explain(folder, "one.json", "--field", field)
    assert (answer.exit_code, [one for one in shown if one not in answer.output]) == (code, []), answer.output


def test_paths_are_whole_at_eighty_columns(shop: Path) -> None:
    shown = explain(shop, "one.json", "--select", "Orders", columns="80").stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "null_if(userId, '')" in shown
    assert "properties.order_id" in shown


REFUSED: list[tuple[str, list[str], int, str]] = [
    ("a field of several events", ["events.ndjson", "--field", "revenue"], 2, "name one by --event ID"),
    ("nothing was recorded", ["../recorded"], 2, "there is no file"),
    ("an event that is not there", ["events.ndjson", "--event", "m9"], 2, "no event has the messageId m9"),
    ("a line that is not an event", ["events.ndjson", "--event", "2"], 1, "events.ndjson:2 is not an event: E530"),
    ("a file that is not there", ["nowhere.json"], 2, "there is no file"),
    ("a field that nobody writes", ["one.json", "--field", "revenu"], 2, 'did you mean "revenue"?'),
    ("an action that there is not", ["one.json", "--select", "mixpanle"], 2, 'did you mean "mixpanel"?'),
]


@pytest.mark.parametrize(("words", "code", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_cannot_be_asked_is_reported(shop: Path, words: list[str], code: int, message: str) -> None:
    answer = explain(shop, *words)
    assert (answer.exit_code, message in answer.stderr, answer.stdout) == (code, True, ""), answer.output


def test_an_event_that_is_written_out_is_explained(shop: Path) -> None:
    answer = CliRunner().invoke(app, ["explain", json.dumps(EVENT), "-C", str(shop), "--all"])
    assert (answer.exit_code, "✓ mixpanel.orders" in answer.stdout) == (0, True), answer.output
    refused = CliRunner().invoke(app, ["run", json.dumps(EVENT), "-C", str(shop)])
    assert (refused.exit_code, "comes from standard input: name it -" in refused.stderr) == (2, True), refused.output


def test_people_are_hidden_in_text_and_shown_when_asked(shop: Path) -> None:
    hidden = explain(shop, "one.json", "--field", "traits").stdout
    assert "ada@example.com" not in explain(shop, "one.json").stdout + hidden
    assert "ada@example.com" in explain(shop, "one.json", "--field", "traits.email", "--reveal").stdout


def test_json_has_every_test_and_every_field_and_hides_people_only_when_asked(shop: Path) -> None:
    rows = [json.loads(line) for line in explain(shop, "one.json", "--format", "json").stdout.splitlines()]
    assert [row["action"] for row in rows] == ["orders", "big", "plans", "off", "send"]
    orders, big = rows[:2]
    assert {field["field"]: field["found_by"] for field in orders["fields"]}["revenue"] == "properties.revenue"
    assert (big["status"], [test["verdict"] for test in big["tests"]]) == ("not_fired", [True, False])
    assert big["ways"][0]["changes"] == [{"path": "properties.revenue", "wanted": 1001, "missing": False}]
    assert big["ways"][0]["payloads"][0]["revenue"] == 1001
    masked = explain(shop, "one.json", "--format", "json", "--mask").stdout
    assert ("ada@example.com" in json.dumps(rows), "ada@example.com" in masked) == (True, False)


SEVERAL: list[tuple[str, list[str], list[str]]] = [
    ("how many events there are", [], ["2 events of ", "events.ndjson, and 1 line without an event"]),
    (
        "an action that fires for some and nearly for others",
        ["--select", "Orders"],
        ["✓ mixpanel.orders · Orders", "    fires for 2\n"],
    ),
    (
        "what nearly is right, and for which events",
        ["--select", "Plans"],
        [
            "    never fires, nearly fires for 2\n    2 × properties.plan exists  saw nothing\n",
            "        the event has Plan, not plan → properties.Plan\n        events m1, m2\n",
            "events.ndjson --event m1 shows one of them.",
        ],
    ),
    (
        "a text that is too small a number as well is not near",
        ["--select", "Big"],
        ["    never fires\n"],
    ),
    ("an action that is switched off", ["--select", "Off"], ["    switched off by enabled: false\n"]),
    ("a line for each action", ["--all"], ["    never fires, nearly fires for 2\n✗ mixpanel.off"]),
    ("that none never fires", ["--why-not", "--select", "Orders"], ["Every action fires for some of them."]),
]


@pytest.mark.parametrize(("words", "shown"), [row[1:] for row in SEVERAL], ids=[row[0] for row in SEVERAL])
def test_of_several_events_text_shows(shop: Path, words: list[str], shown: list[str]) -> None:
    answer = explain(shop, "events.ndjson", *words)
    assert answer.exit_code == 0, answer.output
    for one in shown:
        assert one in answer.stdout, answer.stdout


def test_json_of_several_events_has_a_line_for_each_action(shop: Path) -> None:
    rows = [json.loads(line) for line in explain(shop, "events.ndjson", "--format", "json").stdout.splitlines()]
    assert [(one["action"], one["fired"], one["nearly"]) for one in rows] == [
        ("orders", 2, 0), ("big", 0, 0), ("plans", 0, 2), ("off", 0, 0), ("send", 1, 0),
    ]  # fmt: skip
    [near] = rows[2]["near"]
    assert (near["count"], near["events"], near["tests"][0]["miss"]["advice"]) == (2, ["m1", "m2"], "properties.Plan")


def test_several_tests_that_stand_in_the_way_together_are_near(tmp_path: Path) -> None:
    folder = write_project(
        tmp_path, mixpanel='- {name: A, do: track, when: event = "Order Completed" and properties.revenue > 10}\n'
    )
    lines = (json.dumps(OTHER | {"messageId": name}) for name in ("m2", "m3"))
    (folder / "events.ndjson").write_text("\n".join(lines), encoding="utf-8")
    shown = explain(folder, "events.ndjson").stdout
    assert '2 × event is "Order Completed"  saw "order completed"\n' in shown
    assert "    and properties.revenue is above 10" in shown


def test_an_event_of_another_name_is_not_near(tmp_path: Path) -> None:
    folder = write_project(
        tmp_path, mixpanel='- {name: A, do: track, when: event = "Product Viewed" and userId = "u"}\n'
    )
    names = ("Product Reviewed", "Song Played", "Product Vieewed")
    lines = (json.dumps(EVENT | {"event": name, "messageId": name, "userId": "u"}) for name in names)
    (folder / "events.ndjson").write_text("\n".join(lines), encoding="utf-8")
    [row] = [json.loads(line) for line in explain(folder, "events.ndjson", "--format", "json").stdout.splitlines()]
    assert [near["events"] for near in row["near"]] == [["Product Vieewed"]]


def test_a_file_that_breaks_off_is_reported_after_what_was_read(shop: Path) -> None:
    packed = gzip.compress((f"{json.dumps(EVENT)}\n" * 3000).encode())
    (shop / "cut.ndjson.gz").write_bytes(packed[:-20])
    answer = explain(shop, "cut.ndjson.gz", "--all")
    assert (answer.exit_code, "cannot be read to its end" in answer.stderr) == (1, True)
    assert "mixpanel.plans" in answer.stdout


@pytest.mark.parametrize("columns", ["80", "140"])
def test_nothing_is_wider_than_the_terminal(shop: Path, columns: str) -> None:
    shown = explain(shop, "one.json", columns=columns).stdout
    several = explain(shop, "events.ndjson", columns=columns).stdout
    # The command that is offered is for copying.
    lines = [line for line in (shown + several).splitlines() if not line.startswith("actions explain")]
    assert max(map(len, lines)) <= int(columns)


def test_help_has_an_example() -> None:
    assert "Example: actions explain samples/events.ndjson" in CliRunner().invoke(app, ["explain", "--help"]).stdout
