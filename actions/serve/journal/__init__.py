"""The journal: accepted events on disk, before anything is decided about them.

It is a folder of segment files. `record` is what one event is kept as, `frames` how records stand in a segment,
`segments` appends groups of records and answers when they are on disk, `reading` reads them from a position on,
`keeping` deletes old segments and erases single records, `repair` cuts or skips what cannot be read. `protocol` is the
interface that another store, such as a message broker, would have to offer. `several` are the
journals of several processes, read as one. `state` is how the processes that share a journal share their counters, and
`predecessor` waits for one that ends.
"""

from actions.serve.journal.errors import JournalError, JournalFullError
from actions.serve.journal.frames import Position
from actions.serve.journal.keeping import erase, forget
from actions.serve.journal.protocol import Journal, JournalReader
from actions.serve.journal.reading import Claim, DamagedError, SegmentReader, Stored
from actions.serve.journal.record import Record
from actions.serve.journal.segments import SegmentJournal
from actions.serve.journal.several.merging import MergedClaim, read_merged

__all__ = [
    "Claim",
    "DamagedError",
    "Journal",
    "JournalError",
    "JournalFullError",
    "JournalReader",
    "MergedClaim",
    "Position",
    "Record",
    "SegmentJournal",
    "SegmentReader",
    "Stored",
    "erase",
    "forget",
    "read_merged",
]
