"""Locks on open files and folders; a lock ends with the process that has it, however that ends."""

import errno
import sys

if sys.platform != "win32":
    import fcntl

# What to say where there are none.
NO_LOCKS = "this needs Linux, macOS or WSL: Windows has no such locks"


def lock(descriptor: int, *, wait: bool) -> None:
    """Have the lock of what is open there; OSError where another process has it and `wait` is off.

    It is an OSError, too, where there are no such locks: on Windows, and on some network drives.
    """
    if sys.platform == "win32":
        raise OSError(errno.ENOTSUP, NO_LOCKS)
    fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


def unlock(descriptor: int) -> None:
    """Let another process have the lock, before what is open there is closed."""
    if sys.platform != "win32":
        fcntl.flock(descriptor, fcntl.LOCK_UN)
