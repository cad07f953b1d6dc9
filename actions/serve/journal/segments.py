"""The journal's writing end: whatever waits is written at once, and brought to the disk by one call for all of it."""

import asyncio
import errno
import os
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from actions.serve.journal.errors import JournalError, JournalFullError
from actions.serve.journal.frames import (
    HEADER,
    VERSION,
    Position,
    format_of,
    frames,
    good_length,
    segment_path,
    segments_of,
)
from actions.serve.journal.reading import Claim, SegmentReader
from actions.serve.journal.record import Record
from destinations.delivery.outbox.file.owner import OutboxError, OwnedError, Owner
from destinations.system.disk import CLOSE_ON_EXEC, bring_data_to_disk, bring_folder_to_disk

SEGMENT_SIZE = 64 << 20
MOST_WAITING = 64 << 20
RESERVE = 1 << 30
# Looking how full the disk is costs as much as a small write.
BYTES_BETWEEN_LOOKS = 4 << 20
DISK_WAIT, FULL_WAIT = 60.0, 5.0
FILE_MODE = 0o600


class _Waiting(NamedTuple):
    data: bytes
    done: "asyncio.Future[None]"


class SegmentJournal:
    """A folder of segment files, from `open` to `close`; one process at a time may write to it.

    `reserve` is how many bytes are to stay free on the disk, for whoever reads the journal to go on. Used within one
    running event loop.
    """

    def __init__(self, folder: Path, *, reserve: int = RESERVE, segment_size: int = SEGMENT_SIZE) -> None:
        self.folder = folder
        self._reserve = reserve
        self._segment_size = segment_size
        self._owner = Owner(folder / "journal")
        self._file: int | None = None
        self._number = 0
        self._length = 0
        self._since_look = self._look_after = BYTES_BETWEEN_LOOKS
        self._disk_is_full = False
        self.failures_in_a_row = 0
        self.torn_bytes = 0
        self._waiting: list[_Waiting] = []
        self._waiting_bytes = 0
        self._wake = threading.Condition()
        self._is_closing = False
        self._is_rolling = False
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self) -> None:
        """Own the folder, and cut what a crash has left unfinished; JournalError where that cannot be done."""
        try:
            self._owner.take()
        except OwnedError as error:
            who = f"process {error.pid}" if error.pid else "another process"
            raise JournalError(f"{self.folder} is in use by {who}; stop it, or name another folder") from error
        except OutboxError as error:
            why = error.__cause__.strerror if isinstance(error.__cause__, OSError) else error
            raise JournalError(f"{self.folder} cannot be used: {why}; see that it may be written") from error
        try:
            self._cut_torn_tail()
        except OSError as error:
            self._owner.release()
            raise JournalError(f"{error.filename or self.folder} cannot be used: {error.strerror}") from error
        self._thread = threading.Thread(target=self._write_groups, name="journal", daemon=True)
        self._thread.start()

    def _cut_torn_tail(self) -> None:
        number = max(segments_of(self.folder), default=0)
        # Always a new segment: nobody has to know in what state the last one was left.
        self._number = number
        if number:
            path = segment_path(self.folder, number)
            data = path.read_bytes()
            length = good_length(data)
            # What a later release has written is for that one to read.
            if length < len(data) and format_of(data) in (None, VERSION):
                self.torn_bytes = len(data) - length
                os.truncate(path, max(length, 0))

    async def append(self, records: Sequence[Record]) -> None:
        """Return when the records are on disk; JournalFullError if none of them is."""
        data = frames(records)
        self._loop = loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        with self._wake:
            if self._is_closing:
                raise JournalFullError("draining", "the journal is being closed", FULL_WAIT)
            if self._waiting_bytes + len(data) > MOST_WAITING:
                raise JournalFullError("full", "too much waits for the disk", FULL_WAIT)
            self._waiting.append(_Waiting(data, done))
            self._waiting_bytes += len(data)
            self._wake.notify()
        await done

    def read(self, start: Position, most: int = 1000) -> Claim:
        return SegmentReader(self.folder).read(start, most)

    @property
    def is_disk_full(self) -> bool:
        """Whether less than the reserve was free when that was last looked at."""
        return self._disk_is_full

    def look_at_disk(self) -> None:
        """See whether the disk has room again; `append` looks by itself, while anything is appended."""
        room = shutil.disk_usage(self.folder).free - self._reserve
        self._disk_is_full = room < 0
        # Others write to the disk, too.
        self._look_after = min(BYTES_BETWEEN_LOOKS, room // 2)
        self._since_look = 0

    def roll(self) -> None:
        """Let what is appended next begin a new segment, so that this one may be deleted."""
        self._is_rolling = True

    async def close(self) -> None:
        """Write what waits, then let others own the folder."""
        with self._wake:
            self._is_closing = True
            self._wake.notify()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)
            self._thread = None
        self._close_segment()
        self._owner.release()

    def _write_groups(self) -> None:
        while group := self._next_group():
            problem = self._write([one.data for one in group])
            if self._loop is not None:
                self._loop.call_soon_threadsafe(_answer, [one.done for one in group], problem)

    def _next_group(self) -> list[_Waiting]:
        """All that waits; nothing when the journal is closed."""
        with self._wake:
            while not self._waiting and not self._is_closing:
                self._wake.wait()
            group, self._waiting = self._waiting, []
            self._waiting_bytes = 0
            return group

    def _write(self, parts: Sequence[bytes]) -> JournalFullError | None:
        """Bring a group to the disk; what to answer where that failed."""
        data = b"".join(parts)
        try:
            self._since_look += len(data)
            if self._since_look >= self._look_after or self._disk_is_full:
                self.look_at_disk()
            if self._disk_is_full:
                return JournalFullError("disk", "less room is left on the disk than is to stay free", DISK_WAIT)
            file = self._segment(len(data))
            _write_all(file, data)
            bring_data_to_disk(file)
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear of it
            self.failures_in_a_row += 1
            self._give_up_segment()
            number = error.errno if isinstance(error, OSError) else None
            why = error.strerror if isinstance(error, OSError) else type(error).__name__
            code = "disk" if number in (errno.ENOSPC, errno.EDQUOT) else "full"
            return JournalFullError(code, f"the journal cannot be written: {why}", DISK_WAIT)
        self._length += len(data)
        self.failures_in_a_row = 0
        return None

    def _segment(self, length: int) -> int:
        """The file to append to: a new one where the last is full."""
        if self._is_rolling or self._length + length > self._segment_size:
            self._is_rolling = False
            self._close_segment()
        if self._file is None:
            path = segment_path(self.folder, self._number + 1)
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | CLOSE_ON_EXEC, FILE_MODE)
            try:
                _write_all(file, HEADER)
                bring_folder_to_disk(self.folder)
            except OSError:
                # On a full disk: nobody is to find a segment without its header.
                os.close(file)
                path.unlink()
                raise
            self._file, self._number, self._length = file, self._number + 1, len(HEADER)
        return self._file

    def _give_up_segment(self) -> None:
        """Take a group back that was not written whole, and go on in a new segment.

        A reader may have read some of it already. Its senders come again, and their events are known by then.
        """
        if self._file is not None:
            try:
                os.ftruncate(self._file, self._length)
            except OSError:
                self.failures_in_a_row += 1
            self._close_segment()

    def _close_segment(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _write_all(file: int, data: bytes) -> None:
    written = os.write(file, data)
    while written < len(data):
        written += os.write(file, data[written:])


def _answer(waiting: "Sequence[asyncio.Future[None]]", problem: JournalFullError | None) -> None:
    for done in waiting:
        if done.done():
            continue  # Its client has gone.
        if problem is None:
            done.set_result(None)
        else:
            done.set_exception(JournalFullError(problem.code, str(problem), problem.wait))
