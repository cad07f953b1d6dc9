"""The whole service under load while its processes are ended or read their files again: what the tool gets of it."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from actions.serve.journal.state import read_state
from tests.actions.delivery.crashing import server
from tests.serve.decider.running import MAPPING, event, project
from tests.serve.running import receive, send

LONG = 120.0
BATCH = 20
SENDERS = 4
PARTS = ("server", "decider")
COMMAND = "from actions.cli.entry import main; main()"


class Ledger(NamedTuple):
    """Numbers of events that were acknowledged, and how often the tool got each, by number, delivery id and version.

    `refused` are the statuses of answers that were not 200.
    """

    acknowledged: set[str]
    received: "Counter[tuple[str, str, str]]"
    refused: "Counter[int]"

    @property
    def lost(self) -> set[str]:
        return self.acknowledged - {number for number, *_ in self.received}

    @property
    def doubled(self) -> list[str]:
        """Numbers that reached the tool under two delivery ids, or as two mappings made them."""
        ids = Counter(number for number, *_ in self.received)
        return [number for number, count in ids.items() if count > 1]

    @property
    def versions(self) -> set[str]:
        """What the mappings said of themselves."""
        return {version for *_, version in self.received}


class Sender(threading.Thread):
    """Posts batches of events, and each again until it is acknowledged, as an SDK does."""

    def __init__(self, journal: Path, name: int, batches: int) -> None:
        super().__init__(daemon=True)
        self._journal, self._name, self._batches = journal, name, batches
        self.acknowledged: list[str] = []
        self.refused: Counter[int] = Counter()
        self._connection: socket.socket | None = None

    def run(self) -> None:
        for group in range(self._batches):
            numbers = [f"{self._name}-{group}-{at}" for at in range(BATCH)]
            body = json.dumps({"batch": [event(one) for one in numbers], "writeKey": "k1"}).encode()
            while not self._post(body):
                time.sleep(0.05)
            self.acknowledged += numbers
        self._close()

    def _post(self, body: bytes) -> bool:
        with suppress(OSError, IndexError, ValueError):
            if self._connection is None:
                state = read_state(self._journal, "server") or {}
                self._connection = socket.create_connection(("127.0.0.1", state.get("port", 1)), timeout=10)
            send(self._connection, "POST", "/v1/batch", body, None)
            reply = receive(self._connection)
            if reply.status != 200:
                self.refused[reply.status] += 1
            elif reply.headers.get("Connection") != "close":
                return True
            else:
                self._close()
                return True
        self._close()
        return False

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


Act = Callable[["Service"], None]


class Service:
    """`actions serve` in processes of its own: started as users do, or its two parts by themselves."""

    def __init__(self, folder: Path, url: str, *, apart: bool) -> None:
        self.folder, self.journal = folder, folder / "journal"
        self._log = (folder / "log").open("ab")
        file = folder / "serve.yaml"
        self._command = [sys.executable, "-c", COMMAND, "serve", "--settings", str(file), "--divert", url]
        parts = [["--only", name] for name in PARTS] if apart else [[]]
        self._processes = {" ".join(more): self._start(more) for more in parts}
        self.apart = apart
        self.pids = self.wait_for_both({})

    def _start(self, more: Sequence[str]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([*self._command, *more], stdout=self._log, stderr=self._log)

    def end(self, name: str, number: int) -> None:
        """Send a signal that ends one of the two, and return when another has taken its place."""
        os.kill(self.pids[name], number)
        if self.apart:
            words = f"--only {name}"
            self._processes[words].wait(LONG)
            self._processes[words] = self._start(words.split())
        self.pids = self.wait_for_both({name: self.pids[name]})

    def replace(self) -> None:
        """Kill the process that started the two, and start the service anew before they are gone."""
        [(words, before)] = self._processes.items()
        before.kill()
        before.wait()
        self._processes[words] = self._start(words.split())
        self.pids = self.wait_for_both(self.pids)

    def hang_up(self) -> None:
        """Have both read their files again."""
        for process in self._processes.values():
            process.send_signal(signal.SIGHUP)

    def decider(self) -> dict[str, Any]:
        return read_state(self.journal, "decider") or {}

    def wait_for_both(self, other_than: dict[str, int]) -> dict[str, int]:
        """The process numbers of both, once they are there and those are none of them."""
        found: dict[str, int] = {}

        def are_there() -> bool:
            for name in PARTS:
                state: dict[str, Any] = read_state(self.journal, name) or {}
                found[name] = state.get("pid", 0)
            return all(pid and other_than.get(name) != pid for name, pid in found.items())

        self.until(are_there)
        return found

    def until(self, holds: Callable[[], object]) -> None:
        end = time.monotonic() + LONG
        while not holds():
            is_well = time.monotonic() < end and all(one.poll() is None for one in self._processes.values())
            assert is_well, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.05)

    def stop(self) -> None:
        """End it as users do."""
        for process in self._processes.values():
            process.send_signal(signal.SIGTERM)
            assert process.wait(LONG) == 0

    def clean(self) -> None:
        """Leave nothing behind, whatever happened."""
        for process in self._processes.values():
            if process.poll() is None:
                process.kill()
                process.wait()
        self._log.close()


def under_load(
    folder: Path, least: int, acts: Sequence[Act], *, apart: bool = False, drain_delay: str = "0s"
) -> Ledger:
    """What became of at least so many events, while the acts came one after the other."""
    project(folder, listen="127.0.0.1:0", drain_delay=drain_delay, outbox="outbox.db")
    with server(folder, wait=0.0) as url:
        service = Service(folder, url, apart=apart)
        try:
            senders = [Sender(service.journal, number, least // SENDERS // BATCH + 1) for number in range(SENDERS)]
            for one in senders:
                one.start()
            for number, act in enumerate(acts, 1):
                _wait_for(service, senders, least * number // (len(acts) + 1))
                act(service)
            for one in senders:
                one.join(LONG)
            acknowledged = {number for one in senders for number in one.acknowledged}
            assert len(acknowledged) >= least
            _wait_for_all(service, acknowledged)
            service.stop()
        finally:
            service.clean()
    return Ledger(acknowledged, _received(folder), sum((one.refused for one in senders), Counter()))


def _wait_for(service: Service, senders: Sequence[Sender], wanted: int) -> None:
    service.until(lambda: sum(len(one.acknowledged) for one in senders) >= wanted)


def _wait_for_all(service: Service, acknowledged: set[str]) -> None:
    """Return when the tool has all of them; they may take as long as some come."""
    end, missing = time.monotonic() + LONG, len(acknowledged)
    while missing:
        left = len(acknowledged - {number for number, *_ in _received(service.folder)})
        if left < missing:
            end, missing = time.monotonic() + LONG, left
        assert time.monotonic() < end, (service.folder / "log").read_text()[-2000:]
        time.sleep(0.05)


def killed_service(folder: Path, seed: int, kills: int, least: int, *, ends: int = 0, apart: bool = False) -> Ledger:
    """What became of the events while both processes were killed so many times in all, and the server ended `ends`."""
    strikes = [(name, signal.SIGKILL) for name in PARTS] * (kills // 2) + [("server", signal.SIGTERM)] * ends
    random.Random(seed).shuffle(strikes)  # noqa: S311 - the same order again

    def act(name: str, number: int) -> Act:
        return lambda service: service.end(name, number)

    return under_load(folder, least, [act(*one) for one in strikes], apart=apart)


def reloaded_service(folder: Path, reloads: int, least: int) -> Ledger:
    """What became of the events while files were read again so many times; every third time they were broken."""

    def act(number: int) -> Act:
        def reload(service: Service) -> None:
            mapping, is_good = folder / "mappings" / "shop.yaml", number % 3 != 2
            text = MAPPING.format(name="shop")
            said = f"set: {{properties.version: v{number}}}" if is_good else "set: {properties.version"
            fresh = folder / "shop.new"
            fresh.write_text(text.replace("}]", f", {said}}}]"))
            fresh.replace(mapping)
            kind = "ok" if is_good else "failed"
            before = service.decider()["reloads"][kind]
            service.hang_up()
            service.until(lambda: service.decider()["reloads"][kind] > before)

        return reload

    return under_load(folder, least, [act(number) for number in range(reloads)])


def restarted_service(folder: Path, restarts: int, least: int) -> Ledger:
    """What became of the events while whoever had started the processes was killed, and replaced at once."""
    # Longer than it takes to start the next ones, which then find these still there.
    return under_load(folder, least, [Service.replace] * restarts, drain_delay="8s")


def _received(folder: Path) -> "Counter[tuple[str, str, str]]":
    path = folder / "received"
    lines = path.read_text().splitlines() if path.exists() else []
    return Counter((*words, "", "")[:3] for words in map(str.split, lines))  # type: ignore[misc]
