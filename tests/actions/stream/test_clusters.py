"""Workers and brokers are killed, each a process of its own: what was acknowledged arrives, each person's in order.

The producer writes down what a broker has acknowledged, the tool's own process what it has taken; nobody's counters
are asked.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from actions.stream.address import Address, read_address
from actions.stream.brokers import open_sink
from actions.stream.sink import Sink, SinkError, new
from tests.actions.delivery.crashing import server
from tests.actions.stream.nats_cluster import Cluster, nats_cluster
from tests.serve.decider.running import event, project
from tests.serve.killing import COMMAND

pytestmark = pytest.mark.cluster
PEOPLE, TOGETHER = 50, 200
Act = Callable[[], None]


class Workers:
    """Two workers, each of which is started again once it is killed."""

    def __init__(self, folder: Path, address: str, url: str, more: Sequence[str]) -> None:
        self._log = (folder / "workers.log").open("ab")
        options = ["--from", address, "--divert", url, "-C", str(folder), *more]
        self._command = [sys.executable, "-c", COMMAND, "worker", *options]
        self.running = [self._start() for _ in range(2)]

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self._command, stdout=self._log, stderr=self._log)

    def kill(self, number: int) -> None:
        self.running[number].kill()
        self.running[number].wait()
        self.running[number] = self._start()

    def stop(self, number: int) -> float:
        """How many seconds one took to end as it should; another takes its place."""
        begun = time.monotonic()
        self.running[number].terminate()
        assert self.running[number].wait(60) == 0
        took = time.monotonic() - begun
        self.running[number] = self._start()
        return took

    def end(self) -> None:
        for one in self.running:
            one.kill()
            one.wait()
        self._log.close()


@contextmanager
def workers(folder: Path, address: str, url: str, *more: str) -> Iterator[Workers]:
    made = Workers(folder, address, url, more)
    try:
        yield made
    finally:
        made.end()


def received(folder: Path) -> list[int]:
    path = folder / "received"
    return [int(line.split()[0]) for line in path.read_text().splitlines()] if path.exists() else []


def has_received(folder: Path, wanted: int) -> bool:
    return len(set(received(folder))) >= wanted


async def publish(sink: Sink, numbers: range) -> None:
    """Return once all are acknowledged; what was not is sent again."""
    events = [event(one, userId=f"u{one % PEOPLE}") for one in numbers]
    while True:
        try:
            await sink.publish([new(json.dumps(one).encode(), one) for one in events])
        except SinkError:
            await asyncio.sleep(0.2)
        else:
            return


async def run(address: Address, folder: Path, many: int, acts: Sequence[Act]) -> list[int]:
    """Publish so many events while the acts come one after the other; what was acknowledged."""
    acknowledged: list[int] = []
    async with open_sink(address, 3600.0) as sink:
        for start in range(0, many, TOGETHER):
            await publish(sink, range(start, start + TOGETHER))
            acknowledged += range(start, start + TOGETHER)
        for number, act in enumerate(acts, 1):
            await until(folder, partial(has_received, folder, many * number // (len(acts) + 2)))
            await asyncio.to_thread(act)
        await until(folder, lambda: set(received(folder)) >= set(acknowledged))
    return acknowledged


async def until(folder: Path, holds: Callable[[], bool], within: float = 120.0) -> None:
    end, before = time.monotonic() + within, -1
    while not holds():
        many = len(received(folder))
        if many != before:
            end, before = time.monotonic() + within, many
        assert time.monotonic() < end, (folder / "workers.log").read_text()[-3000:]
        await asyncio.sleep(0.1)


def inversions(found: Sequence[int]) -> int:
    """How many events came after a later one of the same person; of repeats the first counts."""
    latest: dict[int, int] = {}
    count = 0
    for one in dict.fromkeys(found):
        count += one < latest.get(one % PEOPLE, -1)
        latest[one % PEOPLE] = max(one, latest.get(one % PEOPLE, -1))
    return count


def test_kafka_loses_nothing_though_workers_are_killed(kafka_servers: str, tmp_path: Path) -> None:
    project(tmp_path)
    text = f"kafka://{kafka_servers}/killed"
    with server(tmp_path, wait=0.3) as url, workers(tmp_path, text, url) as made:
        kills = [partial(made.kill, one % 2) for one in range(4)]
        sent = asyncio.run(run(read_address(text, 4), tmp_path, 12_000, kills))
    found = received(tmp_path)
    assert (len(sent), set(found)) == (12_000, set(sent))
    # A killed worker had one portion of each of its partitions under way.
    assert len(found) - len(set(found)) <= 4 * 4 * 500
    assert inversions(found) == 0


def test_three_servers_lose_nothing_though_leaders_and_workers_are_killed(tmp_path: Path) -> None:
    project(tmp_path)
    with nats_cluster(tmp_path) as cluster, server(tmp_path, wait=0.3) as url:
        text = f"nats://{cluster.hosts}/EVENTS"
        with workers(tmp_path, text, url, "--partitions", "4", "--copies", "3") as made:
            acts: list[Act] = [
                lambda: made.kill(0),
                lambda: lead_again(cluster, "EVENTS"),
                lambda: made.kill(1),
                lambda: lead_again(cluster, "EVENTS_LATER"),
                lambda: made.kill(0),
            ]
            sent = asyncio.run(run(read_address(text, 4, 3), tmp_path, 12_000, acts))
    found = received(tmp_path)
    assert (len(sent), set(found)) == (12_000, set(sent))
    assert inversions(found) == 0


def lead_again(cluster: Cluster, stream: str) -> None:
    """Kill the server that leads the stream, and start it again."""
    number = cluster.leader_of(stream)
    cluster.kill(number)
    time.sleep(4)
    cluster.start(number)


def test_workers_that_are_stopped_one_after_the_other_repeat_nothing(nats_address: str, tmp_path: Path) -> None:
    project(tmp_path)
    text = f"{nats_address}/ROLLED"
    took: list[float] = []

    def stop(made: Workers, number: int) -> None:
        took.append(made.stop(number))

    with server(tmp_path, wait=0.2) as url, workers(tmp_path, text, url, "--partitions", "4") as made:
        stops = [partial(stop, made, one % 2) for one in range(4)]
        sent = asyncio.run(run(read_address(text, 4), tmp_path, 8_000, stops))
    assert sorted(received(tmp_path)) == sent
    assert inversions(received(tmp_path)) == 0
    assert len(took) == 4
