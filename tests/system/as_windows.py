"""Runs command lines in one process that looks like one on Windows, as far as our own code can see.

Reads a JSON list of lists of words from standard input; writes a list of [code, output] to standard output. What
Python and other packages have for Windows alone is not tried: they are imported before anything is taken away.
"""

import asyncio
import concurrent.futures.process
import importlib.abc
import io
import json
import multiprocessing
import os
import platform
import signal
import socket
import sys
import sysconfig
from typing import Any

import aiohttp
import pydantic
import rich.console
import rich.progress
import rich.table
import typer.core
import typer.rich_utils

IMPORTED = (aiohttp, concurrent.futures.process, multiprocessing, pydantic, rich.console, rich.progress, rich.table)
IMPORTED_TOO = (typer.core, typer.rich_utils)
MODULES = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "syslog", "uvloop"}
SIGNALS = "SIGHUP SIGKILL SIGUSR1 SIGUSR2 SIGPIPE SIGALRM SIGCHLD SIGQUIT SIGSTOP SIGTSTP SIGCONT"
CALLS = (
    "fork forkpty pread pwrite O_CLOEXEC O_DIRECTORY O_NOFOLLOW O_NONBLOCK getuid geteuid fdatasync sched_getaffinity "
    "fchmod chown fchown killpg getpgid setsid uname getloadavg sysconf mkfifo"
)


class Missing(importlib.abc.MetaPathFinder):
    """Modules that are not there."""

    def find_spec(self, name: str, _path: Any, _target: Any = None) -> None:
        if name in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def become_windows() -> None:
    sysconfig.get_config_vars()
    platform.uname()
    sys.meta_path.insert(0, Missing())
    for name in MODULES:
        sys.modules.pop(name, None)
    taken: list[tuple[Any, str]] = [
        (signal, SIGNALS),
        (socket, "AF_UNIX"),
        (os, CALLS),
        (asyncio, "start_unix_server open_unix_connection"),
    ]
    for module, names in taken:
        for name in names.split():
            if hasattr(module, name):
                delattr(module, name)
    sys.platform = "win32"


def run(words: list[str]) -> list[Any]:
    """The exit code of a command line, and what it wrote."""
    from actions.cli.entry import main

    code: object = 0
    written = io.BytesIO()
    # As a pipe on Windows: text in the encoding that is usual there.
    sys.stdout = sys.stderr = io.TextIOWrapper(written, encoding="cp1252", write_through=True)
    sys.argv = ["actions", *words]
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    finally:
        sys.stdout.flush()
        sys.stdout.detach()
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    return [code, written.getvalue().decode("utf-8", "replace")]


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    become_windows()
    print(json.dumps([run(words) for words in asked]))  # noqa: T201 - what it is for
