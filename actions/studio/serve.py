"""Serves the page on a loopback address."""

import gc
import logging
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from nicegui import core, ui

from actions.project import NoEnvironmentError
from actions.studio.model.files.events import Events
from actions.studio.model.files.workspace import Workspace
from actions.studio.model.project.counts import Counts
from actions.studio.model.studio import Studio
from actions.studio.pages.shell import register
from actions.studio.security.guard import Guard
from actions.studio.security.sessions import Sessions
from destinations.registry import PluginError, load_registry

HOST = "127.0.0.1"
PORT = 8765
# A mapping file of some MiB may be typed in at once.
MOST_MESSAGE = 16 << 20


def open_studio(
    folder: Path, environ: Mapping[str, str], env: str | None, *, read_only: bool, allow_send: bool
) -> Studio:
    """The project at the folder with its events; ProjectError where there is none, NoEnvironmentError without `env`."""
    workspace = Workspace(folder, environ, env, read_only=read_only)
    if env is not None and env not in workspace.whole.environments:
        raise NoEnvironmentError(env, workspace.whole.environments)
    events = Events(workspace.folder)
    events.read()
    workspace.read_evidence()
    # They stay for as long as the studio runs: looking through them for garbage would hold up each key press.
    gc.collect()
    gc.freeze()
    return Studio(workspace, events, Counts(), read_only, allow_send, _plugins())


def serve(studio: Studio, port: int | None, say: Callable[[str], None]) -> None:
    """Serve until somebody ends it; `say` hears the address with the token that opens the page."""
    listening = _listen(port)
    port = listening.getsockname()[1]
    sessions = Sessions()
    register(studio)
    outer = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    ui.run_with(
        outer,
        title=f"{studio.name} · studio",
        dark=None,
        language="en-US",
        tailwind=False,
        show_welcome_message=False,
        gzip_middleware_factory=None,
        reconnect_timeout=30.0,
    )
    core.sio.eio.max_http_buffer_size = MOST_MESSAGE
    guard = Guard(outer, sessions, port)
    config = uvicorn.Config(
        guard, log_level=logging.WARNING, access_log=False, ws_max_size=MOST_MESSAGE, timeout_graceful_shutdown=2
    )
    say(f"http://{HOST}:{port}/?token={sessions.token}")
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def _listen(port: int | None) -> socket.socket:
    """A socket of the loopback address: at that port, else at the usual one, else at any that is free."""
    wanted = [port] if port is not None else [PORT, 0]
    for one in wanted:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, one))
        except OSError:
            listening.close()
            if one == wanted[-1]:
                raise
        else:
            listening.listen(64)
            return listening
    raise OSError(f"port {port} is taken")


def _plugins() -> tuple[str, ...]:
    """The destinations that are installed beside the built-in ones."""
    registry, found = load_registry(), []
    for name in registry.names():
        with suppress(PluginError):
            plugin = registry.find(name)
            if plugin is not None and plugin.origin != "built in":
                found.append(f"{name} ({plugin.origin})")
    return tuple(found)
