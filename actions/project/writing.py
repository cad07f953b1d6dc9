"""Writes files that belong together: all of them or none."""

import errno
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from actions.project.files import real

EVERYBODY, OWNER = 0o666, 0o600
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
Content = bytes | Iterable[bytes]


def write_files(files: Mapping[Path, Content], rights: int = EVERYBODY) -> None:
    """Put each content into its file, all of them or nothing; folders that are missing are made.

    A link stays one, and a file that is there keeps its rights; a new one gets `rights`, without what the umask takes.
    A pipe or a device is written to as it is. Raises OSError, whose `filename` is the path as it was given.
    """
    made: list[Path] = []
    aside: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in files.items():
            whole = real(path)
            if whole.is_file() or not whole.exists():
                _make_folders(whole.parent, made)
                aside[whole] = whole.with_name(f".{whole.name}.new")
                _write_new(aside[whole], content, rights, whole)
            else:
                with whole.open("wb") as file:  # A folder says by itself that it is none.
                    file.writelines(_pieces(content))
        for path in list(aside):
            aside[path].replace(path)
            del aside[path]
    except BaseException as error:
        with suppress(OSError):
            for one in aside.values():
                one.unlink(missing_ok=True)
            for one in reversed(made):
                one.rmdir()  # One that holds something by now stays.
        if isinstance(error, OSError):
            error.filename = str(path)
        raise


def write_file(path: Path, text: str) -> None:
    """Put `text` into the file, all of it or nothing; the line ends are those of the text. Raises OSError."""
    write_files({path: text.encode("utf-8")})


def _make_folders(folder: Path, made: list[Path]) -> None:
    """Make the folder and those above it that are missing; each that was made is added to the list."""
    if folder.is_dir():
        return
    if folder.exists():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if folder.parent != folder:
        _make_folders(folder.parent, made)
    folder.mkdir()
    made.append(folder)


def _pieces(content: Content) -> Iterable[bytes]:
    return [content] if isinstance(content, bytes) else content


def _write_new(path: Path, content: Content, rights: int, before: Path) -> None:
    """Write a new file, with the rights of the one that was there before it, if any; one for reading alone stays."""
    if before.exists() and not os.access(before, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    path.unlink(missing_ok=True)  # Left by somebody who was killed.
    with os.fdopen(os.open(path, NEW, rights), "wb") as file:
        file.writelines(_pieces(content))
    if before.exists():
        path.chmod(before.stat().st_mode)
