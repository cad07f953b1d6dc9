"""Files by pyarrow and fsspec: each appears whole under its name, or not at all."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem
from pyarrow import parquet
from pydantic import SecretStr

from destinations.sdk import Outcome, Retry, Sent, Write, to_json

if TYPE_CHECKING:
    from destinations.files import FilesSettings

Rows = Sequence[Mapping[str, Any]]

# Where what is put is seen once it is whole; elsewhere it is written aside and renamed.
BUCKETS = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oss", "oci", "tos"})
# What waiting does not mend: no right to write, no such bucket, a file where a folder should be.
OF_THE_SET_UP = (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError)
AMOUNTS = frozenset({"revenue", "value", "total", "subtotal", "tax", "shipping", "discount"})
PLACES = 9
AMOUNT, MOMENT = pa.decimal128(38, PLACES), pa.timestamp("us", "UTC")


class FilesWriter:
    """A folder, here or elsewhere."""

    def __init__(self, settings: "FilesSettings") -> None:
        self._settings = settings
        options = {
            name: value.get_secret_value() if isinstance(value, SecretStr) else value
            for name, value in settings.options.items()
        }
        try:
            self._system, self._root = url_to_fs(settings.folder, **options)
        except (ImportError, ValueError) as error:
            # fsspec names the package, or the protocol that no package of its knows.
            raise ModuleNotFoundError(f"{settings.folder} cannot be opened: {error}") from error

    async def write(self, write: Write) -> Sequence[Outcome]:
        """Sent for all rows once their file is there."""
        try:
            await asyncio.to_thread(self._write, write)
        except OF_THE_SET_UP as error:
            return [Retry(f"files: {error}", counts=False, pause=True)] * len(write.rows)
        return [Sent()] * len(write.rows)

    def _write(self, write: Write) -> None:
        kind = self._settings.compression
        content = to_parquet(write.rows, kind) if self._settings.format == "parquet" else to_lines(write.rows, kind)
        if isinstance(self._system, LocalFileSystem):
            put_here(Path(self._root, write.target), content)
        else:
            put_elsewhere(self._system, f"{self._root}/{write.target}", content)


def put_here(path: Path, content: bytes) -> None:
    """Write the file aside, see it on the disk, then give it its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.part")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def put_elsewhere(system: AbstractFileSystem, path: str, content: bytes) -> None:
    """Put the file into a bucket, or write it aside and rename it."""
    protocols = {system.protocol} if isinstance(system.protocol, str) else set(system.protocol)
    if protocols & BUCKETS:
        system.pipe_file(path, content)
        return
    folder, _, name = path.rpartition("/")
    system.makedirs(folder, exist_ok=True)
    system.pipe_file(f"{folder}/.{name}.part", content)
    system.mv(f"{folder}/.{name}.part", path)


def to_lines(rows: Rows, compression: str) -> bytes:
    r"""The rows as JSON, each in a line.

    >>> to_lines([{"id": "a", "revenue": Decimal("19.990")}, {"id": "b"}], "none")
    b'{"id":"a","revenue":19.990}\n{"id":"b"}\n'
    """
    lines = b"".join(to_json(row) + b"\n" for row in rows)
    return lines if compression == "none" else bytes(pa.Codec(compression).compress(lines, asbytes=True))


def to_parquet(rows: Rows, compression: str) -> bytes:
    """The rows as a Parquet file, a column for each name that a row has."""
    names = dict.fromkeys(name for row in rows for name in row)
    table = pa.table({name: to_column(name, [row.get(name) for row in rows]) for name in names})
    file = BytesIO()
    parquet.write_table(table, file, compression=compression)
    return file.getvalue()


def to_column(name: str, values: Sequence[Any]) -> pa.Array:
    """The values with the type that the column of this name always has; of other names, one that fits them all.

    >>> to_column("revenue", [Decimal("19.99"), None])[0], to_column("vip", [True, None]).type
    (<pyarrow.Decimal128Scalar: Decimal('19.990000000')>, DataType(bool))
    >>> to_column("plan", ["pro", 3, {"a": 1}]).to_pylist()
    ['pro', '3', '{"a":1}']
    """
    if name == "timestamp":
        return pa.array([datetime.fromisoformat(value) for value in values], MOMENT)
    if name in AMOUNTS:
        return pa.array([None if value is None else round(Decimal(value), PLACES) for value in values], AMOUNT)
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds and kinds <= {int, float, Decimal}:
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    return pa.array([_as_text(value) for value in values], pa.string())


def _as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else to_json(value).decode()
