"""The service's server writes into a stream, and workers deliver from it, whoever of them is killed meanwhile."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from actions.serve.decider.loading import load_rules
from actions.serve.journal import JournalError, JournalFullError, Record
from actions.serve.journal.state import read_state
from actions.serve.streaming import StreamJournal
from actions.stream.address import read_address
from actions.stream.brokers import open_sink, open_source
from actions.stream.nats.connection import connection
from actions.stream.sink import new
from tests.actions.delivery.crashing import server
from tests.actions.stream.broker_process import free_port
from tests.actions.stream.nats_server import nats_server
from tests.serve.decider.running import event, project
from tests.serve.killing import COMMAND, Sender

NUMBERS = count(1)


def journal_of(folder: Path, address: str, partitions: int = 2) -> StreamJournal:
    return StreamJournal(read_address(address, partitions), 3600.0, load_rules(project(folder)))


def test_what_is_appended_is_in_the_stream_by_the_partition_of_its_person(nats_address: str, tmp_path: Path) -> None:
    stream = f"J{next(NUMBERS)}"
    journal = journal_of(tmp_path, f"{nats_address}/{stream}")
    journal.open()

    async def run() -> dict[str, list[str]]:
        bodies = [json.dumps(event(number % 3, messageId=f"m{number}")).encode() for number in range(12)]
        refused = Record(1, "website", b"[]", code="bad", message="no")
        for one in bodies:
            await journal.append([Record(1, "website", one)])
        await journal.append([refused])
        await journal.close()
        found: dict[str, list[str]] = {}
        async with connection(nats_address) as client:
            context = client.jetstream()
            assert (await context.stream_info(f"{stream}_DEAD")).state.messages == 1
            for number in range(1, (await context.stream_info(stream)).state.last_seq + 1):
                message = await context.get_msg(stream, number)
                for line in (message.data or b"").splitlines():
                    read = json.loads(line)
                    found.setdefault(f"{message.subject} {read['userId']}", []).append(read["messageId"])
        return found

    found = asyncio.run(run())
    # A person is in one partition, and in order there.
    assert sorted(found.values()) == [[f"m{at}" for at in range(first, 12, 3)] for first in range(3)]
    assert {key.split()[0] for key in found} <= {f"{stream}.0", f"{stream}.1"}


def test_an_event_that_is_sent_again_goes_in_once(
    nats_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.serve.streaming.journal.REMEMBERED", 3)
    stream = f"J{next(NUMBERS)}"
    journal = journal_of(tmp_path, f"{nats_address}/{stream}", 1)

    async def send(number: int, source: str = "website") -> int:
        await journal.append([Record(1, source, json.dumps(event(number)).encode())])
        async with connection(nats_address) as client:
            infos = [await client.jetstream().stream_info(name) for name in (stream, f"{stream}_DEAD")]
            return sum(one.state.messages for one in infos)

    async def run() -> list[int]:
        found = [await send(one) for one in (1, 1, 2, 1)]
        # Of another source it is another event; here it is a dead letter, as there is no such source.
        found += [await send(1, "app"), await send(3), await send(4), await send(1)]
        await journal.close()
        return found

    # The last one has been forgotten.
    assert asyncio.run(run()) == [1, 1, 2, 2, 3, 4, 5, 6]


def test_an_event_that_the_broker_did_not_take_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.stream.nats.sink.PATIENCE", 0.2)
    port = free_port()

    async def run(journal: StreamJournal) -> int:
        body = [Record(1, "website", json.dumps(event(1)).encode())]
        with pytest.raises(JournalFullError):
            await journal.append(body)
        with nats_server(tmp_path, port):
            await journal.append(body)
            await journal.close()
            async with connection(f"nats://127.0.0.1:{port}") as client:
                return (await client.jetstream().stream_info("E")).state.messages

    assert asyncio.run(run(journal_of(tmp_path, f"nats://127.0.0.1:{port}/E"))) == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(["serve", "status"], 0, ["server: none has used this journal", "shop", "1"], id="status"),
        pytest.param(["tail"], 1, ["`actions dead list --from nats://", "E`"], id="tail"),
        pytest.param(
            ["serve", "replay", "--since", "2h"],
            1,
            ["`actions worker rewind LANE --to TIME --from nats://"],
            id="replay",
        ),
    ],
)
def test_commands_of_the_decider_say_what_does_that_for_a_stream(
    nats_address: str, tmp_path: Path, words: list[str], code: int, said: list[str]
) -> None:
    address = read_address(f"{nats_address}/J{next(NUMBERS)}E")
    file = project(tmp_path, journal={"path": str(tmp_path / "journal"), "stream": f"{nats_address}/{address.stream}"})

    async def fill() -> None:
        async with open_sink(address, 3600.0) as sink, open_source(address) as source:
            await sink.publish([new(json.dumps(event(1)).encode(), event(1))])
            await source.cursor("shop")

    asyncio.run(fill())
    answer = CliRunner().invoke(app, [*words, "--settings", str(file)])
    assert answer.exit_code == code
    assert all(one in " ".join(answer.output.split()) for one in said)


def test_a_broker_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    journal = journal_of(tmp_path, "nats://me:hush@127.0.0.1:1/EVENTS")
    with pytest.raises(JournalError, match=r"nats://127\.0\.0\.1:1/EVENTS cannot be used") as caught:
        journal.open()
    assert "hush" not in str(caught.value)


def test_an_event_that_no_message_holds_is_a_dead_letter_and_keeps_no_other_back(
    nats_address: str, tmp_path: Path
) -> None:
    stream = f"J{next(NUMBERS)}"
    journal = journal_of(tmp_path, f"{nats_address}/{stream}")

    async def run() -> tuple[int, int]:
        large = json.dumps(event(1, properties={"a": "x" * (5 << 20)})).encode()
        await journal.append([Record(1, "website", large), Record(1, "website", json.dumps(event(2)).encode())])
        await journal.close()
        async with connection(nats_address) as client:
            infos = [await client.jetstream().stream_info(name) for name in (stream, f"{stream}_DEAD")]
            return infos[0].state.messages, infos[1].state.messages

    assert asyncio.run(run()) == (1, 1)


def test_where_the_broker_does_not_answer_the_sender_is_told_to_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.stream.nats.sink.PATIENCE", 0.2)

    async def run(journal: StreamJournal) -> None:
        with pytest.raises(JournalFullError, match="the broker did not take the events"):
            await journal.append([Record(1, "website", json.dumps(event(1)).encode())])
        assert journal.failures_in_a_row == 1
        # Whoever tries whether it answers again has nothing to append.
        with pytest.raises(JournalFullError):
            await journal.append([])
        await journal.close()

    asyncio.run(run(journal_of(tmp_path, f"nats://127.0.0.1:{free_port()}/E")))


class Processes:
    """`actions serve` and two workers, each of which is started again when it is killed."""

    def __init__(self, folder: Path, address: str, url: str) -> None:
        self._log = (folder / "log").open("ab")
        settings, worker = str(folder / "serve.yaml"), ["worker", "--from", address, "--divert", url, "-C", str(folder)]
        self.commands = {
            "server": ["serve", "--settings", settings, "--only", "server"],
            "one": [*worker, "--partitions", "4"],
            "two": [*worker, "--partitions", "4"],
        }
        self.running = {name: self._start(name) for name in self.commands}

    def _start(self, name: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-c", COMMAND, *self.commands[name]]
        return subprocess.Popen(command, stdout=self._log, stderr=self._log)

    def kill(self, name: str) -> None:
        self.running[name].kill()
        self.running[name].wait()
        self.running[name] = self._start(name)

    def end(self) -> None:
        for one in self.running.values():
            one.send_signal(signal.SIGTERM)
        for one in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                one.wait(20)
            one.kill()
            one.wait()
        self._log.close()


@contextmanager
def processes(folder: Path, address: str, url: str) -> Iterator[Processes]:
    made = Processes(folder, address, url)
    try:
        yield made
    finally:
        made.end()


def until(holds: Any, folder: Path, within: float = 90.0) -> None:
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, (folder / "log").read_text()[-3000:]
        time.sleep(0.05)


def received(folder: Path) -> "Counter[str]":
    path = folder / "received"
    return Counter(line.split()[0] for line in path.read_text().splitlines()) if path.exists() else Counter()


def has_sent(senders: Sequence[Sender], wanted: int) -> bool:
    return sum(len(one.acknowledged) for one in senders) > wanted


def send_while_killing(folder: Path, running: Processes) -> list[Sender]:
    """Threads that send 1,200 events; the server and each worker were killed meanwhile, and started again."""
    senders = [Sender(folder / "journal", number, 20) for number in range(3)]
    until(lambda: read_state(folder / "journal", "server"), folder)
    for one in senders:
        one.start()
    for at, name in enumerate(("one", "server", "two"), 1):
        until(partial(has_sent, senders, at * 200), folder)
        running.kill(name)
    return senders


def all_sent(senders: Sequence[Sender]) -> set[str]:
    """The ids of all events, once each was acknowledged."""
    for one in senders:
        one.join(90)
    sent = {number for one in senders for number in one.acknowledged}
    assert len(sent) == 1200
    return sent


@pytest.mark.cluster
def test_all_that_was_acknowledged_arrives_though_server_workers_and_broker_are_killed(tmp_path: Path) -> None:
    broker, port = tmp_path / "broker", free_port()
    broker.mkdir()
    address, stream = f"nats://127.0.0.1:{port}", {"stream": f"nats://127.0.0.1:{port}/E", "partitions": 4}
    journal = {"path": str(tmp_path / "journal"), "reserve": "1MiB", **stream}
    project(tmp_path, listen="127.0.0.1:0", drain_delay="0s", journal=journal)
    with (
        server(tmp_path, wait=0.05) as url,
        nats_server(broker, port),
        processes(tmp_path, f"{address}/E", url) as running,
    ):
        senders = send_while_killing(tmp_path, running)
        kill_broker(broker)
        time.sleep(0.5)
        with nats_server(broker, port):
            sent = all_sent(senders)
            until(lambda: received(tmp_path).keys() >= sent, tmp_path)
    assert received(tmp_path).keys() == sent


def kill_broker(folder: Path) -> None:
    """End the server that keeps its streams there."""
    os.kill(int((folder / "nats.pid").read_text()), signal.SIGKILL)
