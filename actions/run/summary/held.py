"""Rows that are printed last, where a run prints its failures first."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, cast

# There may be many more of them than memory is for.
MOST_IN_MEMORY = 8 << 20
WIDTH = 8


class HeldRows:
    """Keeps rows as they are to be printed, and gives them back in their order, once."""

    def __init__(self) -> None:
        self._file = cast("IO[bytes]", SpooledTemporaryFile(MOST_IN_MEMORY))  # noqa: SIM115 - closed when read

    def hold(self, written: bytes) -> None:
        self._file.write(len(written).to_bytes(WIDTH, "big") + written)

    def __iter__(self) -> Iterator[bytes]:
        with self._file as file:
            file.seek(0)
            while head := file.read(WIDTH):
                yield file.read(int.from_bytes(head, "big"))
