"""Lanes on a real NATS server: what is killed loses nothing."""

import asyncio
import json
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from nats.js.api import DiscardPolicy, StreamInfo

from actions.decision import Fired
from actions.stream import FailedEvent, Lane, Portion, SourceGoneError
from actions.stream.address import read_address
from actions.stream.brokers import open_sink
from actions.stream.failed_event import read_failed_events
from actions.stream.nats import NatsSource, connected, cursor
from actions.stream.nats.connection import connection
from actions.stream.nats.source import problems_of
from destinations.sdk.outcome import Outcome, Rejected, Sent
from tests.actions.stream.broker_process import free_port
from tests.actions.stream.lanes import GAVE_UP, QUICK, Tool, event, lane_of, lines, project, run_until
from tests.actions.stream.nats_server import dead_letters, nats_server
from tests.actions.stream.sizes import note_figures, short_or_full

NUMBERS = count(1)


@asynccontextmanager
async def stream_of(address: str, *, partitions: int | None = None) -> AsyncIterator[tuple[NatsSource, Any]]:
    stream = f"T{next(NUMBERS)}"
    async with connection(address) as client:
        context = client.jetstream()
        await context.add_stream(name=stream, subjects=[f"{stream}.*"])
        async with connected(address, stream, partitions=partitions) as source:
            yield source, context


async def left_of(source: NatsSource, lane: str) -> int:
    cursors = (await source.cursor(lane), await source.again(lane))
    return sum([(await one.lag()).messages for one in cursors])


@pytest.mark.slow
def test_all_that_was_sent_has_arrived_or_is_dead(nats_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers, of which one is killed in the middle again and again; a tool that fails often, one user refused."""
    monkeypatch.setattr(cursor, "ACK_WAIT", 1.0)
    failed: set[str] = set()

    def answer(one: Fired) -> Outcome | str:
        number = int(one.message_id[1:])
        if number % 10 == 3:
            return Rejected("no such user")
        if number % 5 == 1 and one.message_id not in failed:
            failed.add(one.message_id)
            return GAVE_UP
        return Sent()

    async def run() -> tuple[list[str], list[FailedEvent], int]:
        async with stream_of(nats_address) as (source, context):
            for start in range(0, 600, 20):
                await context.publish(f"{source.names.stream}.0", lines(*range(start, start + 20)))
            killed = 0
            for _ in range(2):
                reader = await source.cursor("shop")
                taken = await reader.next(1, 2.0)
                # Killed after it was sent, before the broker heard of it.
                killed += taken is not None
                tool.sent += [json.loads(row)["messageId"] for row in (taken.data.splitlines() if taken else ())]
                await asyncio.sleep(1.1)
            lanes = [Lane("shop", project("shop").plan, source, tool, pace=QUICK) for _ in range(2)]
            arrived = {f"m{number}" for number in range(600) if number % 10 != 3}
            await run_until(lambda: arrived <= set(tool.sent), *lanes, within=60)
            assert await left_of(source, "shop") == 0
            return tool.sent, await dead_letters(context, source.names, "shop"), killed

    tool = Tool(answer)
    sent, dead, killed = asyncio.run(run())
    assert len(dead) == 60
    assert {one.message_id for one in dead} == {f"m{number}" for number in range(600) if number % 10 == 3}
    assert killed == 2
    repeated = sum(many - 1 for many in Counter(sent).values())
    assert 0 < repeated <= killed * 20


@pytest.mark.cluster
def test_what_waits_comes_at_its_time_though_the_server_was_killed(tmp_path: Path) -> None:
    port, many = free_port(), short_or_full(50, 1_000)

    async def write() -> float:
        async with stream_of(f"nats://127.0.0.1:{port}") as (source, _):
            handoff, due = await source.handoff("shop"), time.time() + short_or_full(3.0, 6.0)
            for number in range(many):
                await handoff.later(Portion(b"", f"p{number}"), [FailedEvent(event(number), "shop")], due)
            return due

    async def read(due: float) -> list[bytes]:
        found: list[bytes] = []
        name = f"T{number}"
        async with connected(f"nats://127.0.0.1:{port}", name) as source:
            again = await source.again("shop")
            while len(found) < many:
                portion = await again.next(1, 10.0)
                assert portion
                assert time.time() >= due
                found += [one.event for one in read_failed_events(portion.data)]
                await again.done(portion)
            assert await again.next(1, 1.0) is None
        return found

    number = next(NUMBERS) + 1
    with nats_server(tmp_path, port):
        due = asyncio.run(write())
        pid = int((tmp_path / "nats.pid").read_text())
        os.kill(pid, signal.SIGKILL)
    with nats_server(tmp_path, port):
        found = asyncio.run(read(due))
    note_figures("schedules", written=many, came=len(found))
    assert sorted(found) == sorted(map(event, range(many)))


def test_each_partition_keeps_its_order(nats_address: str) -> None:
    async def run() -> None:
        async with stream_of(nats_address, partitions=3) as (source, context):
            for number in range(30):
                await context.publish(f"{source.names.stream}.{number % 3}", event(number))
            lanes = [Lane("shop", project("shop").plan, source, tool, pace=QUICK) for _ in range(2)]
            await run_until(lambda: len(tool.sent) == 30, *lanes)

    tool = Tool()
    asyncio.run(run())
    for partition in range(3):
        own = [int(one[1:]) for one in tool.sent if int(one[1:]) % 3 == partition]
        assert own == sorted(own)


def test_more_letters_than_a_message_holds_go_in_several(nats_address: str) -> None:
    async def run() -> list[FailedEvent]:
        async with stream_of(nats_address) as (source, context):
            handoff = await source.handoff("shop")
            for _ in range(2):
                await handoff.dead(Portion(b"", "p"), letters)
            return await dead_letters(context, source.names, "shop")

    letters = [FailedEvent(event(number, note="x" * 1_000_000), "shop") for number in range(6)]
    assert asyncio.run(run()) == letters


def test_a_check_says_what_will_not_do(nats_address: str) -> None:
    async def run() -> list[str]:
        async with connected(nats_address, "NOWHERE") as source:
            return await source.check()

    found = asyncio.run(run())
    assert found[0] == "there is no stream NOWHERE"
    assert "the stream NOWHERE_LATER has 1 copy; it needs 3 to outlive a server" in found
    assert "sync_interval" in found[-1]


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        pytest.param({}, None, id="well"),
        pytest.param(
            {"max_bytes": 4_000}, "bytes, and drops the oldest then, however young", id="nearly full of bytes"
        ),
        pytest.param({"max_msgs": 4}, "has 4 of 4 messages, and drops", id="full of messages"),
        pytest.param({"max_msgs": 400}, None, id="with room"),
        pytest.param({"retention": "workqueue"}, "drops what one lane has read, before others have", id="work queue"),
    ],
)
def test_a_check_says_where_events_are_dropped_unread(
    nats_address: str, options: dict[str, Any], wrong: str | None
) -> None:
    stream = f"T{next(NUMBERS)}"

    async def run() -> list[str]:
        async with connection(nats_address) as client:
            context = client.jetstream()
            await context.add_stream(name=stream, subjects=[f"{stream}.*"], **options)
            for number in range(4):
                await context.publish(f"{stream}.0", event(number, note="x" * 700))
            async with connected(nats_address, stream) as source:
                return [one for one in await source.check() if "drops" in one]

    found = asyncio.run(run())
    assert len(found) == (wrong is not None)
    assert wrong is None or wrong in found[0]


def test_while_a_stream_is_full_a_lane_says_so_and_loses_nothing(
    nats_address: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.stream.nats.connection.TOLD_AFTER", 0.1)
    tool = Tool(lambda one: Rejected("no") if one.message_id in ("m1", "m2") else Sent())

    async def run() -> tuple[list[str], list[FailedEvent]]:
        async with stream_of(nats_address) as (source, context):
            names = source.names
            config = (await context.stream_info(names.dead_stream)).config
            config.max_msgs, config.discard = 1, DiscardPolicy.NEW
            await context.update_stream(config)
            for number in range(4):
                await context.publish(f"{names.stream}.0", event(number))
            running = asyncio.create_task(run_until(lambda: "m3" in tool.sent, lane_of(source, tool)))
            await run_until(lambda: "cannot be written: maximum messages exceeded" in caplog.text)
            found = [one for one in await source.check() if "takes no more" in one]
            config.max_msgs = -1
            await context.update_stream(config)
            await running
            return found, await dead_letters(context, names, "shop")

    found, dead = asyncio.run(asyncio.wait_for(run(), 30))
    assert len(found) == 1
    assert "has 1 of 1 messages" in found[0]
    assert "shop: what is handed on to dead cannot be written" in caplog.text
    assert sorted([*tool.sent, *(str(one.message_id) for one in dead)]) == ["m0", "m1", "m2", "m3"]


@pytest.mark.parametrize(
    ("current", "offline", "wrong"),
    [
        pytest.param(True, False, [], id="well"),
        pytest.param(False, False, ["the copy of E on server n1 is behind: see to that server"], id="behind"),
        pytest.param(False, True, ["the copy of E on server n1 is lost: see to that server"], id="lost"),
    ],
)
def test_a_copy_that_is_lost_is_named(current: bool, offline: bool, wrong: list[str]) -> None:
    peers = [{"name": "n1", "current": current, "offline": offline, "active": 1, "lag": 0}]
    state = {"messages": 0, "bytes": 0, "first_seq": 0, "last_seq": 0, "consumer_count": 0}
    facts = {"config": {"name": "E", "num_replicas": 3}, "state": state, "cluster": {"replicas": peers}}
    assert list(problems_of(StreamInfo.from_response(facts))) == wrong


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        pytest.param(None, 4, "the lane shop is read without --partitions: start this worker so", id="first without"),
        pytest.param(4, None, "the lane shop is read with --partitions 4: start this worker so", id="then without"),
        pytest.param(4, 2, "is read with --partitions 4", id="fewer"),
        pytest.param(2, 4, "", id="more, as a stream grows"),
        pytest.param(4, 4, "", id="the same"),
    ],
)
def test_workers_of_a_lane_that_would_each_get_all_are_refused(
    nats_address: str, first: int | None, second: int | None, message: str
) -> None:
    async def run() -> None:
        async with stream_of(nats_address, partitions=first) as (source, _):
            await source.cursor("shop")
            await source.cursor("crm")
            async with connected(nats_address, source.names.stream, partitions=second) as other:
                await other.cursor("shop")

    with pytest.raises(SourceGoneError, match=message) if message else nullcontext():
        asyncio.run(run())


@pytest.mark.parametrize(
    ("subjects", "partitions", "unread"),
    [
        pytest.param(["0", "3"], 4, "", id="all are read"),
        pytest.param(["0", "4", "5", "6", "7"], 4, "{}.4, {}.5, {}.6 and 1 more", id="fewer than are written"),
        pytest.param(["web"], 4, "{}.web", id="no numbers"),
        pytest.param(["web", "9"], None, "", id="without partitions"),
    ],
)
def test_subjects_that_no_partition_of_a_new_lane_has_are_refused_and_found_later(
    nats_address: str, subjects: list[str], partitions: int | None, unread: str
) -> None:
    async def run() -> tuple[str, list[str]]:
        refused = ""
        async with stream_of(nats_address, partitions=partitions) as (source, context):
            stream = source.names.stream
            await source.cursor("early")
            for one in subjects:
                await context.publish(f"{stream}.{one}", event(1))
            try:
                await source.cursor("shop")
            except SourceGoneError as error:
                refused = str(error)
            found = [one for one in await source.check() if "does not read" in one]
            return refused.replace(stream, "{}"), [one.replace(stream, "{}") for one in found]

    refused, found = asyncio.run(run())
    what = f"does not read what stands under {unread}: "
    assert refused.partition(": ")[0] == (f"--partitions 4 {what}"[:-2] if unread else "")
    assert found == ([f"the lane early {what}start its workers with more --partitions"] if unread else [])


@pytest.mark.parametrize(("read", "written", "warns"), [(4, 8, True), (8, 8, False), (None, 8, False)])
def test_who_writes_more_partitions_than_are_read_says_so(
    nats_address: str, caplog: pytest.LogCaptureFixture, read: int | None, written: int, *, warns: bool
) -> None:
    async def run() -> None:
        async with stream_of(nats_address, partitions=read) as (source, _):
            await source.cursor("shop")
            place = read_address(f"{nats_address}/{source.names.stream}", written)
            async with open_sink(place, 60.0):
                return

    asyncio.run(run())
    assert ("the lane shop is read with --partitions 4 of 8" in caplog.text) == warns


def test_streams_that_were_deleted_are_made_anew_for_a_lane_that_starts(nats_address: str) -> None:
    async def run() -> list[FailedEvent]:
        async with stream_of(nats_address) as (source, context):
            await context.delete_stream(source.names.dead_stream)
            letter = FailedEvent(event(1), "shop")
            await (await source.handoff("shop")).dead(Portion(b"", "p"), [letter])
            return await dead_letters(context, source.names, "shop")

    assert len(asyncio.run(run())) == 1


def test_a_consumer_that_was_deleted_is_not_made_anew(nats_address: str) -> None:
    async def run() -> None:
        async with stream_of(nats_address) as (source, context):
            reader = await source.cursor("shop")
            assert await reader.next(1, 0.1) is None
            await context.delete_consumer(source.names.stream, source.names.consumer("shop", None))
            await reader.next(1, 1.0)

    with pytest.raises(SourceGoneError, match="start anew to read that from its beginning"):
        asyncio.run(run())
