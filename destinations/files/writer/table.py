"""What the columns of a table are, so that they are the same in all of its files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem
from pyarrow import parquet

from destinations.files.writer.placing import opened_folder, put
from destinations.files.writer.sheet import Rows, Sheet, Types, lay_out
from destinations.system.locks import lock

# The name that Parquet's own tools give to a table's schema, and that readers of a folder leave out.
SCHEMA = "_common_metadata"
MOST_LOOKED_AT = 16


def agreed(system: AbstractFileSystem, folder: str, rows: Rows, own: frozenset[str]) -> Sheet:
    """The rows in columns of the types that the table has; its new columns are written down first."""
    try:
        known = read_types(system, folder)
    except PermissionError:
        # We may write here, but not read: the types are those of these rows.
        return lay_out(rows, own, {})
    sheet = lay_out(rows, own, known or {})
    if known is not None and not sheet.new:
        return sheet
    with locked(system, folder):
        # Somebody else may have been quicker.
        known = read_types(system, folder) or types_of_files(system, folder)
        sheet = lay_out(rows, own, known)
        put(system, f"{folder}/{SCHEMA}", to_schema({**known, **sheet.new}))
    return sheet


def read_types(system: AbstractFileSystem, folder: str) -> Types | None:
    """The types of the table's columns; None where nobody has written them down."""
    try:
        content = system.cat_file(f"{folder}/{SCHEMA}")
    except FileNotFoundError:
        return None
    return types_in(content, f"{folder}/{SCHEMA}")


def types_in(source: Any, name: str) -> dict[str, pa.DataType]:
    """The types in a Parquet file or in its bytes."""
    try:
        schema = parquet.read_schema(BytesIO(source) if isinstance(source, bytes) else source)
    except pa.ArrowException as error:
        raise IsADirectoryError(f"{name} holds no schema of Parquet; delete it ({error})") from error
    return {one.name: one.type for one in schema}


def types_of_files(system: AbstractFileSystem, folder: str) -> dict[str, pa.DataType]:
    """The types in the files of the newest day, for a table that was begun before its schema was written down."""
    found: dict[str, pa.DataType] = {}
    with suppress(FileNotFoundError):
        for day in sorted(system.ls(folder, detail=False), reverse=True):
            names = [one for one in system.ls(day, detail=False) if one.endswith(".parquet")] if "/dt=" in day else []
            for name in sorted(names)[:MOST_LOOKED_AT]:
                with system.open(name, "rb") as file:
                    found = {**types_in(file, name), **found}
            if found:
                break
    return found


def to_schema(types: Mapping[str, pa.DataType]) -> bytes:
    """The bytes of a Parquet file with these columns and no rows."""
    file = BytesIO()
    parquet.write_metadata(pa.schema(list(types.items())), file)
    return file.getvalue()


@contextmanager
def locked(system: AbstractFileSystem, folder: str) -> Iterator[None]:
    """While no other process of this machine is here; for a folder elsewhere there is no such thing."""
    if not isinstance(system, LocalFileSystem):
        yield
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    with opened_folder(Path(folder)) as descriptor:
        # Some network drives know no locks: two that write there at once are as on a bucket.
        with suppress(OSError):
            lock(descriptor, wait=True)
        yield
