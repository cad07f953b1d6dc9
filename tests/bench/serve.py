"""What it costs to accept an event over HTTP, and to bring it to a tool.

python -m tests.bench.serve --seconds 3 --json build/serve.json

CPU is that of the service's processes, user and system, and the steady figure; rates depend on what else the machine
does, the load generator included.
"""

import argparse
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from actions.serve.journal.state import read_state
from tests.actions.delivery.crashing import server as stand_in
from tests.serve.decider.running import event, project
from tests.serve.running import Running, serving

CONNECTIONS = 64
TICKS = os.sysconf("SC_CLK_TCK")
SIZES = (1, 20, 100)
END_TO_END = 20_000
COMMAND = "from actions.cli.entry import main; main()"
SETTINGS = """\
version: 1
listen: 127.0.0.1:0
drain_delay: 0s
journal: {path: journal, reserve: 1KiB}
sources:
  - {name: website, keys: [k1]}
"""
# What makes an event 1,041 bytes long, as a browser's is.
FILLING = {"page": {"url": "https://shop.example.com/" + "x" * 300, "title": "y" * 200}, "userAgent": "z" * 200}


def main() -> None:
    """Measure, print a table, and write the figures to `--json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each size of batch is sent")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    options = parser.parse_args()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        with serving(Path(folder) / "accept", SETTINGS) as running:
            for size in SIZES:
                found[f"accept, {size} a request"] = accept(running, size, options.seconds)
        found["end to end, 20 a request"] = end_to_end(Path(folder) / "whole")
    for name, figures in found.items():
        print(f"{name:28}" + "".join(f"{key} {value:>10,.1f}   " for key, value in figures.items()))
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(found, indent=1))


def accept(running: Running, size: int, seconds: float) -> dict[str, float]:
    """Requests and events a second, and microseconds of CPU of the server for each."""
    load(running.port, size, min(seconds, 1.0), 0)
    begun, before = time.perf_counter(), cpu(running.process.pid)
    requests = load(running.port, size, seconds, 1)
    took, used = time.perf_counter() - begun, cpu(running.process.pid) - before
    return {
        "requests/s": requests / took,
        "events/s": requests * size / took,
        "us/request": used / requests * 1e6,
        "us/event": used / requests / size * 1e6,
    }


def end_to_end(folder: Path) -> dict[str, float]:
    """Events a second from the first request until the tool has them all, and CPU of each process for one."""
    folder.mkdir()
    file = project(folder, listen="127.0.0.1:0", drain_delay="0s", outbox="outbox.db")
    journal, received = folder / "journal", folder / "received"
    with stand_in(folder, wait=0.0) as url, (folder / "log").open("wb") as log:
        command = [sys.executable, "-c", COMMAND, "serve", "--settings", str(file), "--divert", url]
        service = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            states = [_state(journal, name) for name in ("server", "decider")]
            before = [cpu(state["pid"]) for state in states]
            begun = time.perf_counter()
            sent = load(states[0]["port"], 20, 60.0, 2, most=END_TO_END // 20) * 20
            while not received.exists() or received.read_bytes().count(b"\n") < sent:
                time.sleep(0.02)
            took = time.perf_counter() - begun
            used = [cpu(state["pid"]) - then for state, then in zip(states, before, strict=True)]
            service.send_signal(signal.SIGTERM)
            service.wait(60)
        finally:
            if service.poll() is None:
                service.kill()
                service.wait()
    return {
        "events/s": sent / took,
        "server us/event": used[0] / sent * 1e6,
        "decider us/event": used[1] / sent * 1e6,
    }


def load(port: int, size: int, seconds: float, salt: int, most: int = 1 << 40) -> int:
    """How many requests were answered 200; one is under way on each connection all the time."""
    selector, number, answered = selectors.DefaultSelector(), 0, 0
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]
    end = time.perf_counter() + seconds
    for one in connections:
        selector.register(one, selectors.EVENT_READ)
        number += 1
        one.sendall(request(f"{salt}-{number}", size))
    while answered < number:
        for key, _ in selector.select():
            connection: Any = key.fileobj
            data = connection.recv(4096)
            if not data.startswith(b"HTTP/1.1 200") or b'{"success":true}' not in data:
                raise SystemExit(f"not accepted: {data[:300]!r}")
            answered += 1
            if number < most and time.perf_counter() < end:
                number += 1
                connection.sendall(request(f"{salt}-{number}", size))
    for one in connections:
        one.close()
    return answered


def request(name: str, size: int) -> bytes:
    """A request with so many new events."""
    body = b",".join(TEMPLATE.replace(b"NAME", f"{name}-{at}".encode()) for at in range(size))
    body = b'{"batch":[' + body + b"]}" if size > 1 else body
    path = "batch" if size > 1 else "track"
    head = f"POST /v1/{path} HTTP/1.1\r\nHost: x\r\nX-Write-Key: k1\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


TEMPLATE = json.dumps({**event("NAME"), "context": FILLING}).encode()


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, its threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _state(journal: Path, name: str) -> dict[str, Any]:
    for _ in range(1200):
        if state := read_state(journal, name):
            return state
        time.sleep(0.05)
    raise SystemExit(f"the {name} did not start")


if __name__ == "__main__":
    main()
