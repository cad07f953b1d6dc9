"""`actions worker status|pause|resume|rewind`, `actions dead --from`, as people type them."""

import asyncio
import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from actions.cli import exit_codes
from actions.cli.main import app
from actions.doctor.streams import streams
from actions.stream import FailedEvent, Portion, Worker
from actions.stream.address import read_address
from actions.stream.brokers import open_sink, open_source
from actions.stream.control import LaneStatus
from actions.stream.failed_event import write_failed_events
from actions.stream.nats.connection import connection
from actions.stream.sink import new
from tests.actions.stream.lanes import Tool, event, lane_of, project, run_until

NUMBERS = count(1)


@pytest.fixture(params=["nats", pytest.param("kafka", marks=pytest.mark.cluster)])
def address(request: pytest.FixtureRequest) -> str:
    """A stream with two events that its lane `shop` has read, one that it has not, and three dead letters."""
    name = f"C{next(NUMBERS)}"
    if request.param == "nats":
        found = f"{request.getfixturevalue('nats_address')}/{name}"
        asyncio.run(make_stream(*found.rsplit("/", 1)))
    else:
        found = f"kafka://{request.getfixturevalue('kafka_servers')}/{name}"
    asyncio.run(fill(found))
    return found


async def make_stream(server: str, stream: str) -> None:
    async with connection(server) as client:
        await client.jetstream().add_stream(name=stream, subjects=[f"{stream}.*"])


async def fill(address: str) -> None:
    place = read_address(address, 1)
    async with open_sink(place, 3600.0) as sink, open_source(place) as source:
        await sink.publish([new(event(number), json.loads(event(number))) for number in (1, 2)])
        tool = Tool()
        # A worker rather than a lane: it says what it does.
        worker = Worker(project("shop"), source)
        worker.lanes = {"shop": lane_of(source, tool)}
        await run_until(lambda: len(tool.sent) == 2, worker)
        await sink.publish([new(event(3), json.loads(event(3)))])
        for lane, number in (("shop", 1), ("shop", 2), ("serve", 3)):
            letter = FailedEvent(
                event(number), lane, "all", cause="rejected", reason=f"no {number}", at=1_772_366_400.0
            )
            await (await source.handoff(lane)).dead(Portion(b"", "p"), [letter])


def actions(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def lanes(address: str) -> dict[str, Any]:
    answer = actions("worker", "status", "--from", address, "--format", "json")
    assert answer.exit_code == 0, answer.output
    return {one["name"]: one for one in json.loads(answer.stdout)["lanes"]}


def test_a_lane_is_shown_paused_rewound_and_resumed(address: str) -> None:
    (shop,) = lanes(address).values()
    assert (shop["lag"], shop["dead"], shop["paused"], shop["workers"]) == (1, 2, None, {})
    assert actions("worker", "pause", "shop", "--from", address, "--reason", "theirs").exit_code == 0
    assert lanes(address)["shop"]["paused"] == "theirs"
    shown = actions("worker", "status", "--from", address).stdout
    assert "theirs" in shown
    answer = actions("worker", "rewind", "shop", "--to", "2026-01-01T00:00Z", "--from", address)
    assert "shop reads again what came since 2026-01-01T00:00Z; it is still paused" in answer.stdout
    assert lanes(address)["shop"]["paused"] == "theirs"
    # NATS has both of the first events in one message.
    assert lanes(address)["shop"]["lag"] == (3 if address.startswith("kafka") else 2)
    assert actions("worker", "resume", "shop", "--from", address).stdout == "shop goes on\n"
    assert lanes(address)["shop"]["paused"] is None


def test_dead_letters_of_a_newer_version_are_refused_with_what_they_need(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = write_failed_events([FailedEvent(event(1), "shop")]).replace(b'"format":1', b'"format":2')
    for broker in ("nats", "kafka"):
        monkeypatch.setattr(f"actions.stream.{broker}.handoff.write_failed_events", lambda _: newer)

    async def run() -> None:
        async with open_source(read_address(address, 1)) as source:
            await (await source.handoff("shop")).dead(Portion(b"", "other"), [FailedEvent(event(1), "shop")])

    asyncio.run(run())
    answer = actions("dead", "list", "--from", address)
    assert (answer.exit_code, answer.stdout) == (exit_codes.NOT_DELIVERED, "")
    assert "has format 2, and this version reads up to 1: install a newer one" in answer.stderr


def test_dead_letters_of_a_stream_are_listed_shown_exported_and_dropped(address: str, tmp_path: Path) -> None:
    rows = [
        json.loads(line) for line in actions("dead", "list", "--from", address, "--format", "json").stdout.splitlines()
    ]
    assert [(one["instance"], one["reason"], one["event"]["messageId"]) for one in rows] == [
        ("shop", "no 1", "m1"),
        ("shop", "no 2", "m2"),
        ("serve", "no 3", "m3"),
    ]
    assert "3 dead letters." in actions("dead", "list", "--from", address).stdout
    first = str(rows[0]["letter"])
    assert json.loads(actions("dead", "show", first, "--from", address).stdout) == rows[0]
    answer = actions("dead", "export", str(tmp_path / "out.ndjson"), "--from", address, "--reason", "no 2")
    assert answer.stdout.startswith("1 dead letter in")
    assert actions("dead", "drop", first, "--from", address).stdout.startswith("1 dead letter would be dropped")
    assert actions("dead", "drop", first, "--from", address, "--yes").stdout == "1 dead letter dropped\n"
    assert "2 dead letters." in actions("dead", "list", "--from", address).stdout


def test_dead_letters_of_a_stream_are_tried_again_by_workers(address: str) -> None:
    shown = actions("dead", "replay", "--from", address).stdout
    assert "2 dead letters would be tried again" in shown
    sent = actions("dead", "replay", "--from", address, "--send").stdout
    assert "2 dead letters handed to workers" in sent
    assert "1 dead letter left: an event that was refused is for no lane" in sent
    assert "1 dead letter." in actions("dead", "list", "--from", address).stdout

    async def run() -> list[str]:
        async with open_source(read_address(address, 1)) as source:
            tool = Tool()
            await run_until(lambda: len(tool.sent) == 3, lane_of(source, tool))
            return tool.sent

    assert sorted(asyncio.run(run())) == ["m1", "m2", "m3"]


@pytest.mark.parametrize("address", ["nats"], indirect=True)
@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        pytest.param(["worker", "status"], 2, "say from which stream: --from nats://", id="no stream"),
        pytest.param(
            ["worker", "pause", "x", "--from", "{}"], 2, "no lane is named x; there are shop", id="no such lane"
        ),
        pytest.param(["worker", "status", "--from", "{}X"], 2, "there is no stream C", id="no such stream"),
        pytest.param(
            ["worker", "rewind", "shop", "--to", "noon", "--from", "{}"], 2, "--to noon: write", id="no moment"
        ),
        pytest.param(["worker", "status", "--from", "nats://127.0.0.1:1/E"], 4, "cannot be reached", id="nobody there"),
        pytest.param(["dead", "list", "--from", "x"], 2, "write the server and the stream", id="no address"),
        pytest.param(["worker", "--from", "{}", "--health", "x"], 2, "write a host and a port", id="no port"),
    ],
)
def test_what_cannot_be_is_said(address: str, words: list[str], code: int, message: str) -> None:
    answer = actions(*(one.format(address) for one in words))
    assert answer.exit_code == code
    assert message in answer.stderr
    assert "Traceback" not in answer.output


def test_doctor_says_what_is_wrong_with_a_stream(address: str, tmp_path: Path) -> None:
    answer = actions("doctor", "-C", str(tmp_path), "--from", address, "--format", "json")
    found = json.loads(answer.stdout)[f"stream {address.rpartition('/')[2]}"]
    wrong = [one["wrong"] for one in found if one["wrong"]]
    assert any("it needs 3 to outlive a " in one for one in wrong)
    assert [one["wrong"] for one in found if one["name"] == "lane shop"] == ["no worker reads it"]
    assert any("cannot be seen" in one["value"] for one in found)


@pytest.mark.parametrize(
    ("oldest", "wrong"),
    [
        pytest.param(3 * 3600.0, "", id="with time left"),
        pytest.param(4 * 3600.0, "events are dropped after 6 h, and the oldest that waits has waited 4.0 h", id="late"),
    ],
)
def test_events_that_are_soon_dropped_unread_are_a_fault(oldest: float, wrong: str) -> None:
    lane = LaneStatus("shop", 5, oldest, workers={"w": {}})
    assert streams("E", [], [lane], 6 * 3600.0).facts[-1].wrong == wrong
