"""`actions run` for people: what is shown of many events, what is hidden, what files may be, what is asked."""

import json
import os
import pty
import select
import sys
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
    "properties": {"order_id": "o1", "revenue": 19.99},
    "context": {"traits": {"email": "ada@example.com", "firstName": "Ada", "phone": "+14155550100"}},
}
ACTIONS = """\
- {name: Orders, do: purchase}
- {name: "Big, or large", do: track, when: properties.revenue > 1000}
- {name: People, do: identify, when: event = "Order Completed", map: {traits: context.traits}}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_project(tmp_path_factory.mktemp("shop"), mixpanel=ACTIONS, ga4="- {name: Orders, do: purchase}\n")
    events = [EVENT | {"messageId": f"m{number}"} for number in range(60)]
    events[50] = EVENT | {"messageId": "m50", "properties": {"order_id": "o1", "revenue": "abc"}}
    rows = [json.dumps(one) for one in events]
    rows[7:7] = ["[1]", '{"type": "track", "userId": "u1"}', "[2]"]
    (folder / "events.ndjson").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "one.json").write_text(json.dumps(EVENT), encoding="utf-8")
    return folder


def run(folder: Path, *words: str, columns: str = "100") -> Result:
    return CliRunner(env={"COLUMNS": columns}).invoke(
        app, ["run", str(folder / words[0]), "-C", str(folder), *words[1:]]
    )


def heads(shown: str) -> list[str]:
    return [line for line in shown.splitlines() if "events.ndjson:" in line and not line.startswith(" ")]


def test_forty_decisions_are_shown_and_how_many_are_not(shop: Path) -> None:
    shown = run(shop, "events.ndjson").stdout
    assert len(heads(shown)) == 40
    assert "… 143 more are not shown: --rows all shows them, --failed those not built first" in shown


@pytest.mark.parametrize(
    ("rows", "number", "jobs"), [("all", 183, "1"), ("3", 3, "1"), ("0", 0, "1"), ("all", 183, "2")]
)
def test_so_many_are_shown_as_are_asked_for(shop: Path, rows: str, number: int, jobs: str) -> None:
    assert len(heads(run(shop, "events.ndjson", "--rows", rows, "--jobs", jobs).stdout)) == number


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_failures_alone_are_shown_wherever_they_stand(shop: Path, jobs: str) -> None:
    shown = run(shop, "events.ndjson", "--failed", "--jobs", jobs).stdout
    assert [line.rpartition(":")[2].split("  ")[0] for line in heads(shown)] == ["8", "9", "10", "54", "54"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_failures_come_first_where_all_are_asked_for(shop: Path, form: str) -> None:
    shown = run(shop, "events.ndjson", "--failed", "--rows", "all", "--format", form).stdout
    if form == "json":
        rows = [json.loads(line) for line in shown.splitlines()]
        lines = [(row["line"], row["status"]) for row in rows]
        assert [status for _, status in lines[:6]] == ["failed"] * 5 + ["fired"]
        numbers = [number for number, _ in lines]
    else:
        numbers = [int(line.rpartition(":")[2].split("  ")[0]) for line in heads(shown)]
    assert numbers[:5] == [8, 9, 10, 54, 54]
    assert (len(numbers), numbers[5:]) == (183, sorted(numbers[5:]))


def test_several_processes_do_not_sort(shop: Path) -> None:
    answer = run(shop, "events.ndjson", "--failed", "--rows", "all", "--jobs", "2")
    assert (answer.exit_code, "one process has to sort" in answer.stderr) == (2, True)


def test_every_action_has_a_row_and_every_refused_line_its_place(shop: Path) -> None:
    shown = run(shop, "events.ndjson", "--rows", "0").stdout
    rows = {line.split()[0]: line.split()[1] for line in shown.splitlines() if line.startswith("  mixpanel.")}
    assert rows == {"mixpanel.orders": "59", "mixpanel.big-or-large": "0", "mixpanel.people": "60"}
    assert "3 lines not read as events" in shown
    assert f"2 × E530 an event is a JSON object, this is a list: {shop}/events.ndjson:8, {shop}/events.ndjson:10" in (
        " ".join(shown.split())
    )
    assert "2 not built" in shown


def test_what_a_payload_went_without_is_counted_and_named(shop: Path) -> None:
    event = EVENT | {"type": "identify", "context": {}, "traits": {"email": "x", "phone": "12"}}
    folder = shop / "went"
    folder.mkdir()
    write_project(folder, braze="- {do: identify}")
    (folder / "one.json").write_text(json.dumps(event), encoding="utf-8")
    assert "braze.identify went without 2: 1 × W510 email; 1 × W510 phone" in run(folder, "one.json").stdout


NEVER = """\
- name: Plans
  do: track
  map: {properties.plan: properties.plan, properties.seats: properties.seats, properties.id: properties.order_id}
"""
UNFOUND: list[tuple[str, dict[str, Any], int, str]] = [
    (
        "a name that the event spells otherwise",
        {"Plan": "pro", "order_id": "o1", "seats": 2},
        1,
        (
            "mixpanel.plans: properties.plan found nothing in the event: properties.plan (mappings/mixpanel.yaml:7); "
            "the event has Plan, not plan → properties.Plan"
        ),
    ),
    ("one event without it says little", {"plan": "pro", "order_id": "o1"}, 1, ""),
    (
        "many events without it",
        {"plan": "pro", "order_id": "o1"},
        6,
        (
            "mixpanel.plans: properties.seats found nothing in any of 6 events: "
            "properties.seats (mappings/mixpanel.yaml:7)"
        ),
    ),
]


@pytest.mark.parametrize(
    ("properties", "number", "message"), [row[1:] for row in UNFOUND], ids=[row[0] for row in UNFOUND]
)
def test_lines_that_never_find_anything_are_reported(
    tmp_path: Path, properties: dict[str, Any], number: int, message: str
) -> None:
    folder = write_project(tmp_path, mixpanel=NEVER)
    rows = [json.dumps(EVENT | {"messageId": f"m{one}", "properties": properties}) for one in range(number)]
    (folder / "e.ndjson").write_text("\n".join(rows), encoding="utf-8")
    shown = run(folder, "e.ndjson", columns="200").stdout
    assert "".join(line for line in shown.splitlines() if "found nothing" in line) == message


SELECTED: list[tuple[str, list[str], set[str]]] = [
    ("twice", ["--select", "ga4", "--select", "mixpanel.people"], {"ga4.orders", "mixpanel.people"}),
    ("with a comma", ["--select", "ga4,mixpanel.people"], {"ga4.orders", "mixpanel.people"}),
    ("by names", ["--select", "People,ga4"], {"ga4.orders", "mixpanel.people"}),
    ("by the name of the event", ["--select", "event:Order*,mixpanel.orders"], {"mixpanel.orders"}),
    ("by another event's name", ["--select", "event:Sign*"], set()),
]


@pytest.mark.parametrize(("words", "actions"), [row[1:] for row in SELECTED], ids=[row[0] for row in SELECTED])
def test_actions_are_selected(shop: Path, words: list[str], actions: set[str]) -> None:
    rows = [json.loads(line) for line in run(shop, "one.json", "--format", "json", *words).stdout.splitlines()]
    assert {f"{row['instance']}.{row['action']}" for row in rows} == actions


def test_the_name_of_an_action_may_have_a_comma(shop: Path) -> None:
    shown = run(shop, "one.json", "--select", "Big, or large", "--all").stdout
    assert "mixpanel.big-or-large  does not fire" in shown


def test_people_are_hidden_as_text_and_shown_when_asked(shop: Path) -> None:
    hidden = run(shop, "one.json", "--requests").stdout
    assert not [text for text in ("ada@example.com", "Ada", "4155550100") if text in hidden], hidden
    assert '"$email": "•••"' in hidden
    shown = run(shop, "one.json", "--requests", "--reveal").stdout
    assert '"$email": "ada@example.com"' in shown


def test_json_shows_people_unless_they_are_to_be_hidden(shop: Path) -> None:
    assert "ada@example.com" in run(shop, "one.json", "--format", "json").stdout
    assert "ada@example.com" not in run(shop, "one.json", "--format", "json", "--mask").stdout


def test_people_are_hidden_by_the_names_of_fields_in_any_spelling(shop: Path) -> None:
    traits = {"firstname": "Jo", "surname": "Li", "sex": "f", "Vorname": "Jo", "postcode": "1010", "tel": "06"}
    page = {"url": "https://s.example/a?email=jo@example.com&phone=%2B436601234567&tel=0660 1234567"}
    event = EVENT | {"context": {"traits": traits, "page": page}}
    (shop / "names.json").write_text(json.dumps(event), encoding="utf-8")
    shown = run(shop, "names.json", "--format", "json", "--mask", "--select", "mixpanel.people").stdout
    payload = json.loads(shown.splitlines()[0])["payload"]
    assert payload["traits"] == dict.fromkeys(traits, "•••")
    assert "1234567" not in shown


@pytest.mark.parametrize("words", [[], ["--requests", "--reveal"], ["--format", "json"]], ids=" ".join)
def test_secrets_among_headers_are_shown_to_nobody(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "hook.yaml").write_text(
        "version: 1\ndestination: webhook\n"
        "settings: {url: 'https://h.example', headers: {Authorization: Bearer of-the-settings, X-Shop: tea}}\n"
        "actions: [{do: send, when: type exists, set: {headers: {X-Api-Key: of-the-action, X-Lang: en}}}]\n",
        encoding="utf-8",
    )
    (tmp_path / "one.json").write_text(json.dumps(EVENT), encoding="utf-8")
    shown = run(tmp_path, "one.json", *words).output
    assert ("of-the-settings" in shown, "of-the-action" in shown) == (False, False)
    assert "•••" in shown


def test_an_address_in_a_line_that_cannot_be_read_is_hidden(shop: Path) -> None:
    (shop / "cut.ndjson").write_text('{"type": "track", "email": "ada@example.com", "x\n', encoding="utf-8")
    assert "ada@example.com" not in run(shop, "cut.ndjson").stdout


@pytest.mark.parametrize("columns", ["80", "140"])
def test_rows_fit_the_terminal(shop: Path, columns: str) -> None:
    shown = run(shop, "events.ndjson", "--rows", "all", columns=columns).stdout
    wide = [line for line in shown.splitlines() if len(line) > int(columns) and not line.startswith(str(shop))]
    assert wide == []


BATCH = {"batch": [EVENT, EVENT | {"messageId": "m2", "context": {"ip": "192.0.2.1"}}], "context": {"locale": "de-DE"}}


def test_a_batch_as_segments_api_takes_it_is_read(shop: Path) -> None:
    (shop / "batch.json").write_text(json.dumps(BATCH), encoding="utf-8")
    shown = run(shop, "batch.json", "--select", "mixpanel.orders", "--format", "json").stdout
    rows = [json.loads(line) for line in shown.splitlines()]
    assert [(row["line"], row["message_id"]) for row in rows] == [(1, "m1"), (2, "m2")]
    assert [row["payload"]["context"]["$locale"] for row in rows] == ["de-DE", "de-DE"]


OTHERS: list[tuple[str, str, str, str]] = [
    ("CSV", "events.csv", "event,userId\nOrder,u1\n", "this file is CSV, not JSON"),
    ("YAML", "e.yaml", "type: track\nevent: A\n", "this file is YAML, not JSON"),
    ("a page", "e.json", "<!DOCTYPE html>\n", "this file is HTML, not JSON"),
    ("a trailing comma", "comma.json", '{"type": "track",\n "event": "A",\n}\n', "a comma too many before line 3"),
    ("a broken document", "broken.json", '{"type": "track",\n "event": A}\n', "fix it there"),
    ("a batch on a line", "b.ndjson", json.dumps(BATCH) + "\n", "this is a batch of events, not one event"),
]


@pytest.mark.parametrize(("name", "text", "message"), [row[1:] for row in OTHERS], ids=[row[0] for row in OTHERS])
def test_what_is_no_event_is_named_as_what_it_is(shop: Path, name: str, text: str, message: str) -> None:
    (shop / name).write_text(text, encoding="utf-8")
    answer = run(shop, name)
    assert message in " ".join(answer.output.split()), answer.output
    assert answer.output.count(message) <= 3


def test_a_table_of_events_that_are_json_after_all_is_read(shop: Path) -> None:
    (shop / "odd.csv").write_text(json.dumps(EVENT) + "\n", encoding="utf-8")
    assert "1 event, 3 payloads" in run(shop, "odd.csv").stdout


def on_a_terminal(folder: Path, answer: bytes, *words: str, **variables: str) -> tuple[int, str]:
    """The exit code and all that the command shows on a terminal at which somebody types the answer."""
    command = [sys.executable, "-c", "from actions.cli.main import main; main()", "run", *words, "-C", str(folder)]
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(variables, COLUMNS="100", PYTHONPATH=str(Path(__file__).parents[3]))
        os.execv(command[0], command)  # noqa: S606 - our own program
    shown, typed = b"", False
    while select.select([terminal], [], [], 60)[0]:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break  # Its other end was closed.
        if not piece:
            break
        shown += piece
        if b"[y/N]" in shown and not typed:
            os.write(terminal, answer)
            typed = True
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), shown.decode()


def test_what_goes_where_is_reported_before_anything_is_sent(shop: Path) -> None:
    code, shown = on_a_terminal(
        shop, b"n\n", str(shop / "events.ndjson"), "--send", MIXPANEL_TOKEN="made-up", GA4_SECRET="made-up"
    )
    text = " ".join(shown.split())
    assert "59 payloads to www.google-analytics.com (ga4), 119 payloads to api.mixpanel.com (mixpanel)" in text
    assert "Deliver to ga4, mixpanel? [y/N]" in text
    assert (code, (shop / ".actions").exists()) == (0, False)


def test_secrets_are_looked_up_before_anybody_is_asked(shop: Path) -> None:
    code, shown = on_a_terminal(shop, b"y\n", str(shop / "one.json"), "--send", "--select", "ga4")
    assert (code, "GA4_SECRET" in shown, "[y/N]" in shown) == (4, True, False)


def test_without_a_terminal_it_has_to_be_reported(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GA4_SECRET", "made-up")
    answer = run(shop, "one.json", "--send", "--select", "ga4")
    assert (answer.exit_code, "--send --yes" in answer.stderr) == (2, True)


@pytest.mark.parametrize("data", [b"", b" \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"], ids=repr)
def test_a_document_without_anything_in_it_is_empty(shop: Path, data: bytes) -> None:
    (shop / "nothing.json").write_bytes(data)
    assert "nothing.json: the file is empty\n" in run(shop, "nothing.json").stderr
