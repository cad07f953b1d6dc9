"""Having a server read its settings again, by a file beside its journal: both may be in containers of their own."""

import asyncio
import time
from pathlib import Path

from actions.serve.journal.state import RELOAD, SERVER, read_state, write_state

# How long the server may take: it looks once a second whether it is to.
PATIENCE = 5.0


async def reload_server(folder: Path) -> str:
    """Have the server with this journal read its settings again, where one is there; why it does not use them."""
    before = read_state(folder, SERVER) or {}
    if time.time_ns() // 1000 - before.get("at", 0) > PATIENCE * 1_000_000:
        return ""
    try:
        write_state(folder, RELOAD, {})
    except OSError as error:
        return f"the server cannot be asked to read its settings again: {folder} cannot be written: {error.strerror}"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        await asyncio.sleep(0.05)
        now = read_state(folder, SERVER) or {}
        if (now.get("pid"), now.get("reloads")) != (before.get("pid"), before.get("reloads")):
            return str(now.get("reload_problem") or "")
    return "the server did not read its settings again"
