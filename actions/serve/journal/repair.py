"""Skipping what cannot be read in a journal, so that its reader goes on."""

from pathlib import Path
from typing import NamedTuple

from actions.serve.journal.frames import FRAME, HEADER, Position, check_format, erased, gaps, segment_path, segments_of

DAMAGED = "damaged"


class Skipped(NamedTuple):
    """A stretch of a segment that could not be read, and the file that now holds its bytes."""

    at: Position
    length: int
    kept: Path


def repair(folder: Path) -> list[Skipped]:
    """What could not be read, now out of the way: each segment that has any is written anew without it.

    The bytes go to files of their own in the folder `damaged`, named by segment and offset. Nobody may write to the
    journal meanwhile; a reader's position in such a segment stays right, as the gap is filled by an erased record.
    JournalError where a segment is of a later format: nothing is changed then.
    """
    skipped: list[Skipped] = []
    numbers = list(segments_of(folder))
    for number in numbers:
        path = segment_path(folder, number)
        check_format(path.read_bytes()[: len(HEADER)], path)
    for number in numbers:
        path = segment_path(folder, number)
        data = path.read_bytes()
        made = bytearray(data)
        made[: len(HEADER)] = HEADER
        for start, end in gaps(data):
            is_tail = end == len(data)
            if is_tail and number == numbers[-1]:
                # No client got an answer for this: the next start of the server cuts it.
                continue
            kept = folder / DAMAGED / f"{number:08}-{start}.bin"
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            _write(kept, data[start:end])
            made[start:end] = erased(end - start) if end - start > FRAME.size else b""
            skipped.append(Skipped(Position(number, start), end - start, kept))
        if made != data:
            fresh = path.with_suffix(".new")
            _write(fresh, made)
            fresh.replace(path)
    return skipped


def _write(path: Path, data: bytes | bytearray) -> None:
    path.write_bytes(data)
    path.chmod(0o600)
