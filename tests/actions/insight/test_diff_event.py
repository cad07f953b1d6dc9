"""`actions diff --explain` and the shares of rates: what is told of one event is what is counted of many."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from actions import Project
from actions.cli.main import app
from actions.engine.decide import decide
from actions.insight.diff.comparing import ProjectDiff
from actions.insight.diff.one_event import Version, explain_both
from actions.insight.diff.values import differences
from tests.actions.insight.test_diff import CHANGES, EVENTS, HEAD, OLD, project_of
from tests.bench.pairs.events import KINDS
from tests.fuzz.four_ways import NOW
from tests.fuzz.plans import plan_of as random_plan


@pytest.mark.parametrize("change", [row[1] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_the_events_together_are_what_is_counted(change: tuple[str, str]) -> None:
    old, new = (project_of(text) for text in (OLD, OLD.replace(*change, 1)))
    counted = ProjectDiff(old.plan, new.plan, NOW)
    dropped, added, changed = 0, 0, 0
    for event in EVENTS:
        counted.add(event)
        found = explain_both(event, Version(old.plan, old.texts), Version(new.plan, new.texts), NOW)
        assert isinstance(found, list)
        for one in found:
            dropped += one.statuses[0] == "fired" != one.statuses[1]
            added += one.statuses[1] == "fired" != one.statuses[0]
            changed += bool(one.fields)
    counts = [one.counts for one in counted.actions.values()]
    assert (dropped, added, changed) == (
        sum(one.dropped for one in counts), sum(one.added for one in counts), sum(one.changed for one in counts),
    )  # fmt: skip


@settings(max_examples=15 if settings().derandomize else 60, deadline=None)
@given(number=st.integers(0, 2**32))
@example(number=3760)
def test_fields_are_those_that_differ(number: int) -> None:
    random = Random(number)  # noqa: S311 - Hypothesis gives the numbers
    (_, old), (_, new) = random_plan(random, 1), random_plan(random, 1)
    event = KINDS[random.choice(sorted(KINDS))](random)
    found = explain_both(event, Version(old, {}), Version(new, {}), NOW)
    assert isinstance(found, list)
    sides = [{(f"{one.instance}.{one.action}", one.item): one for one in decide(event, plan, NOW)
              if one.status == "fired"} for plan in (old, new)]  # fmt: skip
    # An action with a call for each item in one version alone fires in both, and no call has a counterpart.
    expected = dict.fromkeys({key for key, _ in sides[0]} & {key for key, _ in sides[1]}, 0)
    for key in sides[0].keys() & sides[1].keys():
        expected[key[0]] += len(differences(sides[0][key].payload_fields(), sides[1][key].payload_fields()))
    assert {one.key: len(one.fields) for one in found if one.statuses == ("fired", "fired")} == expected


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("diff_event")
    new = OLD.replace("as: money", "as: money, unit: minor").replace(
        "data.id:", "data.mail: context.traits.email\n    data.id:"
    )
    texts = {"old": OLD, "new": new.replace('Completed"', 'Completed" and properties.total > 0') + "- {do: send}\n"}
    for name, text in texts.items():
        (root / name / "mappings").mkdir(parents=True)
        (root / name / "mappings" / "webhook.yaml").write_text(HEAD + text, encoding="utf-8")
    lines = "".join(json.dumps(event) + "\n" for event in EVENTS)
    (root / "events.ndjson").write_text(lines + '{"type": "page"}\n', encoding="utf-8")
    return root


TOLD: list[tuple[str, list[str], int, list[str]]] = [
    (
        "what differs, and the lines",
        ["m1"],
        0,
        [
            "data.total: 250 → 2.5  ← properties.total", 'data.mail: nothing → "•••"',
            "- mappings/webhook.yaml:11  data.total: {from: properties.total, as: money}",
            "+ mappings/webhook.yaml:12  data.total: {from: properties.total, as: money, unit: minor}",
            "+ mappings/webhook.yaml:10  data.mail: context.traits.email", "is not there",
        ],
    ),
    (
        "why not",
        ["m3"],
        0,
        [
            "does not fire: properties.total is above 0 (line 8): saw 0",
            '- mappings/webhook.yaml:8  when: event = "Order Completed"',
            '+ mappings/webhook.yaml:8  when: event = "Order Completed" and properties.total > 0',
        ],
    ),
    ("personal data, shown", ["m1", "--reveal"], 0, ['nothing → "ada@example.com"  ← context.traits.email']),
    ("no such event", ["m9"], 2, ["--explain m9: no event has this messageId"]),
    ("as Markdown", ["m1", "--format", "markdown"], 2, ["--explain: --format is text or json"]),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "said"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_the_command_says(folders: Path, arguments: list[str], code: int, said: list[str]) -> None:
    command = ["diff", str(folders / "old"), str(folders / "events.ndjson"), "-C", str(folders / "new"), "--explain"]
    told = CliRunner(env={"COLUMNS": "160"}).invoke(app, [*command, *arguments])
    assert told.exit_code == code, told.output
    assert [one for one in said if one not in told.output] == [], told.output
    assert ("ada@example.com" in told.output) is ("--reveal" in arguments)


def test_json_has_the_same(folders: Path) -> None:
    command = ["diff", str(folders / "old"), str(folders / "events.ndjson"), "-C", str(folders / "new")]
    told = CliRunner().invoke(app, [*command, "--explain", "m3", "--format", "json"])
    orders = next(one for one in json.loads(told.stdout)["actions"] if one["action"] == "webhook.orders")
    assert (orders["before"]["status"], orders["after"]["status"], orders["fields"]) == ("fired", "not_fired", [])
    assert [one["line"] for one in orders["after"]["lines"]] == [8]


SLACK = "destination: slack\nsettings: {url: {secret: S}}\nactions: [{do: message, when: %s, map: {text: event}}]\n"
HUBSPOT = SLACK.replace("slack", "hubspot").replace(
    "{do: message, when: %s, map: {text: event}}", "{do: contact, when: %s}"
)
HUBSPOT = HUBSPOT.replace("{url: {secret: S}}", "{access_token: {secret: S}, hub_id: '123456'}")
HOOK = "destination: webhook\nsettings: {url: https://hooks.example.com/in}\nactions: [{do: send, when: %s}]\n"
RATES: list[tuple[str, str, list[tuple[str, float, float]]]] = [
    # Slack takes one message a request and one request a second; of 40 events within 2 hours it got 20.
    ("of an action type", SLACK, [("message", 20 / 7200, 40 / 7200)]),
    # HubSpot's account takes 10 requests a second, of 100 contacts each.
    ("of an account", HUBSPOT, [("", 0.2 / 72_000, 0.4 / 72_000)]),
    ("of a tool without one", HOOK, []),
]


@pytest.mark.parametrize(("file", "expected"), [row[1:] for row in RATES], ids=[row[0] for row in RATES])
def test_shares_of_rates(file: str, expected: list[tuple[str, float, float]]) -> None:
    old, new = (
        Project.from_texts({"mappings/a.yaml": "version: 1\n" + file % when}, {"S": "s"}).plan
        for when in ("{event: A}", "{event: [A, B]}")
    )
    half = [ProjectDiff(old, new, NOW) for _ in range(2)]
    for number in range(40):
        half[number % 2].add(_event(number))
    half[0].merge(half[1].take())
    found = half[0].quotas()
    assert [one.type for one in found] == [kind for kind, _, __ in expected]
    assert [share for one in found for share in one.shares] == pytest.approx([n for one in expected for n in one[1:]])
    assert [one.seconds for one in half[0].quotas(rate=20)] == [2 for _ in expected]


def test_more_than_a_tool_takes_fails_when_asked(tmp_path: Path) -> None:
    for name, when in (("old", "{event: A}"), ("new", "{event: [A, B]}")):
        (tmp_path / name / "mappings").mkdir(parents=True)
        text = "version: 1\n" + SLACK % when
        (tmp_path / name / "mappings" / "slack.yaml").write_text(text, encoding="utf-8")
    file = tmp_path / "events.ndjson"
    file.write_text("".join(json.dumps(_event(number)) + "\n" for number in range(40)), encoding="utf-8")
    command = ["diff", str(tmp_path / "old"), str(file), "-C", str(tmp_path / "new"), "--fail-on", "quota", "--rate"]
    for rate, code, said in (("1", 0, "50 % → 100 %, +50 %"), ("3", 1, "150 % → 300 %, +150 %, ⚠ more than it takes")):
        told = CliRunner(env={"COLUMNS": "160", "S": "s"}).invoke(app, [*command, rate])
        assert (told.exit_code, said in told.output) == (code, True), told.output


def _event(number: int) -> dict[str, Any]:
    return {
        "type": "track", "event": "AB"[number // 20], "userId": f"u{number}", "messageId": f"m{number}",
        "timestamp": f"2026-03-01T1{number % 2}:15:30Z", "context": {"traits": {"email": f"a{number}@example.com"}},
    }  # fmt: skip
