"""The lock of the outbox file: one process owns it, and the error for a second one names the first."""

import os
import sys
from pathlib import Path
from typing import Self

from destinations.system.disk import CLOSE_ON_EXEC
from destinations.system.locks import NO_LOCKS, lock

FILE_MODE, FOLDER_MODE = 0o600, 0o700


class OutboxError(RuntimeError):
    """An outbox that cannot be used: why, and what to do."""


class OwnedError(OutboxError):
    """Another process has the outbox; `pid` is its number, where it is known."""

    def __init__(self, path: Path, pid: int | None) -> None:
        who = f"process {pid}" if pid else "another process"
        super().__init__(f"{path} is in use by {who}; wait for its end, or name another file with --outbox")
        self.path = path
        self.pid = pid

    def __reduce__(self) -> tuple[type[Self], tuple[Path, int | None]]:
        return type(self), (self.path, self.pid)


class Owner:
    """The claim of this process on a file, from `take` until `release` or its end, however it ends.

    Beside the file there is one for the lock, and with the number of the process. It is never removed: somebody could
    be waiting for it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = path.with_name(path.name + ".owner")
        self._descriptor: int | None = None

    def take(self) -> None:
        """Own the file; OwnedError where another process does, OutboxError where nothing can be written beside it."""
        if sys.platform == "win32":
            raise OutboxError(f"{self._path} cannot be used: {NO_LOCKS}")
        try:
            make_folder(self._path.parent)
            descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT | CLOSE_ON_EXEC, FILE_MODE)
        except OSError as error:
            advice = "see that its folder may be written, or name another file"
            raise OutboxError(f"{self._path} cannot be used: {error.strerror}; {advice}") from error
        try:
            lock(descriptor, wait=False)
        except OSError as error:
            text = os.pread(descriptor, 20, 0).strip()
            os.close(descriptor)
            raise OwnedError(self._path, int(text) if text.isdigit() else None) from error
        try:
            # Of one length, so that nothing is left of a longer number, and on a full disk the old room is used.
            os.pwrite(descriptor, f"{os.getpid():<19}\n".encode(), 0)
        except OSError as error:
            os.close(descriptor)
            raise OutboxError(f"{self._lock} cannot be written: {error.strerror}; make room") from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Let others own the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def make_folder(folder: Path) -> None:
    """See to it that the folder is there; where it is made, for its owner alone."""
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
