"""Errors of the disk that nobody waits for any more: asyncio must not print them with a traceback."""

import asyncio
import gc
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from destinations.delivery.outbox.file import commit
from destinations.delivery.outbox.file.commit import GroupCommit
from destinations.delivery.outbox.outbox import Outbox
from destinations.delivery.redaction.log import LOGGER


class FullDisk:
    """A connection whose commit waits until it may, and then finds the disk full."""

    in_transaction = False

    def __init__(self) -> None:
        self.committing, self.may_commit = threading.Event(), threading.Event()

    def execute(self, statement: str) -> None: ...

    def commit(self) -> None:
        self.committing.set()
        self.may_commit.wait(30)
        raise sqlite3.OperationalError("disk I/O error")


class Store:
    def __init__(self) -> None:
        self.connection = FullDisk()

    def write_counts(self) -> None: ...

    def load(self) -> None: ...


async def finished_in_a_commit(monkeypatch: pytest.MonkeyPatch, _: Path) -> None:
    monkeypatch.setattr(commit, "PAUSE", 0.001)
    store: Any = Store()
    group = GroupCommit(store)
    writing = asyncio.create_task(group.write(lambda _: None))
    await asyncio.to_thread(store.connection.committing.wait, 30)
    threading.Timer(0.2, store.connection.may_commit.set).start()
    await group.finish()
    writing.cancel()


async def cancelled_while_it_forgets(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    async with Outbox(folder / "outbox.db") as outbox:
        monkeypatch.setattr("destinations.delivery.outbox.outbox.forget", fail)
        await outbox.commit.lock.acquire()
        forgetting = asyncio.create_task(outbox.forget(["jane"]))
        await asyncio.sleep(0.01)
        forgetting.cancel()
        await asyncio.wait((forgetting,))
        outbox.commit.lock.release()
        await outbox.commit.read(lambda _: None)


def fail(*_: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.slow
@pytest.mark.parametrize("end", [finished_in_a_commit, cancelled_while_it_forgets])
def test_no_error_is_printed_that_nobody_waits_for(
    end: Callable[[pytest.MonkeyPatch, Path], Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    printed: list[str] = []
    # A record that pytest keeps would hold the error, and its frames the future.
    monkeypatch.setattr(LOGGER, "disabled", True)

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: printed.append(context["message"]))
        await end(monkeypatch, tmp_path)
        await asyncio.sleep(0)
        gc.collect()

    asyncio.run(run())
    gc.collect()
    assert printed == []
