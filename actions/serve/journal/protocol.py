"""What the service asks of a journal; segments on disk offer it, and a message broker could.

The server appends to one, its own. The decider reads one or several, and keeps for each by its name how far it is.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from actions.serve.journal.frames import Position
from actions.serve.journal.reading import Claim
from actions.serve.journal.record import Record


class Journal(Protocol):
    """Records go in at its end, from `open` to `close`."""

    failures_in_a_row: int
    torn_bytes: int

    def open(self) -> None:
        """Be ready to append; JournalError, with what to do, where that cannot be."""

    async def append(self, records: Sequence[Record]) -> None:
        """Return when all records are kept, also through a loss of power; JournalFullError if none of them is.

        With no records, it is tried whether any could be kept.
        """

    async def close(self) -> None:
        """Keep what waits, and let go of the journal."""

    @property
    def is_disk_full(self) -> bool:
        """Whether less room is left than is to stay free; always false where that is somebody else's care."""

    def look_at_disk(self) -> None:
        """See whether there is room again."""


class JournalReader(Protocol):
    """Records come out from a position on; any number may read.

    Of two positions the greater is the later one, and `Position()` is before the first record.
    """

    @property
    def name(self) -> str:
        """Under this, how far it was read is kept; no two journals of a service have the same."""

    def read(self, start: Position, most: int = 1000) -> Claim:
        """The records from `start` on, as many as there are, `most` at most; returns at once.

        DamagedError where the next one cannot be read, JournalError where none can.
        """

    def resume(self, position: Position) -> Position:
        """Where to go on after `position`: there, or at the beginning where the journal is a new one since."""

    def unread(self, start: Position) -> int:
        """How many bytes of records there are from `start` on."""

    def first_since(self, moment: int) -> Position:
        """The position of the first record received at `moment` (microseconds since 1970) or later, else the end."""

    def forget(self, before: float, passed: Position) -> int:
        """Delete what was written before `before` (seconds since 1970) and read whole; gives how much that was."""

    def change(self, made: Callable[[Record], Record | None]) -> int:
        """Put what `made` gives for each record in its place, and nothing where it gives None; how many changed.

        What is put in the place of a record is of the same length, and positions stay.
        """

    def erase_at(self, places: Iterable[tuple[Position, Position]]) -> None:
        """Erase the records that begin at the first position of each pair, and end at the second."""
