"""A broker of its own process, from when its port answers until whoever started it is done."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, socket

PATIENCE = 20.0


def free_port() -> int:
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def broker_process(command: Sequence[str], port: int, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The process of the command, which runs beside its log; RuntimeError with the log if it never answers."""
    with log.open("ab") as file:
        running = subprocess.Popen(command, stdout=file, stderr=file, cwd=log.parent)
    try:
        end = time.monotonic() + PATIENCE
        while not _answers(port):
            if running.poll() is not None or time.monotonic() > end:
                raise RuntimeError(log.read_text("utf-8"))
            time.sleep(0.02)
        yield running
    finally:
        running.kill()
        running.wait()


def _answers(port: int) -> bool:
    try:
        create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
