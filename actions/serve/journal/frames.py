"""How records stand in a segment file: a header, then one frame after the other.

A frame is a mark, the length of its payload, and a checksum of both; then the payload. The mark begins with a byte that
no UTF-8 text has, so that after a damaged frame the next good one can be found.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from struct import Struct
from typing import NamedTuple
from zlib import crc32

from actions.serve.journal.errors import JournalError
from actions.serve.journal.record import Record, encode

MAGIC, VERSION = b"ACTJRN", 1
HEADER = MAGIC + VERSION.to_bytes(2, "little")
MARK = b"\xf5REC"
FRAME = Struct("<4sII")
LENGTH = Struct("<I")
# A record holds one event, and a request is smaller than this; a longer one is a damaged length.
MOST_PAYLOAD = 1 << 28
NAME = re.compile(r"(\d{8})\.seg")
# What is put over a record that was erased; no payload of a record begins with it.
ERASED = b"\x00"


class Position(NamedTuple):
    """A place in the journal: the number of a segment and an offset in it. Zero is before the first record."""

    segment: int = 0
    offset: int = 0


def frame(payload: bytes) -> bytes:
    """The payload as it stands in a segment."""
    length = len(payload)
    return FRAME.pack(MARK, length, crc32(payload, crc32(LENGTH.pack(length)))) + payload


def format_of(header: bytes) -> int | None:
    r"""The format of the segment that begins so; None where that is none of ours.

    >>> format_of(HEADER), format_of(b"ACTJRN\x02\x00"), format_of(b"")
    (1, 2, None)
    """
    is_ours = len(header) >= len(HEADER) and header.startswith(MAGIC)
    return int.from_bytes(header[len(MAGIC) : len(HEADER)], "little") if is_ours else None


def check_format(header: bytes, path: Path) -> None:
    """JournalError where the segment is of another format, which a later release may have written."""
    if format_of(header) not in (None, VERSION):
        message = f"{path} has the format {format_of(header)}; this release reads {VERSION}: install a later one"
        raise JournalError(message)


def erased(length: int) -> bytes:
    """A frame of that length, its head included, that readers pass over."""
    return frame(ERASED * (length - FRAME.size))


def frames(records: Iterable[Record]) -> bytes:
    """The records as they stand in a segment."""
    return b"".join([frame(encode(one)) for one in records])


def payload_at(data: bytes, offset: int) -> bytes | None:
    """The payload of the frame that begins at `offset`, or None where no whole and undamaged frame does."""
    if offset + FRAME.size > len(data):
        return None
    mark, length, checksum = FRAME.unpack_from(data, offset)
    start = offset + FRAME.size
    if mark != MARK or length > MOST_PAYLOAD or start + length > len(data):
        return None
    payload = data[start : start + length]
    return payload if crc32(payload, crc32(LENGTH.pack(length))) == checksum else None


def next_frame(data: bytes, offset: int) -> int | None:
    """The offset of the first undamaged frame behind `offset`, or None where there is none."""
    while (offset := data.find(MARK, offset + 1)) >= 0:
        if payload_at(data, offset) is not None:
            return offset
    return None


def gaps(data: bytes) -> Iterator[tuple[int, int]]:
    """Where a segment cannot be read: begin and end of each stretch between its header and its end."""
    offset = len(HEADER)
    while offset < len(data):
        payload = payload_at(data, offset)
        if payload is not None:
            offset += FRAME.size + len(payload)
            continue
        end = next_frame(data, offset)
        yield offset, len(data) if end is None else end
        offset = len(data) if end is None else end


def good_length(data: bytes) -> int:
    """How much of a segment is to be kept: all but what stands behind its last undamaged frame.

    >>> whole = HEADER + frame(b"one")
    >>> good_length(whole + frame(b"two")[:-1]) == len(whole)
    True
    """
    return next((start for start, end in gaps(data) if end == len(data)), len(data))


def segment_path(folder: Path, number: int) -> Path:
    return folder / f"{number:08}.seg"


def segments_of(folder: Path) -> Iterator[int]:
    """The numbers of the segments in a folder, from the oldest to the newest."""
    try:
        # Looked at twenty times a second: a name is all that is wanted of a file, and a `Path` of each costs more.
        names = os.listdir(folder)  # noqa: PTH208
    except FileNotFoundError:
        return
    yield from sorted(int(found[1]) for name in names if (found := NAME.fullmatch(name)))
