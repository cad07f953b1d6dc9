"""The outbox: a file in which deliveries wait until they are done, and the one process that works on it."""

import asyncio
import contextlib
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self
from weakref import WeakSet

from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.disk_cursor import DiskCursor
from destinations.delivery.outbox.entry import Arrival, Caps, Mark, Receipt
from destinations.delivery.outbox.file.accept import accept
from destinations.delivery.outbox.file.commit import Change, GroupCommit, retrieve
from destinations.delivery.outbox.file.housekeeping import find_loss, keep_house
from destinations.delivery.outbox.file.owner import OutboxError, Owner
from destinations.delivery.outbox.file.schema import RESTORE, open_file
from destinations.delivery.outbox.file.store import DEFAULT, Store
from destinations.delivery.outbox.forget import Forgotten, forget, suppress
from destinations.delivery.outbox.seen import REMEMBERED, known_keys, remember_keys
from destinations.delivery.outbox.turns import Turns
from destinations.sdk.destination import ActionType

# Between two rounds of house-keeping.
ROUND = 60.0


class NoRoomError(OutboxError):
    """The disk has too little room for more events; nothing was accepted."""


class Outbox:
    """The file at `path`, for the deliveries of one environment, owned by this process while it is entered.

        async with Outbox(path) as outbox:
            await outbox.accept(arrivals)  # on disk when it returns

    OutboxError says on entering why the file cannot be used; OwnedError, one of these, which process has it.
    """

    def __init__(self, path: Path, environment: str = DEFAULT, caps: Caps | None = None) -> None:
        self.path = path
        self.caps = caps or Caps()
        self.environment = environment
        self._owner = Owner(path)
        self._commit: GroupCommit | None = None
        self._cursors: WeakSet[DiskCursor] = WeakSet()
        self._house: asyncio.Task[None] | None = None

    @property
    def commit(self) -> GroupCommit:
        """What writes to the file and reads from it."""
        if self._commit is None:
            raise OutboxError(f"{self.path} is not open; use it inside `async with`")
        return self._commit

    @property
    def store(self) -> Store:
        """What is known of the file."""
        return self.commit.store

    def open(self) -> Store:
        """Own the file and read what it says."""
        self._owner.take()
        try:
            store = Store(open_file(self.path), self.environment, self.caps)
            if damage := _damage(store):
                store.connection.close()
                raise OutboxError(f"{self.path} is damaged: {damage}; {RESTORE}")  # noqa: TRY301 - it is let go of below
        except BaseException:
            self._owner.release()
            raise
        return store

    async def __aenter__(self) -> Self:
        self._commit = GroupCommit(self.open())
        self._house = asyncio.create_task(self._keep_house())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._house:
            self._house.cancel()
        await self.commit.finish()
        self.close(self.store)

    def close(self, store: Store) -> None:
        """Leave the file to others."""
        with contextlib.suppress(sqlite3.Error):
            overwrite_log(store)
        store.connection.close()
        self._owner.release()

    async def accept(
        self,
        arrivals: Sequence[Arrival],
        marks: Sequence[Mark] = (),
        *,
        again: bool = False,
        seen: Collection[str] = (),
        seen_for: float = REMEMBERED,
    ) -> Receipt:
        """Keep what was decided about events; on disk when this returns. NoRoomError where the disk is nearly full.

        The keys in `seen` are remembered for so many seconds, from the same moment on: `known` gives them back.
        """
        self._look_for_room()

        def write(store: Store) -> Receipt:
            if seen:
                remember_keys(store, seen, time.time(), seen_for)
            return accept(store, arrivals, marks, again=again)

        try:
            receipt: Receipt = await self.write(write)
        except OutboxError as error:
            raise NoRoomError(f"{error}; nothing of it was accepted") from error
        return receipt

    def _look_for_room(self) -> None:
        try:
            free = shutil.disk_usage(self.path.parent).free
        except OSError as error:
            raise NoRoomError(f"{self.path} cannot be used any more: {error.strerror}") from error
        if free < self.caps.reserve:
            raise NoRoomError(
                f"{self.path}: the disk has {free >> 20} MiB left, and {self.caps.reserve >> 20} stay free"
            )

    async def write(self, write: Callable[[Store], Any]) -> Any:
        """What `write` gives, once it is on disk; OutboxError where the file cannot be written."""
        try:
            return await self.commit.write(write)
        except sqlite3.Error as error:
            raise OutboxError(f"{self.path} cannot be written: {error}") from error

    async def read(self, read: Callable[[Store], Any]) -> Any:
        """What `read` finds in the file, between two commits; OutboxError where the file cannot be read."""
        try:
            return await self.commit.read(read)
        except sqlite3.Error as error:
            raise OutboxError(f"{self.path} cannot be read: {error}") from error

    async def known(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys that are remembered as `seen`."""
        found: set[str] = await self.read(lambda store: known_keys(store, keys))
        return found

    async def forget(self, people: Sequence[str], *, suppressed: bool = False) -> Forgotten:
        """Take out what is kept of people; where they are `suppressed`, nothing of them is accepted any more.

        What is under way is not tried again, and makes no dead letter.
        """

        def write(store: Store) -> Forgotten:
            if suppressed:
                suppress(store, people)
            return forget(store, people)

        def done(found: Forgotten) -> None:
            found.under_way = {place for cursor in self._cursors for place in cursor.under_way(found.places)}
            self.store.gone |= found.under_way
            self.store.going.clear()
            future.set_result(found)

        future: asyncio.Future[Forgotten] = asyncio.get_running_loop().create_future()
        future.add_done_callback(retrieve)
        self.commit.add(Change(write, done, future.set_exception))
        try:
            found = await asyncio.shield(future)
        except sqlite3.Error as error:
            raise OutboxError(f"{self.path} cannot be written: {error}; nothing was taken out") from error
        try:
            await self.commit.read(overwrite_log)
        except sqlite3.Error as error:
            advice = "make room, and forget the person once more"
            raise OutboxError(
                f"{self.path}: what was kept is taken out, and its bytes cannot be overwritten yet: {error}; {advice}"
            ) from error
        return found

    def cursor(
        self,
        instance: str,
        types: Mapping[str, ActionType],
        settled: Callable[[Sequence[Delivered]], None],
        *,
        by_person: bool = False,
    ) -> DiskCursor:
        """A cursor over what waits for the instance; `settled` hears of deliveries once they are done with on disk.

        With `by_person`, each person's deliveries are given out one after the other.
        """
        turns = Turns() if by_person else None
        if turns:
            turns.load(self.store, instance)
        cursor = DiskCursor(self.commit, instance, types, settled, turns)
        self._cursors.add(cursor)
        return cursor

    async def mark(self, input_name: str) -> Mark | None:
        """How far the input was read."""
        found: Mark | None = await self.read(lambda store: store.mark(input_name))
        return found

    async def unmark(self, inputs: Iterable[str]) -> None:
        """Forget how far these inputs were read."""
        await self.write(lambda store: store.unmark(inputs))

    async def paused(self, instance: str) -> str | None:
        """Why somebody paused the instance; None where nobody did."""
        found: str | None = await self.read(lambda store: store.paused(instance))
        return found

    async def _keep_house(self) -> None:
        while True:
            more = False
            with contextlib.suppress(OutboxError):
                more = await self.write(lambda store: keep_house(store, time.time()))
            await asyncio.sleep(0.1 if more else ROUND)


def overwrite_log(store: Store) -> None:
    """Have all that was committed in the file itself, and nothing of what was before in the log beside it."""
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _damage(store: Store) -> str | None:
    """Read what the file says; gives what is wrong with it."""
    try:
        store.load()
        return find_loss(store)
    except (sqlite3.Error, TypeError, ValueError) as error:
        # Bytes that have changed may stand for values of any type.
        return str(error)
