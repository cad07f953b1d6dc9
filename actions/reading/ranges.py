"""A file of events cut into ranges of whole lines, so that several processes can read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from actions.reading.lines import GZIP_MAGIC, MOST_BYTES_SKIPPED, may_be_document
from actions.reading.parse_event import MOST_BYTES_A_LINE

BYTES_A_RANGE = 1 << 20
BYTES_A_READ = 1 << 20


class NoRangesError(Exception):
    """The file cannot be read from its middle."""


@dataclass(frozen=True, slots=True)
class Range:
    """The lines between two bytes of a file; `number` is that of the first of them, from 1."""

    path: Path
    start: int
    end: int
    number: int


def check_ranges(path: Path | None) -> None:
    """Nothing, if the file is NDJSON; NoRangesError in words if it is anything else, or not there."""
    if path is None:
        raise NoRangesError("standard input comes in one piece; give a file, or leave out --jobs")
    if path.exists() and not path.is_file():
        raise NoRangesError(f"{path} comes in one piece, as pipes do; give a file, or leave out --jobs")
    try:
        with path.open("rb") as file:
            first = file.readline(MOST_BYTES_A_LINE + 1)
    except OSError as error:
        raise NoRangesError(f"{path} cannot be opened: {error.strerror}; see who may read it") from None
    if first.startswith(GZIP_MAGIC):
        raise NoRangesError(f"{path} is gzipped, so one process has to read it; gunzip it, or leave out --jobs")
    if may_be_document(str(path), first):
        raise NoRangesError(f"{path} may be one JSON document; write one event per line (.ndjson), or leave out --jobs")


def cut_ranges(path: Path, size: int = BYTES_A_RANGE) -> Iterator[Range]:
    """The file's ranges in order, each of about `size` bytes and ending with a line."""
    start, number, total = 0, 1, path.stat().st_size
    with path.open("rb") as file:
        while start < total:
            end = _end_of_line(path, min(start + size, total))
            # After a line as long as that, reading ends: who reads it must be the last.
            end = total if end - start > MOST_BYTES_SKIPPED else end
            file.seek(start)
            yield Range(path, start, end, number)
            left = end - start
            while left > 0 and (piece := file.read(min(left, BYTES_A_READ))):
                number += piece.count(b"\n")
                left -= len(piece)
            start = end


def _end_of_line(path: Path, position: int) -> int:
    """Where the line ends that holds the byte before `position`."""
    with path.open("rb") as file:
        file.seek(position - 1)
        while (piece := file.readline(BYTES_A_READ)) and not piece.endswith(b"\n"):
            pass
        return file.tell()
