"""A server in a process of its own, on a port that the system chooses, and requests to it by bare sockets."""

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from actions.serve.journal import Position, Record, SegmentReader
from actions.serve.journal.state import read_state

PROGRAM = """
import sys
from pathlib import Path
from actions.serve.http.logs import log_to_stderr
from actions.serve.process.serving import run_server
from actions.serve.settings import read_settings
load = lambda: read_settings(Path(sys.argv[1]), lambda name: None)
log_to_stderr()
run_server(load().settings, load)
"""
LONG = 30.0


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Running:
    """A started server."""

    def __init__(self, folder: Path, process: "subprocess.Popen[str]", *, is_supervised: bool = False) -> None:
        self.journal = folder / "journal"
        self.file = folder / "serve.yaml"
        self.process = process
        self.port = int(
            self.wait_for(lambda state: state["port"] and (is_supervised or state["pid"] == process.pid))["port"]
        )

    def wait_for(self, holds: Any) -> dict[str, Any]:
        """The server's state once `holds` of it."""
        end = time.monotonic() + LONG
        while time.monotonic() < end:
            state = read_state(self.journal, "server")
            if state and holds(state):
                return state
            if self.process.poll() is not None:
                assert self.process.stderr is not None
                with self.process.stderr as stderr:
                    raise AssertionError(stderr.read())
            time.sleep(0.02)
        raise AssertionError(f"never came: {read_state(self.journal, 'server')}")

    def records(self) -> list[Record]:
        reader, found, here = SegmentReader(self.journal), list[Record](), Position()
        while (claim := reader.read(here)).stored:
            found += [one.record for one in claim.stored]
            here = claim.after
        return found

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=LONG)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        with self.connect() as connection:
            send(connection, method, path, body, headers)
            return receive(connection)

    def post(
        self, path: str, value: Any, headers: Mapping[str, str] | None = None, *, key: str | None = "web"
    ) -> Reply:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        known = {"X-Write-Key": key} if key else {}
        return self.ask("POST", path, body, {**known, **(headers or {})})

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LONG)


def send(
    connection: socket.socket, method: str, path: str, body: bytes | None, headers: Mapping[str, str] | None
) -> None:
    lines = [f"{method} {path} HTTP/1.1", "Host: events.test"]
    given = {**({} if body is None else {"Content-Length": str(len(body))}), **(headers or {})}
    lines += [f"{name}: {value}" for name, value in given.items()]
    connection.sendall("\r\n".join([*lines, "", ""]).encode() + (body or b""))


def receive(connection: socket.socket) -> Reply:
    """One answer off a connection."""
    with connection.makefile("rb") as file:
        status = int(file.readline().split()[1])
        headers = {}
        while line := file.readline().strip():
            name, value = line.decode().split(":", 1)
            headers[name] = value.strip()
        return Reply(status, headers, file.read(int(headers.get("Content-Length", 0))))


def start(folder: Path, settings: str, program: str = PROGRAM) -> Running:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "serve.yaml").write_text(settings, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(folder / "serve.yaml")],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)},
    )
    return Running(folder, process)


@contextmanager
def serving(folder: Path, settings: str, program: str = PROGRAM) -> Iterator[Running]:
    """A server that ends with the block."""
    running = start(folder, settings, program)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
        running.process.wait(LONG)
        if running.process.stderr is not None:
            running.process.stderr.close()


def packed(value: Any) -> bytes:
    return gzip.compress(json.dumps(value).encode())
