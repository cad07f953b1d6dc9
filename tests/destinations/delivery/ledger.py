"""A ledger: a tool that is not spoken to by HTTP but written to, a line of JSON per row, with troubles to choose."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from decimal import InvalidOperation
from pathlib import Path
from typing import Any

import orjson
from pydantic import SecretStr

from destinations.delivery import Delivered, Deliverer, Delivery
from destinations.sdk import (
    ActionType,
    Limits,
    OpenWriter,
    Outcome,
    Payload,
    Rejected,
    Sent,
    Settings,
    Write,
    Writer,
)
from tests.destinations.delivery.toy_tool import CANARY, QUICK

UNLUCKY = 13
# What a writer raises that cannot make anything of a row.
RAISED = {
    "it raises a ValueError": ValueError,
    "it raises a TypeError": TypeError,
    "it raises an ArithmeticError": InvalidOperation,
    "it raises a LookupError": KeyError,
}


# What a writer whose author made a mistake says of rows that it has written.
TOLD: dict[str, Callable[[Any], Any]] = {
    "it forgets the last row": lambda outcomes: outcomes[:-1],
    "it says nothing": lambda _: None,
    "it says true": lambda outcomes: [True] * len(outcomes),
}


class LedgerSettings(Settings):
    """`trouble` is what goes wrong; `log`, beside the ledger, has a line for each time it is opened and closed."""

    path: Path
    trouble: str = ""
    password: SecretStr = SecretStr(CANARY)

    @property
    def log(self) -> Path:
        return self.path.with_suffix(".log")

    def open_writer(self) -> OpenWriter:
        return opened(self)


class Unwritable(Settings):
    """Settings of a destination whose author forgot the writer."""


class Entry(Payload):
    n: int


@asynccontextmanager
async def opened(settings: LedgerSettings) -> AsyncIterator[Writer]:
    if settings.trouble == "a library is missing":
        raise ModuleNotFoundError("pip install 'destination-actions[ledger]'")
    with settings.log.open("a") as log:
        log.write("opened\n")
    try:
        yield LedgerWriter(settings)
    finally:
        with settings.log.open("a") as log:
            log.write("closed\n")


class LedgerWriter:
    """Appends rows to the file; one with the number 13 is refused."""

    def __init__(self, settings: LedgerSettings) -> None:
        self._settings = settings
        self._is_writing = False

    async def write(self, write: Write) -> Sequence[Outcome]:
        assert not self._is_writing
        self._is_writing = True
        outcomes = await asyncio.to_thread(self._append, write)
        if self._settings.trouble == "it never ends":
            await asyncio.Event().wait()
        self._is_writing = False
        expected: Sequence[Outcome] = TOLD.get(self._settings.trouble, lambda expected: expected)(outcomes)
        return expected

    def _append(self, write: Write) -> list[Outcome]:
        trouble, times = self._settings.trouble, self._settings.log.read_text().count("opened")
        if trouble == "it is down" or (trouble == "it breaks every other time" and times % 2):
            raise OSError(f"cannot reach ledger://me:{self._settings.password.get_secret_value()}@host/")
        unlucky = [row["n"] == UNLUCKY for row in write.rows]
        if trouble in RAISED and any(unlucky):
            raise RAISED[trouble]("unlucky")
        if trouble == "it does not say which" and any(unlucky):
            return [Rejected("unlucky", batch=True)] * len(write.rows)
        with self._settings.path.open("ab") as file:
            lines = (orjson.dumps(row) for row, bad in zip(write.rows, unlucky, strict=True) if not bad)
            file.write(b"".join(line + b"\n" for line in lines))
        return [Rejected("unlucky") if bad else Sent() for bad in unlucky]


def build_entries(entries: Sequence[Entry], settings: Settings) -> Write:
    del settings
    return Write.of("ledger", "book", [{"n": one.n} for one in entries])


def build_twice(entries: Sequence[Entry], settings: Settings) -> list[Write]:
    """Each number in one book, and its successor in another."""
    return [
        build_entries(entries, settings),
        Write.of("ledger", "second", [{"n": one.n + 1} for one in entries]),
    ]


ENTRY = ActionType("entry", Entry, build_entries, "Write an entry.", Limits(items=4))
TWICE = ActionType("twice", Entry, build_twice, "Write two entries.", Limits(items=4))


def entries(numbers: Iterable[int], action_type: ActionType = ENTRY) -> list[Delivery]:
    return [Delivery(f"e-{n}", "ledger", action_type, Entry(n=n)) for n in numbers]


async def deliver(given: Sequence[Delivery], settings: Settings, **options: Any) -> list[Delivered]:
    async with Deliverer({"ledger": settings}, **{"policy": QUICK, **options}) as deliverer:
        return await deliverer.deliver(given)


def numbers_in(path: Path) -> list[int]:
    """What stands in the ledger."""
    return [orjson.loads(line)["n"] for line in path.read_bytes().splitlines()] if path.exists() else []


def wait_for(path: Path) -> None:
    """Come back when something stands in the ledger."""
    while not numbers_in(path):
        time.sleep(0.01)
