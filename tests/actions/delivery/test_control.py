"""The socket beside an outbox, asked wrongly or for what nobody knows: the owner answers, and delivers as before."""

import asyncio
import json
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from actions.deliver.control import Control, ask, ask_store, socket_path
from actions.project import Project
from destinations.delivery.outbox.cursor import one_by_one
from destinations.delivery.outbox.entry import Caps
from destinations.delivery.outbox.file.owner import OutboxError
from destinations.delivery.outbox.outbox import Outbox
from destinations.sdk.outcome import Retry
from tests.actions.cli.sending import event, project
from tests.destinations.delivery.outbox.shop import TOY, arrival


async def reply_to(path: Path, request: bytes) -> dict[str, Any]:
    reader, writer = await asyncio.open_unix_connection(str(socket_path(path)), limit=1 << 22)
    writer.write(request + b"\n")
    line = await reader.readline()
    writer.close()
    reply: dict[str, Any] = json.loads(line)
    return reply


@pytest.mark.parametrize(
    ("request_line", "error"),
    [
        pytest.param(b'{"do": "nonsense"}', "an outbox has no request called nonsense", id="no such request"),
        pytest.param(b'{"do": "letters"}', "'wanted'", id="without what is wanted"),
        pytest.param(b'{"do": "pause", "instance": "x"}', "nothing was ever accepted for x", id="no such instance"),
        pytest.param(b"[1]", "what is asked is not an object", id="no object"),
        pytest.param(b'{"do"', "Expecting", id="half of an object"),
        pytest.param(b'"' + bytes(2_000_000) + b'"', "Separator is ", id="too long"),
    ],
)
def test_a_wrong_request_is_answered_and_keeps_nobody_from_accepting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request_line: bytes, error: str
) -> None:
    monkeypatch.setenv("HOOK_SECRET", "whsec_Y2FuYXJ5IGNhbmFyeSBjYW5hcnk=")
    found, unhandled = Project.load(project(tmp_path, "shop")), list[str]()

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: unhandled.append(context["message"]))
        async with found.deliverer(divert="http://127.0.0.1:9") as deliverer:
            assert error in (await reply_to(deliverer.path, request_line))["error"]
            assert (await deliverer.accept(event(1))).accepted == 1
            assert deliverer.outbox.commit.trouble is None

    asyncio.run(run())
    assert unhandled == []


def test_what_fails_within_an_answer_leaves_no_transaction_open(tmp_path: Path) -> None:
    async def run() -> None:
        async with Outbox(tmp_path / "outbox.db") as outbox:
            await outbox.accept([arrival(1, "shop")])
            with pytest.raises(KeyError):
                ask_store(outbox.store, {"do": "drop"})
            assert not outbox.store.connection.in_transaction

    asyncio.run(run())


def test_a_socket_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "outbox.db.socket").mkdir()

    async def run() -> None:
        async with Control(tmp_path / "outbox.db", None):  # type: ignore[arg-type]
            pass

    with pytest.raises(OutboxError, match=r"outbox\.db\.socket cannot be made: Is a directory"):
        asyncio.run(run())


@pytest.mark.parametrize("depth", [90, 101, 400, 990, 100_000])
def test_a_letter_of_any_depth_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, depth: int) -> None:
    monkeypatch.setenv("HOOK_SECRET", "whsec_Y2FuYXJ5IGNhbmFyeSBjYW5hcnk=")
    found = Project.load(project(tmp_path, "shop"))
    line = b"[" * depth + b"]" * depth

    async def run() -> dict[str, Any]:
        async with found.deliverer(divert="http://127.0.0.1:9") as deliverer:
            assert (await deliverer.accept_lines(line)).failures == 1
            return await reply_to(deliverer.path, b'{"do": "letters", "wanted": {}}')

    (letter,) = asyncio.run(run())["letters"]
    assert letter["event"] == (json.loads(line) if depth <= 100 else line.decode())


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param("UPDATE facts SET value = value", [], id="nothing"),
        pytest.param(
            "UPDATE bundles SET body = CAST(replace(body, '1', '7') AS BLOB)",
            ["1 of the deliveries that wait have changed on disk: they will be dead letters, `unreadable`"],
            id="a payload of a bundle",
        ),
        pytest.param(
            "UPDATE waiting SET payload = CAST('!' || substr(payload, 2) AS BLOB)",
            ["1 of the deliveries that wait have changed on disk: they will be dead letters, `unreadable`"],
            id="a payload of a row of its own",
        ),
        pytest.param(
            "UPDATE bundles SET body = CAST(body AS TEXT)",
            ["2 of the deliveries that wait have changed on disk: they will be dead letters, `unreadable`"],
            id="bytes that say that they are a text",
        ),
        pytest.param(
            "UPDATE blocks SET body = CAST('!' || substr(body, 2) AS BLOB) WHERE block = 1",
            ["1 events have changed on disk: dead letters of them will have none"],
            id="an event",
        ),
        pytest.param(
            "UPDATE letters SET event = CAST('!' || substr(event, 2) AS BLOB)",
            ["1 dead letters have changed on disk: they cannot be tried again"],
            id="a dead letter",
        ),
    ],
)
def test_a_check_finds_rows_that_are_not_those_that_were_written(tmp_path: Path, change: str, found: list[str]) -> None:
    path = tmp_path / "outbox.db"

    async def fill() -> None:
        async with Outbox(path, caps=Caps(rows=3)) as outbox:
            await outbox.accept([arrival(1, "shop"), arrival(2, "shop")])
            cursor = outbox.cursor("shop", {"toy": TOY}, lambda _: None)
            (first, second) = one_by_one(await cursor.next(2, 0.0))
            cursor.give_back(first, Retry("later"))
            cursor.later(second, 5.0)
            await outbox.accept([arrival(3, "shop"), arrival(4, "shop")])

    asyncio.run(fill())
    with closing(sqlite3.connect(path)) as file:
        file.execute(change)
        file.commit()
    assert ask(path, {"do": "check"})["found"] == found


def test_an_owner_that_is_too_busy_is_not_taken_for_one_that_does_not_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.deliver.control.SECONDS", 0.2)
    (tmp_path / "outbox.db").touch()
    with socket.socket(socket.AF_UNIX) as busy:
        busy.bind(str(socket_path(tmp_path / "outbox.db")))
        busy.listen()
        with pytest.raises(OutboxError, match="is too busy to answer; ask again later"):
            ask(tmp_path / "outbox.db", {"do": "status"})
