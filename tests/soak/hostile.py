"""A server under attack: what honest clients wait meanwhile, and what it takes in memory."""

import resource
import time
from pathlib import Path
from typing import NamedTuple

from tests.serve.running import Running, receive, send, serving

SETTINGS = """\
version: 1
listen: 127.0.0.1:0
drain_delay: 0s
journal: {path: journal, reserve: 1KiB}
sources:
  - {name: website, keys: [web]}
"""
EVENT, KEY = b'{"event":"Paid","userId":"u"}', {"X-Write-Key": "web"}
SLOW, MANY, AT_ONCE, HONEST = 1000, 9500, 500, 100


class Attacked(NamedTuple):
    """Milliseconds for the slowest of a hundred honest requests, during each attack; MB at the end."""

    during_slow_heads: float
    during_many_connections: float
    megabytes: int


def attacked(folder: Path) -> Attacked:
    """What a server did while a thousand heads never ended, and with 9,500 connections of one event each."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with serving(folder, SETTINGS) as running:
        slow = [running.connect() for _ in range(SLOW)]
        for one in slow:
            one.sendall(b"POST /v1/track HTTP/1.1\r\nX-A: b\r\n")
        during_slow = _slowest(running)
        for one in slow:
            assert one.recv(1) == b""
            one.close()
        many = []
        for _ in range(MANY // AT_ONCE):
            some = [running.connect() for _ in range(AT_ONCE)]
            for one in some:
                send(one, "POST", "/v1/track", EVENT, KEY)
            assert all(receive(one).status == 200 for one in some)
            many += some
        during_many = _slowest(running)
        pages = int(Path(f"/proc/{running.process.pid}/statm").read_text().split()[1])
        for one in many:
            one.close()
    return Attacked(during_slow, during_many, pages * resource.getpagesize() >> 20)


def _slowest(running: Running) -> float:
    took = []
    with running.connect() as connection:
        for _ in range(HONEST):
            begun = time.perf_counter()
            send(connection, "POST", "/v1/track", EVENT, KEY)
            assert receive(connection).status == 200
            took.append((time.perf_counter() - begun) * 1000)
    return max(took)
