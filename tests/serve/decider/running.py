"""A decider on a journal that a test writes to, in this process or in one of its own, and a tool that takes notes."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from actions.serve.decider.decider import Decider
from actions.serve.decider.loading import Loaded, load
from actions.serve.journal import Record, SegmentJournal, SegmentReader
from actions.serve.journal.state import DECIDER, read_state

# Somebody of whom nothing may be found.
CANARY = "canary-ada"
MAPPING = """version: 1
destination: mixpanel
name: {name}
settings: {{project_token: token, region: us}}
actions: [{{do: track, when: type = "track"}}]
"""
SETTINGS: dict[str, Any] = {
    "version": 1,
    "admin": "127.0.0.1:0",
    "journal": {"path": "journal", "reserve": "1MiB"},
    "sources": [{"name": "website", "keys": ["k1"]}],
}
DECIDER_PROCESS = """
import logging, sys
from pathlib import Path
from actions.serve.decider.process import run_decider
logging.basicConfig(level=logging.INFO)
run_decider(Path(sys.argv[1]), divert=sys.argv[2] if len(sys.argv) > 2 else None)
"""


def project(folder: Path, instances: Iterable[str] = ("shop",), **settings: Any) -> Path:
    """A project with a Mixpanel of each name, and the settings file of a service for it."""
    for name in instances:
        path = folder / "mappings" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MAPPING.format(name=path.stem))
    file = folder / "serve.yaml"
    file.write_text(json.dumps({**SETTINGS, **settings}))
    return file


def event(number: int | str, **more: Any) -> dict[str, Any]:
    """A track event of that number."""
    fixed = {"type": "track", "event": "Order Completed", "userId": f"u{number}", "messageId": f"m{number}"}
    return {**fixed, "timestamp": "2026-03-01T10:00:00.000Z", "properties": {"n": number}, **more}


def record(value: Any, source: str = "website", **more: Any) -> Record:
    """What the server writes down of the event, received now."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Record(time.time_ns() // 1000, source, body, **more)


def write(folder: Path, records: Iterable[Record]) -> None:
    """Append the records to the journal of the service in the folder, as its server would."""

    async def run() -> None:
        journal = SegmentJournal(folder / "journal", reserve=0)
        journal.open()
        try:
            await journal.append(list(records))
        finally:
            await journal.close()

    (folder / "journal").mkdir(exist_ok=True)
    asyncio.run(run())


@asynccontextmanager
async def deciding(file: Path) -> AsyncIterator[tuple[Decider, Loaded]]:
    """A decider that has decided about all that is in the journal; nothing is sent."""
    loaded = load(file)
    async with loaded.project.deliverer(outbox=file.parent / "outbox.db", divert="http://127.0.0.1:9") as deliverer:
        for name in loaded.project.plan.instances:
            # What fires is to wait in the outbox.
            deliverer.workers.pause(name, "a test looks at what waits")
        decider = Decider([SegmentReader(file.parent / "journal")], deliverer, loaded.rules)
        await decider.begin()
        while await decider.step(asyncio.Event()):
            pass
        yield decider, loaded


async def letters(decider: Decider) -> list[dict[str, Any]]:
    """The dead letters, the oldest first."""
    reply = await decider._deliverer.ask({"do": "letters", "wanted": {}})
    found: list[dict[str, Any]] = reply["letters"]
    return found


class DeciderProcess:
    """The decider of a service in a process of its own."""

    def __init__(self, file: Path, url: str | None = None) -> None:
        self.file = file
        words = [sys.executable, "-c", DECIDER_PROCESS, str(file), *([url] if url else [])]
        self.log = (file.parent / "decider.log").open("ab")
        self.process = subprocess.Popen(words, stdout=self.log, stderr=self.log)

    @property
    def folder(self) -> Path:
        return self.file.parent / "journal"

    def state(self) -> dict[str, Any]:
        found = read_state(self.folder, DECIDER) or {}
        return found if found.get("pid") == self.process.pid else {}

    def wait_for(self, is_so: Any, seconds: float = 30.0) -> dict[str, Any]:
        """The state once it is so."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            state = self.state()
            if state and is_so(state):
                return state
            assert self.process.poll() is None, (self.file.parent / "decider.log").read_text()
            time.sleep(0.02)
        raise AssertionError(f"never so: {self.state()}")

    def ask(self, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        """What the admin port answers: the status, and the JSON or the text."""
        token = (self.folder / "admin.token").read_text()
        given = {"Authorization": f"Bearer {token}"} if headers is None else dict(headers)
        data = None if body is None else json.dumps(body).encode()
        return fetch(f"http://{self.state()['admin']}{path}", data, given)

    def send_signal(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.send_signal(number)
        code = self.process.wait(30)
        self.log.close()
        return code


@contextmanager
def running(url: str, file: Path) -> Iterator[DeciderProcess]:
    process = DeciderProcess(file, url)
    try:
        process.wait_for(lambda state: state["admin"] and not state["problem"])
        yield process
    finally:
        process.stop(signal.SIGKILL)


def events_read(state: dict[str, Any]) -> int:
    """How many records the decider has read."""
    number: int = state["sources"].get("website", {}).get("read", 0)
    return number


def fetch(url: str, data: bytes | None, headers: Mapping[str, str]) -> tuple[int, Any]:
    from urllib.error import HTTPError

    try:
        with urlopen(Request(url, data, dict(headers)), timeout=30) as answer:  # noqa: S310 - our own port
            status, text = answer.status, answer.read()
    except HTTPError as error:
        status, text = error.code, error.read()
    try:
        return status, json.loads(text)
    except ValueError:
        return status, text.decode()
