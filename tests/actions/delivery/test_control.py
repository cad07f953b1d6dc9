"""The socket beside an outbox, asked wrongly or for what nobody knows: the owner answers, and delivers as before."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from actions.deliver.control import Control, ask_store, socket_path
from actions.project import Project
from destinations.delivery.outbox.file.owner import OutboxError
from destinations.delivery.outbox.outbox import Outbox
from tests.actions.cli.sending import event, project
from tests.destinations.delivery.outbox.shop import arrival


async def reply_to(path: Path, request: bytes) -> dict[str, Any]:
    reader, writer = await asyncio.open_unix_connection(str(socket_path(path)))
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
        pytest.param(b"[1]", "what is asked is no object", id="no object"),
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
