"""What leaves the journal: whole segments that are old, and single records of people who want to be forgotten."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from actions.serve.journal.frames import (
    ERASED,
    FRAME,
    HEADER,
    Position,
    check_format,
    erased,
    frame,
    next_frame,
    payload_at,
    segment_path,
    segments_of,
)
from actions.serve.journal.record import Record, decode, encode
from destinations.system.disk import bring_to_disk


def forget(folder: Path, before: float, passed: Position, *, newest_too: bool = False) -> int:
    """How many segments were deleted: those last written to before `before` (seconds since 1970) and read whole.

    `passed` is how far the journal was read. The newest segment, to which somebody may write, stays unless said.
    """
    deleted = 0
    for number in list(segments_of(folder))[: None if newest_too else -1]:
        path = segment_path(folder, number)
        if number < passed.segment and path.stat().st_mtime < before:
            path.unlink()
            deleted += 1
    return deleted


def erase(folder: Path, matches: Callable[[Record], bool]) -> int:
    """How many records were erased: those that `matches`. All others stay where they are, and so do positions.

    It may be called while others write to the journal and read from it.
    """
    return change(folder, lambda record: None if matches(record) else record)


def change(folder: Path, made: Callable[[Record], Record | None]) -> int:
    """How many records were changed: `made` gives what to put in the place of one, None to erase it.

    A record that takes its place has to be as long as the first; ValueError where it is not, and JournalError where a
    segment is of a later format. It may be called while
    others write to the journal and read from it.
    """
    return sum(_change_in(segment_path(folder, number), made) for number in segments_of(folder))


def erase_at(folder: Path, places: Iterable[tuple[Position, Position]]) -> None:
    """Erase the records that begin at the first position of each pair and end at the second."""
    by_segment: dict[int, list[tuple[int, int]]] = {}
    for start, end in places:
        by_segment.setdefault(start.segment, []).append((start.offset, end.offset))
    for number, found in by_segment.items():
        path = segment_path(folder, number)
        before = path.stat()
        with path.open("r+b") as file:
            for begin, behind in found:
                file.seek(begin)
                file.write(erased(behind - begin))
            file.flush()
            bring_to_disk(file.fileno())
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _change_in(path: Path, made: Callable[[Record], Record | None]) -> int:
    try:
        data = path.read_bytes()
        before = path.stat()
    except FileNotFoundError:
        return 0
    check_format(data[: len(HEADER)], path)
    count = 0
    with path.open("r+b") as file:
        offset: int | None = len(HEADER)
        while offset is not None:
            payload = payload_at(data, offset)
            if payload is None:
                offset = next_frame(data, offset)
                continue
            if not payload.startswith(ERASED) and (new := _changed(payload, made)) is not None:
                file.seek(offset)
                file.write(new)
                count += 1
            offset += FRAME.size + len(payload)
        file.flush()
        bring_to_disk(file.fileno())
    if count:
        # A segment is as old as its last record.
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return count


def _changed(payload: bytes, made: Callable[[Record], Record | None]) -> bytes | None:
    """The frame to put in the place of the payload's; None where it stays."""
    record = decode(payload)
    new = made(record)
    if new is record:
        return None
    if new is None:
        return erased(FRAME.size + len(payload))
    text = encode(new)
    if len(text) != len(payload):
        raise ValueError(len(text))
    return frame(text)
