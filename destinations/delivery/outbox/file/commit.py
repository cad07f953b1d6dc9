"""Group commit: changes that arrive during a commit go into the next one together."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from destinations.delivery.outbox.file.store import Store
from destinations.delivery.redaction.log import LOGGER

# How long to wait before changes that failed are tried again.
PAUSE = 0.5


@dataclass(slots=True)
class Change:
    """Something to be written. `done` is called once it is on disk, `failed` when it could not be written.

    A change without `failed` is tried again until it is written: what it says has happened already.
    """

    write: Callable[[Store], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None] | None = None


@dataclass(slots=True)
class GroupCommit:
    """Writes changes in the order in which they come. Statements run in the loop's thread, and commits in another.

    A commit waits for the disk, and the loop goes on meanwhile; statements are too short to be worth the change of
    threads. `trouble` is why the last transaction failed, `trouble_since` when that began.
    """

    store: Store
    trouble: Exception | None = None
    trouble_since: float | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: list[Change] = field(default_factory=list)
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "outbox"))
    _task: asyncio.Task[None] | None = None

    def add(self, change: Change) -> None:
        """Have the change written with the next commit."""
        self._waiting.append(change)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def write(self, write: Callable[[Store], Any]) -> Any:
        """What `write` gives, once it is on disk; raises what kept it from that."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.add(Change(write, lambda result: _resolve(future, result), lambda error: _fail(future, error)))
        return await future

    async def read(self, read: Callable[[Store], Any]) -> Any:
        """What `read` finds in the file, between two commits."""
        async with self.lock:
            return read(self.store)

    async def finish(self) -> None:
        """Write what is still to be written, once more if it must be, and end the thread."""
        if self._task:
            await asyncio.wait((self._task,), timeout=10 * PAUSE)
            self._task.cancel()
        self._thread.shutdown(wait=True)

    async def _work(self) -> None:
        while self._waiting:
            # Callers that are ready to add something do so first.
            await asyncio.sleep(0)
            changes, self._waiting = self._waiting, []
            error = await self._commit(changes)
            if error is None:
                continue
            if len(changes) == 1 or _is_of_the_disk(error):
                again = _sort_out(changes, error)
            else:
                # Something in one of them: it must not hold back the others, and goes to the caller that added it.
                again = [one for change in changes for one in await self._commit_alone(change)]
            if again:
                self._waiting[:0] = again
                await asyncio.sleep(PAUSE)

    async def _commit_alone(self, change: Change) -> list[Change]:
        """Write the change; gives it where it is to be tried again."""
        error = await self._commit([change])
        return _sort_out([change], error) if error else []

    async def _commit(self, changes: list[Change]) -> Exception | None:
        """Write the changes, all of them or none; gives what kept them from it."""
        connection = self.store.connection
        async with self.lock:
            try:
                connection.execute("BEGIN IMMEDIATE")
                results = [change.write(self.store) for change in changes]
                self.store.write_counts()
                committing = asyncio.get_running_loop().run_in_executor(self._thread, connection.commit)
                # Cancelled by `finish`, nobody waits for it any more, and asyncio would print the error of a full disk.
                committing.add_done_callback(retrieve)
                await asyncio.shield(committing)
            except Exception as error:  # noqa: BLE001 - raised for the caller that waits, or tried again
                self._roll_back()
                self._note(changes, error)
                return error
        if self.trouble:
            LOGGER.warning("the outbox can be written again")
        self.trouble, self.trouble_since = None, None
        for change, result in zip(changes, results, strict=True):
            change.done(result)
        return None

    def _note(self, changes: list[Change], error: Exception) -> None:
        """Note that the file cannot be written, unless a request makes no sense: its caller gets the error."""
        if not _is_of_the_disk(error) and (len(changes) > 1 or changes[0].failed):
            return
        if self.trouble is None:
            # Other errors than those of the disk may quote what was to be written.
            reason = error if _is_of_the_disk(error) else type(error).__name__
            LOGGER.error("the outbox cannot be written: %s; it is tried again", reason)
        self.trouble = error
        self.trouble_since = self.trouble_since or time.monotonic()

    def _roll_back(self) -> None:
        try:
            if self.store.connection.in_transaction:
                self.store.connection.rollback()
            self.store.load()
        except sqlite3.Error as error:
            self.trouble = error


def _is_of_the_disk(error: Exception) -> bool:
    return isinstance(error, sqlite3.OperationalError | OSError)


def _sort_out(changes: list[Change], error: Exception) -> list[Change]:
    """Those of the changes that are to be tried again; the callers of the others get the error."""
    for change in changes:
        if change.failed:
            change.failed(error)
    return [change for change in changes if change.failed is None]


def retrieve(future: asyncio.Future[Any]) -> None:
    """Take the future's error, as a caller that was cancelled no longer does."""
    if not future.cancelled():
        future.exception()


def _resolve(future: asyncio.Future[Any], result: Any) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[Any], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
