"""Sockets in the file system, which only processes of one user may open."""

import asyncio
import os
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PRIVATE = 0o177


async def listen_at(path: Path, serve: Serve, most: int) -> asyncio.Server:
    """A server that calls `serve` for each client; OSError where it cannot listen. `most` is the longest line."""
    if sys.platform == "win32":
        raise OSError(0, "Windows has no such sockets")
    before = os.umask(PRIVATE)
    try:
        # One may be left by a process that was killed.
        path.unlink(missing_ok=True)  # noqa: ASYNC240 - once, at the start
        with _short(path) as name:
            return await asyncio.start_unix_server(serve, name, limit=most)
    finally:
        os.umask(before)


def connect_to(path: Path, seconds: float) -> socket.socket:
    """A connection to the process that listens there; OSError where none does. Each wait on it has its limit."""
    if sys.platform == "win32":
        raise OSError(0, "Windows has no such sockets")
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(seconds)
    try:
        with _short(path) as name:
            line.connect(name)
    except BaseException:
        line.close()
        raise
    return line


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name for the socket that is not too long: names of sockets have some hundred bytes at most."""
    if sys.platform == "win32":
        raise OSError(0, "Windows has no such sockets")
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}" if Path("/proc/self/fd").is_dir() else str(path)
    finally:
        os.close(folder)
