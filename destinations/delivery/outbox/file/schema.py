"""The file: its tables, its version, and how it is opened."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from destinations.delivery.outbox.file.owner import FILE_MODE, OutboxError
from destinations.system.disk import CLOSE_ON_EXEC

# "acob": what kind of SQLite file this is.
APPLICATION = 0x61636F62
# `place` is the lane's number << 40 | the delivery's: what one lane waits for lies together on disk.
TABLES = """
CREATE TABLE facts(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE lanes(
    lane INTEGER PRIMARY KEY, environment TEXT NOT NULL, instance TEXT NOT NULL, paused TEXT,
    accepted INTEGER NOT NULL DEFAULT 0, sent INTEGER NOT NULL DEFAULT 0, dropped INTEGER NOT NULL DEFAULT 0,
    UNIQUE(environment, instance));
CREATE TABLE kinds(
    kind INTEGER PRIMARY KEY, lane INTEGER NOT NULL, action TEXT NOT NULL, type TEXT NOT NULL, mapping TEXT NOT NULL,
    UNIQUE(lane, action, type, mapping));
CREATE TABLE ids(number INTEGER PRIMARY KEY, id NOT NULL UNIQUE, at INTEGER NOT NULL);
CREATE TABLE events(event INTEGER PRIMARY KEY, name TEXT, message_id TEXT, body BLOB NOT NULL);
CREATE TABLE waiting(
    place INTEGER PRIMARY KEY, kind INTEGER NOT NULL, id NOT NULL, event INTEGER NOT NULL, user BLOB, anonymous BLOB,
    accepted REAL NOT NULL, ready_at REAL NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, first_at REAL, status INTEGER, checksum INTEGER NOT NULL,
    payload BLOB NOT NULL, about BLOB NOT NULL);
CREATE INDEX waiting_event ON waiting(event);
CREATE INDEX waiting_later ON waiting(place >> 40, ready_at) WHERE ready_at > 0;
CREATE TABLE letters(
    letter INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, environment TEXT NOT NULL, instance TEXT, action TEXT,
    type TEXT, mapping TEXT, cause TEXT NOT NULL, reason TEXT NOT NULL, is_delivery INTEGER NOT NULL, id,
    name TEXT, message_id TEXT, user BLOB, anonymous BLOB, first_at REAL, at REAL NOT NULL,
    tries INTEGER NOT NULL, attempts INTEGER NOT NULL, status INTEGER, event BLOB NOT NULL, payload BLOB, about BLOB);
CREATE INDEX letters_at ON letters(at);
CREATE TABLE inputs(
    environment TEXT NOT NULL, input TEXT NOT NULL, start TEXT NOT NULL, line INTEGER NOT NULL, at REAL NOT NULL,
    PRIMARY KEY(environment, input)) WITHOUT ROWID;
INSERT INTO facts VALUES ('key', randomblob(32));
"""
# What was never tried is in bundles, and rows of `waiting` are those that were. `done` has the members of a bundle that
# are done with while others are not.
BUNDLES = """
CREATE TABLE blocks(block INTEGER PRIMARY KEY, head BLOB NOT NULL, body BLOB NOT NULL);
CREATE TABLE bundles(
    place INTEGER PRIMARY KEY, count INTEGER NOT NULL, block INTEGER NOT NULL, accepted REAL NOT NULL,
    bytes INTEGER NOT NULL, head BLOB NOT NULL, body BLOB NOT NULL);
CREATE INDEX bundles_block ON bundles(block);
CREATE TABLE done(place INTEGER PRIMARY KEY, count INTEGER NOT NULL, bytes INTEGER NOT NULL);
UPDATE waiting SET ready_at = 1 WHERE ready_at = 0;
"""
# Checksums of what had none; the size of dead letters, by which they are limited; people of whom nothing is accepted.
CHECKED = """
ALTER TABLE events ADD COLUMN checksum INTEGER;
ALTER TABLE waiting ADD COLUMN seal INTEGER;
ALTER TABLE letters ADD COLUMN checksum INTEGER;
ALTER TABLE letters ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
UPDATE letters SET size = length(event) + coalesce(length(payload), 0) + coalesce(length(about), 0);
DROP INDEX letters_at;
CREATE INDEX letters_at ON letters(at, size);
CREATE TABLE suppressed(
    environment TEXT NOT NULL, person BLOB NOT NULL, at REAL NOT NULL, PRIMARY KEY(environment, person)) WITHOUT ROWID;
"""
# Why deliveries to an instance had to be tried again lately; and the checksum of what is done with.
TROUBLE = "ALTER TABLE lanes ADD COLUMN trouble TEXT; ALTER TABLE done ADD COLUMN seal INTEGER;"
# Events that were seen, in three generations: see outbox/seen.py.
SEEN = "".join(f"CREATE TABLE seen{number}(key INTEGER PRIMARY KEY);" for number in range(3))
# What brings a file of version n to n + 1; a new file is one of version 0.
STEPS = (TABLES, BUNDLES, CHECKED, TROUBLE, SEEN)
VERSION = len(STEPS)
RESTORE = "restore a backup of it with `actions outbox restore`"


def open_file(path: Path) -> sqlite3.Connection:
    """The one connection to the file, made where there is none; OutboxError for one that cannot be used.

    Whoever opens it must own it. More than one connection to a file in WAL mode can damage it in SQLite before 3.51.3.
    """
    try:
        # SQLite gives the files that it makes beside this one the same mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | CLOSE_ON_EXEC, FILE_MODE))
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
        # A byte that has changed on disk must not keep the rest from being read.
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise OutboxError(f"{path} cannot be opened: {why}") from error
    try:
        _check_version(connection, path)
        _set_up(connection)
        _check_tables(connection, path)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        connection.close()
        raise OutboxError(f"{path} cannot be used: {error}; {_advice(error, path)}") from error
    except OutboxError:
        connection.close()
        raise
    return connection


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    application, version = _number(connection, "application_id"), _number(connection, "user_version")
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if tables and application != APPLICATION:
        raise OutboxError(f"{path} is not an outbox, but another SQLite file; name another one")
    if version > VERSION:
        raise OutboxError(f"{path} has format {version}, and this version reads up to {VERSION}: install a newer one")


def _set_up(connection: sqlite3.Connection) -> None:
    # Exclusive: no other connection can come in, and no file of shared memory is needed.
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    if not _number(connection, "user_version"):
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        # Rows are some hundred bytes: larger pages take less work than the usual ones.
        connection.execute("PRAGMA page_size=8192")
    connection.execute("PRAGMA journal_mode=WAL")
    # A commit is on the disk when it returns.
    connection.execute("PRAGMA synchronous=FULL")
    # On macOS: not in the drive's own cache either. Elsewhere these change nothing.
    connection.execute("PRAGMA fullfsync=ON")
    connection.execute("PRAGMA checkpoint_fullfsync=ON")
    connection.execute("PRAGMA cache_size=-64000")
    connection.execute("PRAGMA wal_autocheckpoint=10000")
    connection.execute("PRAGMA journal_size_limit=67108864")
    # What is deleted is overwritten: people's data does not stay in pages that nobody uses.
    connection.execute("PRAGMA secure_delete=ON")
    for version in range(_number(connection, "user_version"), VERSION):
        connection.executescript(
            f"BEGIN IMMEDIATE; {STEPS[version]} PRAGMA application_id={APPLICATION};"
            f"PRAGMA user_version={version + 1}; COMMIT;"
        )


def _check_tables(connection: sqlite3.Connection, path: Path) -> None:
    """OutboxError where the tables are not those of the format: a byte has changed in what says what they are."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        for step in STEPS:
            fresh.executescript(step)
        query = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
        if connection.execute(query).fetchall() != fresh.execute(query).fetchall():
            raise OutboxError(f"{path} is damaged: its tables are not those of format {VERSION}; {RESTORE}")


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


def _advice(error: Exception, path: Path) -> str:
    if "locked" in str(error):
        return "another process has it open, by another path perhaps: wait for its end"
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return f"restore it with `actions outbox restore`, or move it away and {path.name} is made anew"
    return "see that its folder may be written and the disk has room"
