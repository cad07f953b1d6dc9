"""The whole service under load while its processes are killed: what was acknowledged, and what the tool got."""

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
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from actions.serve.journal.state import read_state
from tests.actions.delivery.crashing import server
from tests.serve.decider.running import event, project
from tests.serve.running import receive, send

LONG = 120.0
BATCH = 20
SENDERS = 4
COMMAND = "from actions.cli.entry import main; main()"


class Killed(NamedTuple):
    """Numbers of events: acknowledged to their senders, and how often the tool got each, by number and delivery id."""

    acknowledged: set[str]
    received: "Counter[tuple[str, str]]"
    kills: int

    @property
    def lost(self) -> set[str]:
        return self.acknowledged - {number for number, _ in self.received}

    @property
    def doubled(self) -> list[str]:
        """Numbers that reached the tool under two delivery ids."""
        ids = Counter(number for number, _ in self.received)
        return [number for number, count in ids.items() if count > 1]


class Sender(threading.Thread):
    """Posts batches of events, and each again until it is acknowledged, as an SDK does."""

    def __init__(self, journal: Path, name: int, batches: int) -> None:
        super().__init__(daemon=True)
        self._journal, self._name, self._batches = journal, name, batches
        self.acknowledged: list[str] = []
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
            if receive(self._connection).status == 200:
                return True
        self._close()
        return False

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def killed_service(folder: Path, seed: int, kills: int, least: int) -> Killed:
    """What became of at least so many events, while the server and the decider were killed so many times."""
    luck = random.Random(seed)  # noqa: S311 - the same luck again
    file = project(folder, listen="127.0.0.1:0", drain_delay="0s", outbox="outbox.db")
    journal = folder / "journal"
    with server(folder, wait=0.0) as url, (folder / "log").open("wb") as log:
        command = [sys.executable, "-c", COMMAND, "serve", "--settings", str(file), "--divert", url]
        service = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _pids(journal, {})
            senders = [Sender(journal, number, least // SENDERS // BATCH + 1) for number in range(SENDERS)]
            for one in senders:
                one.start()
            _kill_some(journal, senders, luck, kills, least)
            for one in senders:
                one.join(LONG)
            acknowledged = {number for one in senders for number in one.acknowledged}
            assert len(acknowledged) >= least
            _until(lambda: acknowledged <= {number for number, _ in _received(folder)}, folder)
            service.send_signal(signal.SIGTERM)
            assert service.wait(LONG) == 0
        finally:
            if service.poll() is None:
                service.kill()
                service.wait()
    return Killed(acknowledged, _received(folder), kills)


def _kill_some(journal: Path, senders: list[Sender], luck: random.Random, kills: int, least: int) -> None:
    pids = _pids(journal, {})
    for number in range(1, kills + 1):
        wanted = least * number // (kills + 1)
        _until(lambda wanted=wanted: sum(len(one.acknowledged) for one in senders) >= wanted, journal.parent)
        name = luck.choice(["server", "decider"]) if number > 2 else ["server", "decider"][number - 1]
        os.kill(pids[name], signal.SIGKILL)
        pids = _pids(journal, {name: pids[name]})


def _pids(journal: Path, other_than: dict[str, int]) -> dict[str, int]:
    """The processes of the service, once both are there and those are none of them."""
    found: dict[str, int] = {}

    def are_there() -> bool:
        for name in ("server", "decider"):
            state: dict[str, Any] = read_state(journal, name) or {}
            found[name] = state.get("pid", 0)
        return all(pid and other_than.get(name) != pid for name, pid in found.items())

    _until(are_there, journal.parent)
    return found


def _received(folder: Path) -> "Counter[tuple[str, str]]":
    path = folder / "received"
    lines = path.read_text().splitlines() if path.exists() else []
    return Counter((words[0], words[1] if len(words) > 1 else "") for words in map(str.split, lines))


def _until(holds: Any, folder: Path) -> None:
    end = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < end, (folder / "log").read_text()[-2000:]
        time.sleep(0.05)
