"""What callers get where an outbox cannot be written or read: an `OutboxError` that names the file."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from destinations.delivery.outbox.entry import Mark
from destinations.delivery.outbox.file.owner import OutboxError
from destinations.delivery.outbox.file.store import Store
from destinations.delivery.outbox.outbox import NoRoomError, Outbox
from tests.destinations.delivery.outbox.shop import arrival

Ask = Callable[[Outbox], Awaitable[Any]]
FULL = "outbox.db cannot be written: database or disk is full"


def full(*_: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        pytest.param(lambda outbox: outbox.accept([arrival(1, "shop")]), f"{FULL}; nothing of it was acc", id="accept"),
        pytest.param(lambda outbox: outbox.accept([], [Mark("a", "b", 1)]), FULL, id="note how far an input was read"),
        pytest.param(lambda outbox: outbox.unmark(["a"]), FULL, id="forget how far an input was read"),
        pytest.param(lambda outbox: outbox.forget(["ada"]), f"{FULL}; nothing was taken out", id="forget a person"),
    ],
)
def test_what_cannot_be_written_is_reported_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Ask, message: str
) -> None:
    async def run() -> None:
        async with Outbox(tmp_path / "outbox.db") as outbox:
            await outbox.commit.read(lambda _: None)
            monkeypatch.setattr(Store, "write_counts", full)
            with pytest.raises(OutboxError) as caught:
                await ask(outbox)
            assert message in str(caught.value)
            monkeypatch.undo()
            assert (await outbox.accept([arrival(2, "shop")])).accepted == 1

    asyncio.run(run())


def test_a_person_whose_bytes_cannot_be_overwritten_yet_is_to_be_forgotten_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        async with Outbox(tmp_path / "outbox.db") as outbox:
            await outbox.accept([arrival(1, "shop", user="ada")])
            monkeypatch.setattr("destinations.delivery.outbox.outbox.overwrite_log", full)
            with pytest.raises(OutboxError, match=r"is taken out, and its bytes .* forget the person once more"):
                await outbox.forget(["ada"])
            monkeypatch.undo()
            assert (await outbox.forget(["ada"])).deliveries == 0

    asyncio.run(run())


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda outbox: outbox.mark("a"), id="how far an input was read"),
        pytest.param(lambda outbox: outbox.known(["a"]), id="which events were seen"),
        pytest.param(lambda outbox: outbox.paused("shop"), id="why an instance is paused"),
    ],
)
def test_what_cannot_be_read_is_reported_with_the_file(tmp_path: Path, ask: Ask) -> None:
    async def run() -> None:
        async with Outbox(tmp_path / "outbox.db") as outbox:
            await outbox.commit.read(lambda _: None)
            outbox.store.connection.close()
            with pytest.raises(OutboxError, match=r"outbox\.db cannot be read: "):
                await ask(outbox)

    asyncio.run(run())


def test_a_folder_that_is_gone_is_reported(tmp_path: Path) -> None:
    async def run() -> None:
        async with Outbox(tmp_path / "gone" / "outbox.db") as outbox:
            await outbox.commit.read(lambda _: None)
            (tmp_path / "gone").rename(tmp_path / "moved")
            with pytest.raises(NoRoomError, match="cannot be used any more: No such file or directory"):
                await outbox.accept([arrival(1, "shop")])

    asyncio.run(run())
