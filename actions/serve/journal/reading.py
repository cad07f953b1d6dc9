"""Reading a journal from a position on, while another process writes to its end."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from actions.serve.journal.errors import JournalError
from actions.serve.journal.frames import (
    ERASED,
    FRAME,
    HEADER,
    MARK,
    MOST_PAYLOAD,
    Position,
    check_format,
    next_frame,
    payload_at,
    segment_path,
    segments_of,
)
from actions.serve.journal.keeping import change, erase_at, forget
from actions.serve.journal.record import Record, decode

BLOCK = 1 << 22


class DamagedError(JournalError):
    """A record that cannot be read, with others behind it; `at` says where it begins."""

    def __init__(self, path: Path, at: Position) -> None:
        super().__init__(f"{path}: the record at byte {at.offset} is damaged; `actions serve repair` skips it")
        self.path = path
        self.at = at


class Stored(NamedTuple):
    """A record, where it begins, and where the next one does."""

    record: Record
    position: Position
    after: Position
    journal: str = ""


class Claim(NamedTuple):
    """Some records in their order, and the position to go on from."""

    stored: list[Stored]
    after: Position


class SegmentReader:
    """Reads the segments in a folder. It holds no lock and no open file: any number may read."""

    def __init__(self, folder: Path, name: str = "journal") -> None:
        self.folder = folder
        self.name = name

    def read(self, start: Position = Position(), most: int = 1000) -> Claim:  # noqa: B008 - a tuple never changes
        """The records from `start` on, `most` at most; none where nothing new is there.

        DamagedError where the next record is damaged: what stands before it is given first. A record that is not
        whole, at the end of the last segment, is still being written.
        """
        found: list[Stored] = []
        numbers = list(segments_of(self.folder))
        try:
            for number in numbers:
                if number >= start.segment:
                    begin = Position(number, max(start.offset if number == start.segment else 0, len(HEADER)))
                    start = self._read_segment(begin, found, most, is_last=number == numbers[-1])
                if len(found) >= most:
                    break
        except DamagedError as error:
            if not found:
                raise
            start = error.at
        return Claim(found, start)

    def _read_segment(self, here: Position, found: list[Stored], most: int, *, is_last: bool) -> Position:
        """Add what the segment holds; where to go on.

        `is_last` is from before it is read: whatever another segment follows is written whole.
        """
        path = segment_path(self.folder, here.segment)
        if here.offset == len(HEADER) and not _has_header(path, is_last=is_last):
            return here
        while len(found) < most:
            data, is_end = _block(path, here.offset)
            length = self._add_records(data, here, found, most)
            here = Position(here.segment, here.offset + length)
            if len(found) >= most or length == len(data) == 0:
                break
            if length < len(data) and (is_end or not length):
                if not is_last or not is_end or next_frame(data, length) is not None:
                    raise DamagedError(path, here)
                break
        return here

    def _add_records(self, data: bytes, here: Position, found: list[Stored], most: int) -> int:
        """Add the records that begin at `here`, up to one that is damaged or not whole; how many bytes they are."""
        offset = 0
        while len(found) < most and (payload := payload_at(data, offset)) is not None:
            after = offset + FRAME.size + len(payload)
            if not payload.startswith(ERASED):
                begin, end = Position(here.segment, here.offset + offset), Position(here.segment, here.offset + after)
                found.append(Stored(decode(payload), begin, end, self.name))
            offset = after
        return offset

    def resume(self, position: Position) -> Position:
        """The position, or the beginning where the folder was emptied since: a new journal begins."""
        numbers = list(segments_of(self.folder))
        return Position() if numbers and numbers[-1] < position.segment else position

    def forget(self, before: float, passed: Position) -> int:
        """How many segments were deleted, see `keeping`."""
        return forget(self.folder, before, passed)

    def change(self, made: Callable[[Record], Record | None]) -> int:
        """How many records were changed, see `keeping`."""
        return change(self.folder, made)

    def erase_at(self, places: Iterable[tuple[Position, Position]]) -> None:
        """Erase the records between each pair of positions."""
        erase_at(self.folder, places)

    def unread(self, start: Position) -> int:
        """How many bytes of records there are behind a position."""
        total = 0
        for number in segments_of(self.folder):
            if number >= start.segment:
                begin = start.offset if number == start.segment else 0
                total += max(_size(segment_path(self.folder, number)) - max(begin, len(HEADER)), 0)
        return total

    def first_since(self, moment: int) -> Position:
        """The position of the first record that was received at `moment` (microseconds since 1970) or later.

        The journal's end where none was.
        """
        numbers = list(segments_of(self.folder))
        before = [one for one in numbers if (first := self._first_moment(one)) is not None and first < moment]
        here = Position(before[-1] if before else numbers[0] if numbers else 0)
        while (claim := self.read(here)).stored:
            for one in claim.stored:
                if one.record.received >= moment:
                    return one.position
            here = claim.after
        return here

    def _first_moment(self, number: int) -> int | None:
        claim = self.read(Position(number), 1)
        return claim.stored[0].record.received if claim.stored else None


def _has_header(path: Path, *, is_last: bool) -> bool:
    """Whether the segment has its header already; DamagedError where it has another, or is of a later format."""
    try:
        with path.open("rb") as file:
            header = file.read(len(HEADER))
    except FileNotFoundError:
        return False
    if header == HEADER:
        return True
    check_format(header, path)
    if HEADER.startswith(header) and (is_last or path.stat().st_size <= len(header)):
        # It is being begun, or whoever began it was killed before there was more.
        return False
    raise DamagedError(path, Position(int(path.stem), 0))


def _block(path: Path, offset: int) -> tuple[bytes, bool]:
    """The bytes from `offset` on, at least one whole frame if there is one, and whether the file ends with them."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read(BLOCK)
            if len(data) == BLOCK:
                data += file.read(max(_needed(data), 0))
            is_end = not file.read(1)
    except FileNotFoundError:
        # Deleted as old between two looks into the folder.
        return b"", True
    return data, is_end


def _needed(data: bytes) -> int:
    """How many bytes are missing from the first frame."""
    mark, length, _ = FRAME.unpack_from(data)
    return FRAME.size + length - len(data) if mark == MARK and length <= MOST_PAYLOAD else 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
