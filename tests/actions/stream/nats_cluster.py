"""Three NATS servers, each a process of its own, that keep three copies of a stream."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.actions.stream.broker_process import free_port
from tests.actions.stream.nats_server import binary

CONF = """
server_name: n{number}
host: 127.0.0.1
port: {port}
http: 127.0.0.1:{http}
max_payload: 4MB
jetstream {{ store_dir: "{folder}/n{number}", max_file: 1GB, sync_interval: always }}
cluster {{ name: c, host: 127.0.0.1, port: {route}, routes: [{routes}] }}
"""


class Cluster:
    """The servers by their number; `kill` and `start` are for one of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = [[free_port() for _ in range(3)] for _ in range(3)]
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def hosts(self) -> str:
        return ",".join(f"127.0.0.1:{port}" for port, _, _ in self._ports)

    def start(self, number: int) -> None:
        port, http, route = self._ports[number]
        routes = ", ".join(f"nats://127.0.0.1:{one[2]}" for one in self._ports)
        conf = self._folder / f"n{number}.conf"
        conf.write_text(
            CONF.format(number=number, port=port, http=http, route=route, routes=routes, folder=self._folder)
        )
        with (self._folder / f"n{number}.log").open("ab") as log:
            self._running[number] = subprocess.Popen([binary(), "-c", str(conf)], stdout=log, stderr=log)

    def kill(self, number: int) -> None:
        os.kill(self._running[number].pid, signal.SIGKILL)
        self._running[number].wait()

    def end(self) -> None:
        for one in self._running.values():
            one.kill()
            one.wait()

    def wait_for_a_leader(self, within: float = 60.0) -> None:
        end = time.monotonic() + within
        while not any(self._seen(number, "meta_cluster", "leader") for number in range(3)):
            assert time.monotonic() < end, "no leader was chosen"
            time.sleep(0.1)

    def leader_of(self, stream: str) -> int:
        """The number of the server that leads the stream."""
        for number in range(3):
            found = self._get(number, "jsz?streams=1")
            for account in found.get("account_details") or []:
                for one in account.get("stream_detail") or []:
                    if one["name"] == stream and (one.get("cluster") or {}).get("leader"):
                        return int(one["cluster"]["leader"][1:])
        raise LookupError(stream)

    def _seen(self, number: int, *keys: str) -> Any:
        found = self._get(number, "jsz")
        for key in keys:
            found = (found or {}).get(key)
        return found

    def _get(self, number: int, path: str) -> Any:
        try:
            with urlopen(f"http://127.0.0.1:{self._ports[number][1]}/{path}", timeout=5) as answer:
                return json.load(answer)
        except OSError:
            return {}


@contextmanager
def nats_cluster(folder: Path) -> Iterator[Cluster]:
    """Three servers that have chosen a leader."""
    made = Cluster(folder)
    try:
        for number in range(3):
            made.start(number)
        made.wait_for_a_leader()
        yield made
    finally:
        made.end()
