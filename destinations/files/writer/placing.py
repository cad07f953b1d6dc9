"""Puts a file in its place atomically: whole under its name, or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem

from destinations.system.disk import bring_folder_to_disk, bring_to_disk

# Where what is put is seen once it is whole; elsewhere it is written aside and renamed.
BUCKETS = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oss", "oci", "tos"})


def put(system: AbstractFileSystem, path: str, content: bytes) -> None:
    """Put the file there, in the place of one that is there already."""
    if isinstance(system, LocalFileSystem):
        put_here(Path(path), content)
    else:
        put_elsewhere(system, path, content)


def put_here(path: Path, content: bytes) -> None:
    """Write the file aside, see it on the disk, then give it its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(aside_of(path.name))
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            bring_to_disk(file.fileno())
        aside.replace(path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise
    bring_folder_to_disk(path.parent)


def put_elsewhere(system: AbstractFileSystem, path: str, content: bytes) -> None:
    """Put the file into a bucket, or write it aside and rename it."""
    protocols = {system.protocol} if isinstance(system.protocol, str) else set(system.protocol)
    if protocols & BUCKETS:
        system.pipe_file(path, content)
        return
    folder, _, name = path.rpartition("/")
    system.makedirs(folder, exist_ok=True)
    aside = f"{folder}/{aside_of(name)}"
    try:
        system.pipe_file(aside, content)
        system.mv(aside, path)
    except BaseException:
        with suppress(Exception):  # the first error is the one to report
            system.rm_file(aside)
        raise


def aside_of(name: str) -> str:
    """A hidden name that no other process writes to, be it on this machine or on another."""
    return f".{name}.{secrets.token_hex(8)}.part"


@contextmanager
def opened_folder(folder: Path) -> Iterator[int]:
    """The folder's own descriptor, as what a lock is about."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
