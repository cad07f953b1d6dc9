"""Files by pyarrow and fsspec: each appears whole under its name, or not at all."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
from fsspec.core import url_to_fs
from pydantic import SecretStr

from destinations.files.writer.placing import put
from destinations.files.writer.sheet import Rows
from destinations.files.writer.table import agreed
from destinations.sdk import Outcome, Rejected, Retry, Sent, Write, to_json

if TYPE_CHECKING:
    from destinations.files import FilesSettings

# What waiting does not mend: no right to write, no such bucket, a file where a folder should be.
OF_THE_SET_UP = (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError)


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
        """Sent for the rows of the file once it is there."""
        try:
            refused = await asyncio.to_thread(self._write, write)
        except OF_THE_SET_UP as error:
            return [Retry(f"files: {error}", counts=False, pause=True)] * len(write.rows)
        return [
            Rejected(f"files: {refused[number]}") if number in refused else Sent() for number in range(len(write.rows))
        ]

    def _write(self, write: Write) -> Mapping[int, str]:
        """Why rows, by their number, are not in the file."""
        kind = self._settings.compression
        path = f"{self._root}/{write.target}"
        if self._settings.format == "jsonl":
            put(self._system, path, to_lines(write.rows, kind))
            return {}
        table, _, _ = write.target.partition("/")
        sheet = agreed(self._system, f"{self._root}/{table}", write.rows, write.own)
        if len(sheet.refused) < len(write.rows):
            put(self._system, path, sheet.to_parquet(kind))
        return sheet.refused


def to_lines(rows: Rows, compression: str) -> bytes:
    r"""The rows as JSON, each in a line.

    >>> from decimal import Decimal
    >>> to_lines([{"id": "a", "revenue": Decimal("19.990")}, {"id": "b"}], "none")
    b'{"id":"a","revenue":19.990}\n{"id":"b"}\n'
    """
    lines = b"".join(to_json(row) + b"\n" for row in rows)
    return lines if compression == "none" else bytes(pa.Codec(compression).compress(lines, asbytes=True))
