"""Backup and restore: a copy made while the file is in use, and put in its place."""

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from destinations.delivery.outbox.file.owner import FILE_MODE, OutboxError, Owner
from destinations.delivery.outbox.file.schema import open_file

BESIDE = ("-wal", "-journal")


def copy_to(connection: sqlite3.Connection, path: Path) -> None:
    """Write a whole copy of the open file to `path`; OutboxError where a file is there already."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))
    except OSError as error:
        raise OutboxError(f"{path} cannot be written: {error.strerror}") from error
    try:
        with closing(sqlite3.connect(path)) as copy:
            connection.backup(copy)
    except sqlite3.Error:
        path.unlink()
        raise


def find_damage(connection: sqlite3.Connection) -> list[str]:
    """What is wrong with the file; nothing if it is sound."""
    problems = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    return [] if problems == ["ok"] else problems


def put_back(backup: Path, path: Path) -> Path | None:
    """Put a sound copy in the place of the file; gives where the file that was there is now."""
    if not backup.is_file():
        raise OutboxError(f"there is no file {backup}")
    owner = Owner(path)
    owner.take()
    try:
        fresh = path.with_name(f"{path.name}.restored")
        fresh.unlink(missing_ok=True)
        with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as source:
            copy_to(source, fresh)
        with closing(open_file(fresh)) as opened:
            damage = find_damage(opened)
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if damage:
            fresh.unlink()
            raise OutboxError(f"{backup} is damaged: {damage[0]}")
        aside = _put_aside(path)
        fresh.replace(path)
    finally:
        owner.release()
    return aside


def _put_aside(path: Path) -> Path | None:
    """Rename the file and what belongs to it; gives its new name."""
    if not path.exists():
        return None
    with suppress(OutboxError, sqlite3.Error), closing(open_file(path)) as before:
        # All of it in one file: whoever is killed between two renames would part the two otherwise.
        before.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    aside = path.with_name(f"{path.name}.before-{time.time_ns()}")
    for end in ("", *BESIDE):
        part = path.with_name(path.name + end)
        if part.exists():
            part.replace(aside.with_name(aside.name + end))
    return aside
