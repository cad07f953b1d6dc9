"""What it costs to accept an event over HTTP, and to bring it to a tool.

python -m tests.bench.serve --seconds 3 --json build/serve.json

CPU is that of the service's processes, user and system, and the steady figure; rates depend on what else the machine
does, the load generator included. Where others use the machine, CPU rises as well: "answer only" says what a server
costs at that moment that takes nothing in.
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
# So many events go before those that are measured: what a process does once is not what an event costs.
WARMING = 400
TRICKLE, TRICKLE_SECONDS = 100, 5.0
COMMAND = "from actions.cli.entry import main; main()"
SETTINGS = """\
version: 1
listen: 127.0.0.1:0
drain_delay: 0s
journal: {path: journal, reserve: 1KiB}
sources:
  - {name: website, keys: [k1]}
"""
BARE = """
import asyncio
from aiohttp import web
try:
    from uvloop import run
except ImportError:
    from asyncio import run

async def answer(request):
    await request.read()
    return web.Response(body=b'{"success":true}', content_type="application/json")

async def main():
    server = await asyncio.get_running_loop().create_server(web.Server(answer, access_log=None), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

run(main())
"""
# What makes an event 1,041 bytes long, as a browser's is.
FILLING = {"page": {"url": "https://shop.example.com/" + "x" * 300, "title": "y" * 200}, "userAgent": "z" * 200}


def main() -> None:
    """Measure, print a table, and write the figures to `--json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each size of batch is sent")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    options = parser.parse_args()
    found: dict[str, Any] = {"answer only, 1 a request": answer_only(options.seconds)}
    with tempfile.TemporaryDirectory() as folder:
        with serving(Path(folder) / "accept", SETTINGS) as running:
            for size in SIZES:
                found[f"accept, {size} a request"] = accept(running, size, options.seconds)
        found["end to end, 20 a request"] = end_to_end(Path(folder) / "whole", trickle=False)
        found[f"end to end, {TRICKLE} a second"] = end_to_end(Path(folder) / "trickle", trickle=True)
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


def answer_only(seconds: float) -> dict[str, float]:
    """As `accept`, for a server of the same kind that reads requests, and only answers."""
    process = subprocess.Popen([sys.executable, "-c", BARE], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        load(port, 1, min(seconds, 1.0), 0)
        begun, before = time.perf_counter(), cpu(process.pid)
        requests = load(port, 1, seconds, 1)
        took, used = time.perf_counter() - begun, cpu(process.pid) - before
    finally:
        process.kill()
        process.communicate()
    return {"requests/s": requests / took, "us/request": used / requests * 1e6}


def end_to_end(folder: Path, *, trickle: bool) -> dict[str, float]:
    """Events a second from the first request until the tool has them all, and CPU of each process for one."""
    folder.mkdir()
    # A client with an address of its own, as clients have: one within a house is not an address that tools take.
    proxies = ["127.0.0.0/8"]
    file = project(folder, listen="127.0.0.1:0", drain_delay="0s", outbox="outbox.db", trusted_proxies=proxies)
    journal, received = folder / "journal", folder / "received"
    with stand_in(folder, wait=0.0) as url, (folder / "log").open("wb") as log:
        command = [sys.executable, "-c", COMMAND, "serve", "--settings", str(file), "--divert", url]
        service = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            states = [_state(journal, name) for name in ("server", "decider")]
            port = states[0]["port"]
            load(port, 20, 60.0, 1, most=WARMING // 20)
            _wait_for(received, WARMING)
            before = [cpu(state["pid"]) for state in states]
            begun = time.perf_counter()
            sent = drip(port) if trickle else load(port, 20, 60.0, 2, most=END_TO_END // 20) * 20
            _wait_for(received, WARMING + sent)
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


def drip(port: int) -> int:
    """How many events were sent, each in a request of its own and about as many a second as trickle in."""
    begun, sent = time.perf_counter(), 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() - begun < TRICKLE_SECONDS:
            connection.sendall(request(f"d-{sent}", 1))
            if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
                raise SystemExit("not accepted")
            sent += 1
            time.sleep(max(sent / TRICKLE - (time.perf_counter() - begun), 0.0))
    return sent


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
    about = f"Host: x\r\nX-Write-Key: k1\r\nX-Forwarded-For: 8.8.4.4\r\nContent-Length: {len(body)}"
    return f"POST /v1/{path} HTTP/1.1\r\n{about}\r\n\r\n".encode() + body


TEMPLATE = json.dumps({**event("NAME"), "context": FILLING}).encode()


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, its threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _wait_for(received: Path, count: int) -> None:
    """Return when the tool has so many events."""
    while not received.exists() or received.read_bytes().count(b"\n") < count:
        time.sleep(0.02)


def _state(journal: Path, name: str) -> dict[str, Any]:
    for _ in range(1200):
        if state := read_state(journal, name):
            return state
        time.sleep(0.05)
    raise SystemExit(f"the {name} did not start")


if __name__ == "__main__":
    main()
