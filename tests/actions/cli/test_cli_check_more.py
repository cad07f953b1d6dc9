"""`actions check` beyond its findings: files, formats, fixing, events that were seen, explaining, watching."""

import gzip
import json
import os
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from typer.testing import CliRunner, Result

from actions.cli.main import app
from tests.actions.cli.sending import PROGRAM

FILE = """\
version: 1
destination: mixpanel
settings: {project_token: {secret: MIXPANEL_TOKEN}}
actions:
  - name: Orders
    do: purchase
    wen: evnt = "Order Completed"
    map:
      order_id: properties.order-id   # their number
      revenue: properties.totl
  - name: Clicks
    do: track
    when: type = "track" and event = "Click" or event = "Klick"
"""
MENDED = (
    FILE.replace("wen: evnt", "when: event")
    .replace("order-id ", '"order-id" ')
    .replace('type = "track" and event = "Click"', '(type = "track" and event = "Click")')
)
ORDER = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u1",
    "timestamp": "2026-03-01T10:15:30Z",
    "properties": {"total": 5, "order-id": "1"},
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "mixpanel.yaml").write_text(FILE, "utf-8")
    return tmp_path


def check(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["check", "-C", str(folder), *options])


def found(answer: Result) -> list[tuple[str, int]]:
    rows = [json.loads(row) for row in answer.stdout.splitlines()]
    return [(one["code"], one["line"]) for one in rows]


def events(folder: Path, number: int, **changes: object) -> Path:
    path = folder / "seen.ndjson"
    path.write_text("\n".join(json.dumps(ORDER | changes) for _ in range(number)), "utf-8")
    return path


def test_every_finding_comes_at_once_in_the_order_of_lines(shop: Path) -> None:
    assert found(check(shop, "--format", "json")) == [("E120", 7), ("E201", 7), ("E302", 9), ("W204", 13)]


def test_what_is_surely_meant_is_written_into_the_file_and_nothing_else(shop: Path) -> None:
    answer = check(shop, "--fix")
    assert (shop / "mappings" / "mixpanel.yaml").read_text("utf-8") == MENDED
    assert "mappings/mixpanel.yaml:7:5: fixed E120: wen → when\n" in answer.stdout
    assert (answer.exit_code, answer.stdout.splitlines()[-1]) == (0, "Checked 1 file, 2 actions: 0 errors, 0 warnings.")
    assert check(shop, "--fix").stdout == "Checked 1 file, 2 actions: 0 errors, 0 warnings.\n"


def test_a_file_that_is_mended_keeps_its_rights_and_its_links(shop: Path) -> None:
    path = shop / "mappings" / "mixpanel.yaml"
    real = path.rename(shop / "real.yaml")
    real.chmod(0o640)
    path.symlink_to(real)
    check(shop, "--fix")
    assert (path.is_symlink(), real.stat().st_mode & 0o777, real.read_text("utf-8")) == (True, 0o640, MENDED)


def test_one_file_may_be_asked_about(shop: Path) -> None:
    other = shop / "mappings" / "webhook.yaml"
    other.write_text("version: 1\ndestination: webhook\nsettings: {url: 5}\nactions: [{do: send, when: type exists}]\n")
    assert found(check(shop, str(other), "--format", "json")) == [("E404", 3)]
    beside = shop / "beside.yaml"
    beside.write_text(FILE.replace("wen: evnt", "when: evnt"), "utf-8")
    assert found(check(shop, str(beside), "--format", "json"))[0] == ("E201", 7)
    missing = check(shop, str(shop / "none.yaml"))
    assert (missing.exit_code, missing.stderr) == (2, f"actions: there is no file {shop / 'none.yaml'}\n")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(
            lambda path: path.symlink_to("nowhere.yaml"), "a link that leads to no file", id="a link to nothing"
        ),
        pytest.param(lambda path: path.symlink_to(path.name), "a link that leads to no file", id="a link to itself"),
        pytest.param(os.mkfifo, "not a file that can be read to its end", id="a pipe"),
    ],
)
def test_what_is_no_file_is_a_finding_beside_those_of_the_others(
    shop: Path, make: Callable[[Path], object], message: str
) -> None:
    make(shop / "mappings" / "b.yaml")
    rows = [json.loads(row) for row in check(shop, "--format", "json").stdout.splitlines()]
    assert [row["code"] for row in rows] == ["E132", "E120", "E201", "E302", "W204"]
    assert (rows[0]["file"], rows[0]["line"], message in rows[0]["message"]) == ("mappings/b.yaml", 1, True)


def test_a_folder_whose_name_ends_in_yaml_is_a_folder(shop: Path) -> None:
    (shop / "mappings" / "more.yaml").mkdir()
    (shop / "mappings" / "more.yaml" / "b.yaml").write_text(
        MENDED.replace("mixpanel\n", "mixpanel\nname: b\n"), "utf-8"
    )
    assert [row[0] for row in found(check(shop, "--format", "json"))] == ["E120", "E201", "E302", "W204"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    answer = check(tmp_path / "nowhere")
    assert (answer.exit_code, answer.stderr) == (4, f"actions: there is no folder {tmp_path / 'nowhere'}\n")


def test_paths_are_held_against_events_that_were_seen(shop: Path) -> None:
    (shop / "mappings" / "mixpanel.yaml").write_text(MENDED, "utf-8")
    seen = events(shop, 40)
    answer = check(shop, "--events", str(seen), "--format", "json")
    assert found(answer) == [("W305", 10), ("W218", 13), ("W218", 13)]
    first = json.loads(answer.stdout.splitlines()[0])
    assert first["message"] == 'properties.totl was in 0 of 40 recorded events "Order Completed"'
    assert (first["hint"], first["fix"]) == ('did you mean "properties.total" (in 100 % of them)?', "properties.total")
    # Samples show something, and need not show everything: only what is nearly right is reported.
    (shop / "samples").mkdir()
    seen.rename(shop / "samples" / "orders.ndjson")
    assert found(check(shop, "--format", "json")) == [("W305", 10)]
    assert found(check(shop, "--no-samples", "--format", "json")) == []
    recorded = shop / ".actions" / "recorded"
    recorded.mkdir(parents=True)
    (shop / "samples" / "orders.ndjson").rename(recorded / "week.ndjson")
    assert found(check(shop, "--format", "json")) == [("W305", 10), ("W218", 13), ("W218", 13)]


def recorded(folder: Path, name: str, *times: datetime) -> None:
    place = folder / ".actions" / "recorded"
    place.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(ORDER | {"timestamp": one.isoformat()}) + "\n" for one in times)
    (place / name).write_bytes(gzip.compress(lines.encode()) if name.endswith(".gz") else lines.encode())


RECORDED: list[tuple[str, str, tuple[int, str]]] = [
    ("all that was recorded, gzipped or not", "recorded", (0, "in 0 of 60 recorded events")),
    ("what is a day old at most", "recorded:1d", (0, "in 0 of 30 recorded events")),
    ("what is ten days old at most", "recorded:10d", (0, "in 0 of 60 recorded events")),
    ("what is an hour old at most", "recorded:1h", (2, "actions: --events recorded:1h: there is no event since 2")),
    ("an age without a unit", "recorded:7", (2, "recorded:7 says no age; write recorded:24h, recorded:7d")),
    ("an age beyond all calendars", "recorded:999999w", (2, "recorded:999999w says no age")),
]


@pytest.mark.parametrize(("name", "expected"), [row[1:] for row in RECORDED], ids=[row[0] for row in RECORDED])
def test_events_that_were_recorded_are_chosen_by_their_age(shop: Path, name: str, expected: tuple[int, str]) -> None:
    (shop / "mappings" / "mixpanel.yaml").write_text(MENDED, "utf-8")
    now = datetime.now(UTC)
    recorded(shop, "today.ndjson.gz", *[now - timedelta(hours=5)] * 30)
    recorded(shop, "week.ndjson", *[now - timedelta(days=8)] * 30)
    # Neither is a file of events: what is written there by others is passed over.
    (shop / ".actions" / "recorded" / "state.json").write_text("{}")
    answer = check(shop, "--events", name)
    assert (answer.exit_code, expected[1] in answer.output.replace("\n", " ")) == (expected[0], True), answer.output


def test_that_nothing_was_recorded_is_reported(shop: Path) -> None:
    (shop / ".actions" / "recorded").mkdir(parents=True)
    answer = check(shop, "--events", "recorded")
    folder = shop / ".actions" / "recorded"
    assert answer.stderr.startswith(f"actions: nothing was recorded: {folder} holds no .ndjson or .ndjson.gz file; ")
    assert (answer.exit_code, check(shop).exit_code) == (2, 1)


def test_a_file_without_any_event_is_reported(shop: Path) -> None:
    (shop / "seen.ndjson").write_text("[1]\nnot JSON\n")
    answer = check(shop, "--events", str(shop / "seen.ndjson"))
    assert (answer.exit_code, answer.stderr.endswith("seen.ndjson: there is no event\n")) == (2, True)


def test_a_number_that_always_was_a_text_is_reported(shop: Path) -> None:
    text = MENDED.replace('event = "Order Completed"', 'event = "Order Completed" and properties.total > 100')
    (shop / "mappings" / "mixpanel.yaml").write_text(text.replace("totl", "total"), "utf-8")
    seen = events(shop, 3, properties={"total": "1249.00", "order-id": "1"})
    rows = check(shop, "--events", str(seen), "--format", "json").stdout.splitlines()
    [reply] = [one for one in map(json.loads, rows) if one["code"] == "W219"]
    assert (reply["line"], reply["hint"]) == (7, "write to_number(properties.total)")


PLANS = {
    "a schema for each name": {"Order Completed": {"properties": {"total": {"type": "number"}, "order-id": {}}}},
    "as Segment exports it": {
        "rules": {
            "events": [
                {
                    "name": "Order Completed",
                    "rules": {"properties": {"properties": {"properties": {"total": {}, "order-id": {}}}}},
                }
            ]
        }
    },
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_paths_are_held_against_a_tracking_plan(shop: Path, plan: object) -> None:
    (shop / "mappings" / "mixpanel.yaml").write_text(MENDED, "utf-8")
    (shop / "plan.json").write_text(json.dumps(plan), "utf-8")
    answer = check(shop, "--tracking-plan", str(shop / "plan.json"), "--format", "json")
    assert found(answer) == [("W310", 10), ("W220", 13), ("W220", 13)]
    assert json.loads(answer.stdout.splitlines()[0])["fix"] == "total"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (None, "there is no such file"),
        (b'{"a":', "not JSON at line 1, column 6"),
        (b"\xff\xfe", "it is not text in UTF-8"),
    ],
    ids=["a file that is not there", "half of one", "no text"],
)
def test_a_tracking_plan_that_cannot_be_read_is_reported_in_words(
    shop: Path, written: bytes | None, words: str
) -> None:
    if written is not None:
        (shop / "plan.json").write_bytes(written)
    answer = check(shop, "--tracking-plan", str(shop / "plan.json"))
    assert (answer.exit_code, words in answer.stderr, "Errno" in answer.stderr) == (2, True, False), answer.stderr


def test_a_tracking_plan_that_is_none_is_named(shop: Path) -> None:
    (shop / "plan.json").write_text("[]", "utf-8")
    answer = check(shop, "--tracking-plan", str(shop / "plan.json"))
    assert (answer.exit_code, "plan.json holds no schema" in answer.stderr) == (2, True)


def test_other_programs_read_the_findings(shop: Path) -> None:
    first = check(shop, "--format", "github").stdout.splitlines()[0]
    assert first == (
        "::error file=mappings/mixpanel.yaml,line=7,col=5,endLine=7,endColumn=8,title=E120"
        '::an action has no key "wen"%0Adid you mean "when"?'
    )
    [run] = json.loads(check(shop, "--format", "sarif").stdout)["runs"]
    region = {"startLine": 7, "startColumn": 5, "endLine": 7, "endColumn": 8}
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == region
    assert run["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"] == {"text": "when"}
    assert [one["id"] for one in run["tool"]["driver"]["rules"]] == ["E120", "E201", "E302", "W204"]
    suite = fromstring(check(shop, "--format", "junit").stdout.partition("\n")[2])  # noqa: S314 - our own
    assert (suite.tag, suite.get("tests"), suite.get("failures")) == ("testsuite", "1", "1")


def test_a_code_is_explained(tmp_path: Path) -> None:
    answer = check(tmp_path, "--explain", "w214")
    assert (answer.exit_code, answer.stdout.splitlines()[0]) == (0, "W214: a star where it is not a wildcard")
    unknown = check(tmp_path, "--explain", "214")
    assert (unknown.exit_code, unknown.stderr) == (2, 'actions: no finding has the code "214"; there is W214\n')


def test_a_reader_who_goes_away_does_not_make_it_right(shop: Path) -> None:
    command = [*PROGRAM, "check", "-C", str(shop)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.close()
        assert process.wait(180) == 1


def test_it_checks_again_when_a_file_changes(shop: Path) -> None:
    command = [*PROGRAM, "check", "-C", str(shop), "--watch", "--no-samples"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            assert any("3 errors, 1 warning" in line for line in process.stdout)
            time.sleep(0.05)
            (shop / "mappings" / "mixpanel.yaml").write_text(MENDED, "utf-8")
            assert any("0 errors, 0 warnings" in line for line in process.stdout)
        finally:
            process.kill()


PASSED_OVER = {
    "a name in capital letters": ("mappings/a.YAML", "a.YAML is passed over: its name must end in .yaml"),
    "a name with one more end": ("mappings/a.yaml.txt", "a.yaml.txt is passed over: its name must end in .yaml"),
    "JSON": ("mappings/a.json", "a.json is passed over: its name must end in .yaml"),
    "beside the folder": ("a.yaml", "a.yaml is passed over: move it into mappings"),
    "among the fragments": (
        "mappings/shared/a.yaml",
        "a.yaml lies in shared, which is for fragments: move it to mappings",
    ),
    "none at all": ("mappings/readme.md", "write one there, or let `actions init` do it"),
}


@pytest.mark.parametrize(("name", "message"), PASSED_OVER.values(), ids=PASSED_OVER)
def test_a_file_that_is_passed_over_is_named_where_there_is_no_other(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "mappings" / "shared").mkdir(parents=True)
    (tmp_path / name).write_text(FILE, "utf-8")
    answer = check(tmp_path)
    assert (answer.exit_code, answer.stderr.strip().endswith(message)) == (4, True), answer.stderr


def test_what_all_actions_share_is_held_against_all_events(shop: Path) -> None:
    text = MENDED.replace("actions:\n", "defaults:\n  map: {properties.page: context.page.url}\nactions:\n")
    (shop / "mappings" / "mixpanel.yaml").write_text(text.replace("totl", "total"), "utf-8")
    seen = events(shop, 40)
    answer = check(shop, "--events", str(seen), "--format", "json")
    assert [one for one in found(answer) if one[0] == "W305"] == [("W305", 5)]
    click = ORDER | {"event": "Click", "context": {"page": {"url": "https://shop.example"}}}
    seen.write_text(f"{seen.read_text('utf-8')}\n{json.dumps(click)}\n", "utf-8")
    assert "W305" not in check(shop, "--events", str(seen), "--format", "json").stdout


def test_the_secrets_of_an_environment_are_looked_for(shop: Path) -> None:
    text = MENDED.replace("totl", "total").replace(
        "actions:\n", "environments:\n  live: {settings: {project_token: {secret: LIVE_TOKEN}}}\nactions:\n"
    )
    (shop / "mappings" / "mixpanel.yaml").write_text(text, "utf-8")
    assert found(check(shop, "--env", "live", "--format", "json")) == [("E406", 5)]
    (shop / "secrets.env").write_text("LIVE_TOKEN=abc\n", "utf-8")
    result = check(shop, "--env", "live", "--env-file", str(shop / "secrets.env"), "--format", "json")
    assert (result.exit_code, result.stdout) == (0, "")
    unknown = check(shop, "--env", "life")
    assert (unknown.exit_code, 'there is no environment "life"' in unknown.stderr) == (2, True)


GA4 = """\
version: 1
destination: ga4
settings: {measurement_id: G-ABC1234567, api_secret: {secret: GA4_SECRET}}
actions:
  - do: event
    when: type = "track"
    map: {}
"""
SAFE = "map: {params: {from: \"flatten_object(properties, '_')\", except: [email, products, revenue, value]}}"


def test_addresses_that_are_copied_to_a_tool_that_forbids_them_are_reported(tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    path = tmp_path / "mappings" / "ga4.yaml"
    path.write_text(GA4.replace("    map: {}\n", ""), "utf-8")
    seen = events(tmp_path, 1, properties={"email": "ada@example.com", "plan": "pro"})
    answer = check(tmp_path, "--events", str(seen), "--format", "json")
    assert found(answer) == [("W403", 5)]
    assert SAFE.removeprefix("map: {").removesuffix("}") in json.loads(answer.stdout)["hint"]
    path.write_text(GA4.replace("map: {}", SAFE), "utf-8")
    assert found(check(tmp_path, "--events", str(seen), "--format", "json")) == []


SEEN = """\
version: 1
destination: mixpanel
settings: {project_token: {secret: MIXPANEL_TOKEN}}
actions:
  - name: Orders
    do: purchase
    when: starts_with(event, "order")
    map:
      properties.a: properties.nowhere
tests:
  - {name: gone, given: samples/gone.json, expect: nothing}
"""


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        pytest.param(3, [("W218", 7), ("E140", 11)], id="few samples say nothing of what they lack"),
        pytest.param(100, [("W218", 7), ("W305", 9), ("E140", 11)], id="many do"),
    ],
)
def test_samples_and_the_files_of_tests_are_looked_at(
    tmp_path: Path, number: int, codes: list[tuple[str, int]]
) -> None:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "samples").mkdir()
    (tmp_path / "mappings" / "mixpanel.yaml").write_text(SEEN, "utf-8")
    events(tmp_path / "samples", number)
    answer = check(tmp_path, "--format", "json")
    assert found(answer) == codes
    assert '"Order Completed\\" differs by case' in answer.stdout
