"""The journals of a service that has several server processes: each process appends to one of its own.

The first has the folder of the settings, the others have folders in it.
"""

import re
from pathlib import Path

from actions.serve.journal.reading import SegmentReader

# In each folder, a journal of requests with keys that no source has.
UNKNOWN = "unknown"
NAME = re.compile(r"server-(\d{1,4})")


def journal_folder(folder: Path, number: int) -> Path:
    """The folder of the journal of the server process of that number, from 1 on."""
    return folder if number == 1 else folder / f"server-{number}"


def journal_folders(folder: Path, processes: int = 1) -> dict[int, Path]:
    """The folders of so many processes, and those that more of them have left, by number."""
    there = {int(found[1]) for path in _inside(folder) if (found := NAME.fullmatch(path.name))}
    return {number: journal_folder(folder, number) for number in sorted({*range(1, processes + 1), *there})}


def journal_name(number: int) -> str:
    """The name under which it is kept how far a journal was read.

    >>> journal_name(1), journal_name(2)
    ('journal', 'journal/2')
    """
    return "journal" if number == 1 else f"journal/{number}"


def readers_of(folder: Path, processes: int = 1) -> list[SegmentReader]:
    """A reader for each journal of the service."""
    return [SegmentReader(path, journal_name(number)) for number, path in journal_folders(folder, processes).items()]


def _inside(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
