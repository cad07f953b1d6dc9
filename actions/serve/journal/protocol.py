"""What the HTTP server asks of a journal; segments on disk offer it, and a message broker could."""

from collections.abc import Sequence
from typing import Protocol

from actions.serve.journal.frames import Position
from actions.serve.journal.reading import Claim
from actions.serve.journal.record import Record


class Journal(Protocol):
    """Records go in at its end and are read from a position on."""

    async def append(self, records: Sequence[Record]) -> None:
        """Return when all records are kept, also through a loss of power; JournalFullError if none of them is."""

    def read(self, start: Position, most: int = 1000) -> Claim:
        """The records from `start` on, as many as there are, `most` at most; returns at once."""
