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
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from actions.stream.address import Address, read_address
from actions.stream.brokers import open_sink, open_source
from actions.stream.sink import Sink, SinkError, new
from tests.actions.delivery.crashing import server
from tests.actions.stream import chaos
from tests.actions.stream.nats_cluster import Cluster, nats_cluster
from tests.actions.stream.sizes import note_figures, short_or_full
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


class Silence:
    """The longest time in which nothing arrived, while events were left to arrive."""

    def __init__(self, folder: Path) -> None:
        self.longest = 0.0
        self._ledger = folder / "received"
        self._since, self._size = time.monotonic(), 0

    def look(self) -> None:
        size = self._ledger.stat().st_size if self._ledger.exists() else 0
        if size != self._size:
            # Before the first event, workers are only starting.
            self.longest = max(self.longest, time.monotonic() - self._since) if self._size else 0.0
            self._since, self._size = time.monotonic(), size


async def run(
    address: Address,
    folder: Path,
    many: int,
    acts: Sequence[Act],
    silence: Silence | None = None,
    passed_over: AbstractSet[int] = frozenset(),
) -> list[int]:
    """Publish so many events while the acts come one after the other; what was acknowledged.

    It returns once all have arrived but those that are `passed_over`.
    """
    acknowledged: list[int] = []
    watching = asyncio.create_task(watch(silence or Silence(folder)))
    async with open_sink(address, 3600.0) as sink:
        for start in range(0, many, TOGETHER):
            await publish(sink, range(start, start + TOGETHER))
            acknowledged += range(start, start + TOGETHER)
        for number, act in enumerate(acts, 1):
            await until(folder, partial(has_received, folder, many * number // (len(acts) + 2)))
            await asyncio.to_thread(act)
        await until(folder, lambda: set(received(folder)) >= set(acknowledged) - passed_over)
    watching.cancel()
    return acknowledged


async def watch(silence: Silence) -> None:
    while True:
        silence.look()
        await asyncio.sleep(0.05)


async def until(folder: Path, holds: Callable[[], bool], within: float = 120.0) -> None:
    end, before = time.monotonic() + within, -1
    while not holds():
        many = len(received(folder))
        if many != before:
            end, before = time.monotonic() + within, many
        assert time.monotonic() < end, (folder / "workers.log").read_text()[-3000:]
        await asyncio.sleep(short_or_full(0.1, 1.0))


def inversions(found: Sequence[int]) -> int:
    """How many events came after a later one of the same person; of repeats the first counts."""
    latest: dict[int, int] = {}
    count = 0
    for one in dict.fromkeys(found):
        count += one < latest.get(one % PEOPLE, -1)
        latest[one % PEOPLE] = max(one, latest.get(one % PEOPLE, -1))
    return count


def repeated(found: Sequence[int]) -> int:
    return len(found) - len(set(found))


def test_kafka_loses_nothing_though_workers_are_killed(kafka_servers: str, tmp_path: Path) -> None:
    many, kills = short_or_full(12_000, 60_000), short_or_full(4, 7)
    project(tmp_path)
    text = f"kafka://{kafka_servers}/killed"
    with server(tmp_path, wait=0.3) as url, workers(tmp_path, text, url) as made:
        acts = [partial(made.kill, one % 2) for one in range(kills)]
        sent = asyncio.run(run(read_address(text, 4), tmp_path, many, acts))
    found = received(tmp_path)
    note_figures("kafka", sent=len(sent), kills=kills, repeated=repeated(found), inversions=inversions(found))
    assert (len(sent), set(found)) == (many, set(sent))
    # A killed worker had one portion of each of its partitions under way.
    assert repeated(found) <= kills * 4 * 500
    assert inversions(found) == 0


def test_three_servers_lose_nothing_though_leaders_and_workers_are_killed(tmp_path: Path) -> None:
    many, kills = short_or_full(12_000, 200_000), short_or_full(3, 8)
    project(tmp_path)
    with nats_cluster(tmp_path) as cluster, server(tmp_path, wait=0.3) as url:
        text = f"nats://{cluster.hosts}/EVENTS"
        with workers(tmp_path, text, url, "--partitions", "4", "--copies", "3") as made:
            acts: list[Act] = [partial(made.kill, one % 2) for one in range(kills)]
            acts.insert(1, partial(lead_again, cluster, "EVENTS"))
            acts.insert(-1, partial(lead_again, cluster, "EVENTS_LATER"))
            silence = Silence(tmp_path)
            sent = asyncio.run(run(read_address(text, 4, 3), tmp_path, many, acts, silence))
    found = received(tmp_path)
    note_figures(
        "three servers",
        sent=len(sent),
        kills=kills,
        repeated=repeated(found),
        inversions=inversions(found),
        silence=round(silence.longest, 1),
    )
    assert (len(sent), set(found)) == (many, set(sent))
    assert repeated(found) <= (kills + 2) * 4 * TOGETHER
    assert inversions(found) == 0


def test_what_was_sent_has_arrived_or_is_dead_though_workers_are_killed_and_the_tool_fails(
    nats_address: str, tmp_path: Path
) -> None:
    many, kills = short_or_full(4_000, 60_000), short_or_full(2, 8)
    project(tmp_path)
    text = f"{nats_address}/CHAOS"
    refused = {one for one in range(many) if one % PEOPLE == int(chaos.REFUSED[1:])}
    with (
        server(tmp_path, wait=0.3, program=chaos.PROGRAM) as url,
        workers(tmp_path, text, url, "--partitions", "4") as made,
    ):
        acts = [partial(made.kill, one % 2) for one in range(kills)]
        sent = asyncio.run(run(read_address(text, 4), tmp_path, many, acts, passed_over=refused))
        dead = asyncio.run(until_dead(read_address(text), len(refused)))
    found = received(tmp_path)
    note_figures(
        "chaos", sent=len(sent), arrived=len(set(found)), dead=len(dead), kills=kills, repeated=repeated(found)
    )
    assert len(sent) == many
    assert set(found) == set(sent) - refused
    assert sorted(dead) == sorted(f"m{one}" for one in refused)
    # Of each partition one portion was under way, and one of what was handed on.
    assert repeated(found) <= kills * (4 + 1) * TOGETHER


async def until_dead(address: Address, many: int) -> list[str]:
    """The events of the dead letters, once there are so many."""
    async with open_source(address, makes=False) as source:
        control, end = await source.control(), time.monotonic() + 120
        while True:
            found = [str(letter.message_id) async for _, letter in control.letters()]
            if len(found) >= many or time.monotonic() > end:
                return found
            await asyncio.sleep(1)


def lead_again(cluster: Cluster, stream: str) -> None:
    """Kill the server that leads the stream, and start it again."""
    number = cluster.leader_of(stream)
    cluster.kill(number)
    time.sleep(4)
    cluster.start(number)


def test_workers_that_are_stopped_one_after_the_other_repeat_nothing(nats_address: str, tmp_path: Path) -> None:
    many, stops = short_or_full(8_000, 100_000), short_or_full(4, 8)
    project(tmp_path)
    text = f"{nats_address}/ROLLED"
    took: list[float] = []

    def stop(made: Workers, number: int) -> None:
        took.append(made.stop(number))

    with server(tmp_path, wait=0.2) as url, workers(tmp_path, text, url, "--partitions", "4") as made:
        acts = [partial(stop, made, one % 2) for one in range(stops)]
        sent = asyncio.run(run(read_address(text, 4), tmp_path, many, acts))
    note_figures("rolled", sent=len(sent), stops=stops, longest_exit=round(max(took), 2))
    assert sorted(received(tmp_path)) == sent
    assert inversions(received(tmp_path)) == 0
    assert len(took) == stops
