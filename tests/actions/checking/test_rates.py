"""`actions check --rate`: which tools would get more than they take."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions import Context, Project
from actions.cli.main import app
from actions.workbench.checking.against.rates import Load, Traffic, check_rates, loads_of
from tests.actions.small_projects import MakeProject, write_project

NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))
MESSAGES = '- {name: Clicks, do: message, when: event = "Clicked"}\n- {name: Rare, do: message, when: event = "Rare"}\n'
EVENTS = '- {name: Clicks, do: track, when: event = "Clicked"}\n'


def seen(number: int, name: str = "Clicked", people: int = 1_000_000) -> list[dict[str, Any]]:
    facts = {"type": "track", "event": name, "timestamp": "2026-03-01T10:15:30Z", "properties": {"n": 1}}
    return [
        {**facts, "userId": f"u{at % people}", "anonymousId": "a", "messageId": f"{name}-{at}"} for at in range(number)
    ]


def loads(project: Project, rate: float, *events: dict[str, Any]) -> dict[str, Load]:
    return {one.instance: one for one in loads_of(project.plan, Traffic(rate, NOW, list(events)))}


def test_a_load_is_what_the_events_become_at_that_rate(make_project: MakeProject) -> None:
    project = make_project(slack=MESSAGES, klaviyo=EVENTS)
    found = loads(project, 1_000, *seen(30), *seen(10, "Rare"), *seen(60, "Other"))
    assert {name: (one.deliveries, one.requests) for name, one in found.items()} == {
        "slack": pytest.approx((400, 400)),
        "klaviyo": pytest.approx((300, 0.3)),
    }
    assert found["slack"].used == pytest.approx(400)
    assert found["klaviyo"].used == pytest.approx(0.12)
    assert (found["slack"].heaviest, found["slack"].limited) == ("slack.clicks", "slack.message")


def test_a_tool_that_gets_too_much_is_a_finding_at_the_action_that_sends_most(make_project: MakeProject) -> None:
    project = make_project(slack=MESSAGES, klaviyo=EVENTS)
    (one,) = check_rates(project.plan, Traffic(100, NOW, [*seen(30), *seen(10, "Rare"), *seen(40, "Other")]))
    assert (one.code, one.action) == ("W144", "slack.clicks")
    assert one.message == (
        "100 events a second bring slack 50 deliveries, 50 times what slack.message takes: 1 requests a second"
    )
    assert one.hint == "a narrower when: lets less through, or sample: 2.0% under defaults:; most is of slack.clicks"


@pytest.mark.parametrize(
    ("rate", "used"),
    [pytest.param(1e6, 60, id="far too much"), pytest.param(10_000, 0.6, id="as much as it can")],
)
def test_a_batch_counts_as_one_request(make_project: MakeProject, rate: float, used: float) -> None:
    found = loads(make_project(klaviyo=EVENTS), rate, *seen(15), *seen(85, "Other"))
    assert found["klaviyo"].used == pytest.approx(used)


@pytest.mark.parametrize(
    ("people", "requests"),
    [pytest.param(1_000, 100, id="each event is of another person"), pytest.param(1, 4, id="all are of one person")],
)
def test_a_batch_holds_only_what_may_travel_together(make_project: MakeProject, people: int, requests: float) -> None:
    found = loads(make_project(ga4=EVENTS.replace("track", "event")), 100, *seen(100, people=people))
    assert found["ga4"].used is None
    assert (found["ga4"].deliveries, found["ga4"].requests) == pytest.approx((100, requests))


def test_an_instance_to_which_nothing_goes_has_no_load(make_project: MakeProject) -> None:
    found = loads(make_project(slack=MESSAGES), 100, *seen(10, "Other"))
    assert (found["slack"].deliveries, found["slack"].used) == (0, None)


def test_a_sample_brings_the_load_down(make_project: MakeProject) -> None:
    project = make_project(slack=MESSAGES.replace("do: message", "do: message, sample: 10%"))
    assert loads(project, 10, *seen(1_000))["slack"].deliveries == pytest.approx(1.0, abs=0.2)


def check(folder: Path, *options: str) -> Any:
    return CliRunner().invoke(app, ["check", "-C", str(folder), *options])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "seen.ndjson").write_text("\n".join(map(json.dumps, seen(40))), "utf-8")
    return write_project(tmp_path, slack=MESSAGES.splitlines()[0])


def test_the_command_prints_the_loads_and_warns(folder: Path) -> None:
    answer = check(folder, "--rate", "50", "--events", str(folder / "seen.ndjson"))
    assert answer.exit_code == 0
    assert "50 events a second bring slack 50 deliveries, 50 times what slack.message takes" in answer.stdout
    assert "At 50 events a second, by 40 events seen before:" in answer.stdout
    assert answer.stdout.splitlines()[-1].split() == ["slack", "50", "50", "5,000%"]
    assert check(folder, "--rate", "50", "--events", str(folder / "seen.ndjson"), "--strict").exit_code == 1
    assert check(folder, "--rate", "0.5", "--events", str(folder / "seen.ndjson"), "--strict").exit_code == 0


def test_in_json_it_is_a_finding_like_any_other(folder: Path) -> None:
    answer = check(folder, "--rate", "50", "--events", str(folder / "seen.ndjson"), "--format", "json")
    assert [json.loads(row)["code"] for row in answer.stdout.splitlines()] == ["W144"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(["--rate", "50"], "--rate needs events that were seen before", id="without events"),
        pytest.param(["--rate", "0"], "--rate", id="a rate of nothing"),
        pytest.param(["--rate", "many"], "--rate", id="a rate that is not a number"),
    ],
)
def test_a_rate_that_cannot_be_used_is_refused(folder: Path, options: list[str], message: str) -> None:
    answer = check(folder, *options)
    assert answer.exit_code == 2
    assert message in answer.stderr
