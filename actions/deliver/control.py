"""The control socket beside the outbox: the server in its owner, and the client."""

import asyncio
import json
import os
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Self

from actions.deliver.answer import BadRequestError, answer
from actions.system.sockets import connect_to, listen_at
from destinations.delivery.outbox.file.backup import copy_to
from destinations.delivery.outbox.file.owner import OutboxError
from destinations.delivery.outbox.file.store import DEFAULT, Store
from destinations.delivery.outbox.outbox import Outbox
from destinations.delivery.redaction.log import LOGGER

Ask = Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]
MOST_REQUEST = 1 << 20
SECONDS = 10.0
# What reads the whole file takes a minute for some gigabytes, and its owner delivers nothing meanwhile.
READ_WHOLE, LONG = ("check", "backup"), 600.0


class Control:
    """Answers clients that may open the socket, those of the file's owner; a line of JSON each way."""

    def __init__(self, path: Path, ask: Ask) -> None:
        self._path = socket_path(path)
        self._ask = ask
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        try:
            # No other process listens there: this one owns the outbox.
            self._server = await listen_at(self._path, self._serve, MOST_REQUEST)
        except OSError as error:
            raise OutboxError(f"{self._path} cannot be made: {error.strerror}; name another file") from error
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
        with suppress(FileNotFoundError):
            self._path.unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.TimeoutError):
            try:
                request = json.loads(await asyncio.wait_for(reader.readline(), SECONDS))
                reply = (
                    await self._ask(request)
                    if isinstance(request, dict)
                    else {"error": "what is asked is not an object"}
                )
            except (BadRequestError, OutboxError, ValueError, KeyError, TypeError, sqlite3.Error) as error:
                reply = {"error": str(error)}
            except Exception as error:  # noqa: BLE001 - who asks must not take it for a process that does not answer
                LOGGER.error("the outbox failed to answer: %s", type(error).__name__)
                reply = {"error": f"process {os.getpid()} has the file, and failed to answer: {type(error).__name__}"}
            writer.write(json.dumps(reply).encode() + b"\n")
            await writer.drain()
        writer.close()


def ask(path: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of the process that owns the outbox, or of the file itself where none does.

    OutboxError where neither can say.
    """
    if not path.exists():
        raise OutboxError(f"there is no outbox {path}")
    reply = _ask_owner(path, request)
    if reply is None:
        file = Outbox(path, str(request.get("environment") or _environment_of(path)))
        store = file.open()
        try:
            reply = ask_store(store, request)
        except (BadRequestError, sqlite3.Error) as error:
            raise OutboxError(f"{path}: {error}") from error
        finally:
            file.close(store)
    if "error" in reply:
        raise OutboxError(str(reply["error"]))
    return reply


def _environment_of(path: Path) -> str:
    """The environment whose deliveries the file holds; OutboxError where there are several."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            found = file.execute("SELECT environment FROM lanes UNION SELECT environment FROM letters").fetchall()
    except sqlite3.Error:
        return DEFAULT  # Opening it reports what is wrong with it.
    names = [name for (name,) in found]
    if len(names) > 1:
        raise OutboxError(f"{path} holds deliveries of several environments; name one with --env: {', '.join(names)}")
    return names[0] if names else DEFAULT


def ask_store(store: Store, request: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of an open file that no other process works on."""
    if request.get("do") == "backup":
        # Outside a transaction: it copies what is committed.
        copy_to(store.connection, Path(request["to"]))
        return {}
    store.connection.execute("BEGIN IMMEDIATE")
    try:
        reply = answer(store, request)
        store.write_counts()
        store.connection.commit()
    finally:
        # Left open, it would keep the owner's next commit from beginning.
        if store.connection.in_transaction:
            store.connection.rollback()
    return reply


def _ask_owner(path: Path, request: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the owner says; None where there is none, or one that does not listen."""
    seconds = LONG if request.get("do") in READ_WHOLE else SECONDS
    try:
        with connect_to(socket_path(path), seconds) as line:
            line.sendall(json.dumps(request).encode() + b"\n")
            with line.makefile("rb") as file:
                reply: dict[str, Any] = json.loads(file.readline() or b"null")
    except TimeoutError:
        raise OutboxError(f"the process that has {path} is too busy to answer; ask again later") from None
    except (OSError, ValueError):
        return None
    return reply


def socket_path(path: Path) -> Path:
    """Where the owner of an outbox listens."""
    return path.with_name(path.name + ".socket")
