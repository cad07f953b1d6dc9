"""`actions serve unknown`: requests whose key no source has, and how to take them in."""

import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import console, count
from actions.cli.options import EnvFile
from actions.cli.serve.loading import DEFAULT, SettingsFile, load_serve, load_without_keys
from actions.serve.http.request.keys import KeyTable, digest
from actions.serve.journal import Position, SegmentReader
from actions.serve.journal.several.folders import UNKNOWN, journal_folders
from actions.serve.journal.several.servers import read_servers
from actions.serve.journal.state import read_state, write_state
from actions.serve.process.adopting import DONE, REQUEST
from actions.system.signals import HANG_UP
from destinations.delivery.outbox.file.owner import OwnedError, Owner

PAUSE = 0.1
LONGEST = 30.0


def unknown(
    settings: SettingsFile = DEFAULT,
    adopt: Annotated[
        list[str] | None,
        typer.Option("--adopt", help="Take in what came with this key, which a source has by now.", metavar="KEY"),
    ] = None,
    env_file: EnvFile = None,
) -> None:
    """Show what came in the last hour with keys that no source has, or take it in."""
    found = load_serve(settings, env_file) if adopt else load_without_keys(settings)
    folders = list(journal_folders(found.journal.path, found.processes).values())
    if not adopt:
        _show(found.journal.path, folders)
        return
    table = KeyTable(found.sources)
    for key in adopt:
        if table.find(key) is None:
            reason = f"no source has this key ({len(key)} characters); add it under keys: in {settings} first"
            raise complain(reason, exit_codes.FINDINGS)
    console().print(f"took in {count(_adopted(folders[: found.processes], adopt), 'event')}")


def _show(journal: Path, folders: Sequence[Path]) -> None:
    state = read_servers(journal, len(folders)) or {}
    seen = state.get("counters", {}).get("unknown_keys", {})
    kept: Counter[str] = Counter()
    for folder in folders:
        reader, here = SegmentReader(folder / UNKNOWN), Position()
        while (claim := reader.read(here)).stored:
            kept.update(one.record.message for one in claim.stored)
            here = claim.after
    out = console()
    for key, number in seen.items():
        out.print(f"{key}  {count(number, 'request')}")
    out.print(f"{count(sum(kept.values()), 'request')} with {count(len(kept), 'key')} kept, for an hour each")


def _adopted(folders: Sequence[Path], keys: list[str]) -> int:
    """How many events the servers have taken in."""
    pids = [_server(folder) for folder in folders]
    asked = time.time_ns()
    for folder, pid in zip(folders, pids, strict=True):
        try:
            write_state(folder, REQUEST, {"keys": [digest(key) for key in keys], "asked": asked})
        except OSError as error:
            told = f"{folder} cannot be written: {error.strerror}; make room, then ask again"
            raise complain(told, exit_codes.FINDINGS) from None
        os.kill(pid, HANG_UP)
    return sum(_taken(folder, asked) for folder in folders)


def _taken(folder: Path, asked: int) -> int:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        done: dict[str, Any] = read_state(folder, DONE) or {}
        if done.get("asked") == asked:
            return int(done["taken"])
        time.sleep(PAUSE)
    raise complain("the server did not answer; see its log", exit_codes.FINDINGS)


def _server(folder: Path) -> int:
    """The process that has the journal."""
    owner = Owner(folder / "journal")
    try:
        owner.take()
    except OwnedError as error:
        if error.pid is not None:
            return error.pid
    else:
        owner.release()
    raise complain("the server does not run; start it with actions serve, then ask again", exit_codes.FINDINGS)
