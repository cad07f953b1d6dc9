"""Bringing what was written to the disk itself, so that it is there after the power has failed."""

import os
import sys
from pathlib import Path

if sys.platform == "darwin":
    import fcntl

# Processes that we start are not to have our files. Windows gives them none anyway.
CLOSE_ON_EXEC = getattr(os, "O_CLOEXEC", 0)


def bring_to_disk(descriptor: int) -> None:
    """Return when what was written to the file is on the disk."""
    if sys.platform == "darwin" and _is_full_sync(descriptor):
        return
    os.fsync(descriptor)


def bring_data_to_disk(descriptor: int) -> None:
    """Return when what was written to the file is on the disk; its times need not be."""
    if sys.platform != "darwin" and hasattr(os, "fdatasync"):
        os.fdatasync(descriptor)
    else:
        bring_to_disk(descriptor)


def bring_folder_to_disk(folder: Path) -> None:
    """Return when the names in the folder are on the disk. Windows sees to it by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        bring_to_disk(descriptor)
    finally:
        os.close(descriptor)


def _is_full_sync(descriptor: int) -> bool:
    """Whether macOS has emptied the drive's own cache, which its fsync leaves as it is; not all drives know that."""
    if sys.platform == "darwin":
        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError:
            return False
        return True
    return False
