"""Several server processes: the journals of all of them are one to the decider, to operators, and to people."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from actions.serve.decider.decider import Decider
from actions.serve.decider.loading import load
from actions.serve.http.request.rates import SharedBucket
from actions.serve.http.service import Service as HttpService
from actions.serve.http.unknown import UnknownKeys
from actions.serve.journal import Claim, DamagedError, Position, Record, SegmentJournal, Stored, read_merged
from actions.serve.journal.several.folders import journal_folder, readers_of
from actions.serve.journal.several.servers import read_servers
from actions.serve.journal.state import read_state, write_state
from actions.serve.settings import read_settings
from tests.actions.delivery.crashing import server
from tests.serve.decider.running import event, project
from tests.serve.running import receive, send

COMMAND = "from actions.cli.entry import main; main()"
LONG = 60.0


class Given:
    """A journal of records with these times, in this order."""

    def __init__(self, name: str, times: Sequence[int], *, damaged_at: int | None = None) -> None:
        self.name = name
        self._times = times
        self._damaged_at = damaged_at

    def read(self, start: Position, most: int) -> Claim:
        first = start.offset
        if first == self._damaged_at:
            raise DamagedError(Path(self.name), start)
        stored = [
            Stored(Record(when, self.name, b"{}"), Position(1, at), Position(1, at + 1), self.name)
            for at, when in enumerate(self._times)
            if first <= at < first + most and (self._damaged_at is None or at < self._damaged_at)
        ]
        return Claim(stored, stored[-1].after if stored else start)


def all_claims(readers: Sequence[Given], most: int) -> list[list[int]]:
    """The times of the records in each claim, until nothing more comes."""
    here, found = dict[str, Position](), []
    while (claim := read_merged(readers, here, most)).stored:  # type: ignore[arg-type]
        found.append([one.record.received for one in claim.stored])
        here = dict(claim.after)
    return found


NOW = time.time_ns() // 1000
SOON, LATER = NOW + 10**8, NOW + 10**13
MERGED = {
    "by the time when they were received": ([[1, 4, 5], [2, 3, 6]], 10, [[1, 2, 3, 4, 5, 6]]),
    "no further than a journal that has more was read": ([[1, 2, 3, 9], [4, 5]], 2, [[1, 2], [3, 4, 5], [9]]),
    "each journal's own order stays, though an upload was slow": ([[5, 1, 6], [2, 3]], 10, [[2, 3, 5, 1, 6]]),
    "a slow upload at the end of what was read holds nobody up": ([[5, 1, 6], [2]], 2, [[2, 5, 1], [6]]),
    "a clock that was set back a long time keeps nothing waiting": ([[LATER], [1]], 10, [[1, LATER]]),
    "one journal alone is read as it is": ([[1, SOON]], 10, [[1, SOON]]),
    "no journal": ([], 10, []),
}


@pytest.mark.parametrize(("times", "most", "wanted"), MERGED.values(), ids=MERGED)
def test_records_of_several_journals_come(times: list[list[int]], most: int, wanted: list[list[int]]) -> None:
    assert all_claims([Given(str(number), one) for number, one in enumerate(times)], most) == wanted


def test_what_is_received_while_journals_are_read_waits_for_the_next_claim() -> None:
    soon = time.time_ns() // 1000 + 500_000
    claim = read_merged([Given("a", [1]), Given("b", [2, soon])], {}, 10)  # type: ignore[list-item]
    assert [one.record.received for one in claim.stored] == [1, 2]
    assert claim.after == {"a": Position(1, 1), "b": Position(1, 1)}


def test_a_damaged_journal_does_not_stop_the_others() -> None:
    claim = read_merged([Given("a", [1, 2], damaged_at=0), Given("b", [3])], {}, 10)  # type: ignore[list-item]
    assert [one.record.received for one in claim.stored] == [3]
    assert "damaged" in claim.problem
    assert claim.after == {"b": Position(1, 1)}


def write_to(folder: Path, number: int, records: Sequence[Record]) -> None:
    async def run() -> None:
        journal = SegmentJournal(journal_folder(folder / "journal", number), reserve=0)
        journal.open()
        await journal.append(records)
        await journal.close()

    asyncio.run(run())


def read_by_decider(file: Path) -> tuple[list[str], dict[str, int]]:
    """The ids of the events that a decider decided about, in their order, and the numbers of the source."""

    async def run() -> tuple[list[str], dict[str, int]]:
        loaded, folder = load(file), file.parent
        async with loaded.project.deliverer(outbox=folder / "outbox.db", divert="http://127.0.0.1:9") as deliverer:
            deliverer.workers.pause("shop", "a test looks at what waits")
            decider = Decider(readers_of(folder / "journal", 1), deliverer, loaded.rules)
            await decider.begin()
            while await decider.step(asyncio.Event()):
                pass
            ids = [one.event["messageId"] for one in decider.tail._kept if one.event]  # type: ignore[union-attr]
            return ids, decider.totals.by_source()["website"]

    return asyncio.run(run())


def test_the_decider_reads_all_journals_once_also_those_of_processes_that_are_no_more(tmp_path: Path) -> None:
    file = project(tmp_path)

    def of(*numbers: int) -> list[Record]:
        return [Record(number, "website", json.dumps(event(number)).encode()) for number in numbers]

    write_to(tmp_path, 1, of(1, 4))
    write_to(tmp_path, 3, of(2, 3, 4))
    ids, numbers = read_by_decider(file)
    assert ids == ["m1", "m2", "m3", "m4"]
    assert (numbers["decided"], numbers["repeated"]) == (4, 1)
    # Started again, it goes on behind both.
    write_to(tmp_path, 3, of(5))
    ids, numbers = read_by_decider(file)
    assert ids == ["m5"]
    assert numbers["read"] == 6


def test_the_facts_of_several_servers_are_added_up(tmp_path: Path) -> None:
    facts: dict[str, Any] = {"pid": 7, "at": time.time_ns() // 1000, "connections": 2, "draining": False}
    facts |= {"journal": {"disk_full": False}, "counters": {"received": {"web": 5}, "adopted": 1}, "reload_problem": ""}
    (tmp_path / "server-2").mkdir()
    write_state(tmp_path, "server", facts)
    full = {**facts, "pid": 8, "journal": {"disk_full": True}, "reload_problem": "a mistake"}
    write_state(tmp_path / "server-2", "server", {**full, "counters": {"received": {"web": 1, "app": 2}}})
    found = read_servers(tmp_path, 2)
    assert found is not None
    assert found["counters"] == {"received": {"web": 6, "app": 2}, "adopted": 1}
    assert (found["connections"], found["journal"], found["reload_problem"]) == (4, {"disk_full": True}, "a mistake")
    assert {name: one["pid"] for name, one in found["processes"].items()} == {"1": 7, "2": 8}


@contextmanager
def a_port() -> Iterator[int]:
    """A port that is ours, and that whoever shares ports may listen on."""
    with closing(socket.socket()) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def until(holds: Any) -> None:
    end = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def post(port: int, number: int | str) -> None:
    """Send an event over a connection of its own."""
    with socket.create_connection(("127.0.0.1", port), timeout=LONG) as connection:
        send(connection, "POST", "/v1/track", json.dumps(event(number)).encode(), {"X-Write-Key": "k1"})
        assert receive(connection).status == 200


@pytest.mark.slow
def test_two_processes_take_what_comes_and_everything_else_sees_one(tmp_path: Path) -> None:
    folders = [journal_folder(tmp_path / "journal", number) for number in (1, 2)]

    def pids() -> list[int]:
        return [(read_state(one, "server") or {}).get("pid", 0) for one in folders]

    def received() -> list[int]:
        return [sum((read_state(one, "server") or {})["counters"]["received"].values()) for one in folders]

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        line = [sys.executable, "-c", COMMAND, *words, "--settings", str(file)]
        return subprocess.run(line, capture_output=True, text=True, timeout=LONG, check=False)

    with a_port() as port, server(tmp_path, wait=0.0) as url, (tmp_path / "log").open("wb") as log:
        given = {"drain_delay": "0s", "outbox": "outbox.db"}
        file = project(tmp_path, listen=f"127.0.0.1:{port}", processes=2, **given)
        line = [sys.executable, "-c", COMMAND, "serve", "--settings", str(file), "--divert", url]
        service = subprocess.Popen(line, stdout=log, stderr=log)
        try:
            until(lambda: all(pids()) and read_state(tmp_path / "journal", "decider"))
            number = 0
            while not all(received()) or number < 40:
                number += 1
                post(port, number)
                if number % 40 == 0:
                    time.sleep(1.1)
            # A retry may come to the other process.
            for _ in range(8):
                post(port, 1)
            first, second = pids()
            until(lambda: sum(received()) == number + 8)
            shown = run("serve", "status").stdout
            assert f"2 of 2 processes ({first}, {second})" in shown
            # Files are read again by both, and whoever is killed comes again while the other one serves.
            before = [(read_state(one, "server") or {})["reloads"] for one in folders]
            service.send_signal(signal.SIGHUP)
            until(lambda: [(read_state(one, "server") or {})["reloads"] for one in folders] == [n + 1 for n in before])
            os.kill(second, signal.SIGKILL)
            until(lambda: pids()[1] not in (second, 0))
            refused = run("serve", "--only", "server", "--number", "2")
            assert refused.returncode == 4
            assert f"process {pids()[1]}" in refused.stderr
            post(port, "last")
            service.send_signal(signal.SIGTERM)
            assert service.wait(LONG) == 0
        finally:
            if service.poll() is None:
                service.kill()
                service.wait()
        lines = (tmp_path / "received").read_text().splitlines()
    assert sorted(line.split()[0] for line in lines) == sorted([*map(str, range(1, number + 1)), "last"])


def test_processes_take_from_one_bucket(tmp_path: Path) -> None:
    first, second = (SharedBucket(4, tmp_path / "rates" / "web") for _ in range(2))
    taken = [first.take(3, 100.0), second.take(1, 100.0), first.take(1, 100.0), second.take(2, 100.5)]
    assert taken == [0.0, 0.0, 0.25, 0.0]
    # The machine's clock began anew: what was written before is as good as nothing.
    assert first.take(4, 1.0) == 0.0


def test_services_of_one_folder_share_the_rates_of_sources(tmp_path: Path) -> None:
    source = {"name": "web", "keys": ["k"], "rate": "2/s"}
    text = {"version": 1, "processes": 2, "listen": "127.0.0.1:8080", "sources": [source]}
    (tmp_path / "serve.yaml").write_text(json.dumps(text))
    settings = read_settings(tmp_path / "serve.yaml", lambda _: None).settings
    assert settings is not None
    services = [
        HttpService(settings, SegmentJournal(tmp_path / f"j{number}"), UnknownKeys(tmp_path / f"j{number}", 0))
        for number in range(2)
    ]
    waits = [services[number % 2].buckets["web"].take(1, 5.0) for number in range(3)]
    assert waits == [0.0, 0.0, 0.5]
