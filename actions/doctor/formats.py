"""Formats of what is kept: read from the first bytes of files, which stay as they are."""

from collections.abc import Iterator
from pathlib import Path

from actions.doctor.fact import Fact, Section
from actions.reading.recorded import FORMAT as RECORDED
from actions.reading.recorded import format_recorded, has_recorded
from actions.serve.journal.frames import HEADER, MAGIC, segment_path, segments_of
from actions.serve.journal.frames import VERSION as JOURNAL
from actions.serve.journal.several.folders import journal_folders
from destinations.delivery.outbox.file.schema import APPLICATION
from destinations.delivery.outbox.file.schema import VERSION as OUTBOX

SQLITE = b"SQLite format 3\0"
# Where SQLite's header has the numbers that say what the file is, four bytes each.
FORMAT, KIND, LENGTH = 60, 68, 100


def formats(folder: Path, outbox: Path, journal: Path) -> Section:
    """The formats of the outbox, the journal and the recorded events of a project, as far as they are there."""
    return Section("kept", [_outbox(outbox), *_journals(journal), _recorded(folder)])


def _outbox(path: Path) -> Fact:
    try:
        with path.open("rb") as file:
            head = file.read(LENGTH)
        size = path.stat().st_size
    except FileNotFoundError:
        return Fact("outbox", "none")
    except OSError as error:
        return Fact("outbox", "cannot be read", f"{error.strerror}: see whose it is, and its mode")
    if not head:
        return Fact("outbox", "empty; it is filled when something is delivered")
    kind, number = (int.from_bytes(head[at : at + 4], "big") for at in (KIND, FORMAT))
    value = f"format {number}, {size:,} bytes"
    # A new file has its first pages in the log beside it.
    if not head.startswith(SQLITE) or kind not in (0, APPLICATION):
        return Fact("outbox", "another file", "it is not an outbox: name another with --outbox, or move this one away")
    if number > OUTBOX:
        return Fact("outbox", value, f"this version reads up to {OUTBOX}: install a newer one")
    return Fact("outbox", value if number == OUTBOX else f"{value}; brought up to {OUTBOX} when it is next opened")


def _recorded(folder: Path) -> Fact:
    if not has_recorded(folder):
        return Fact("recorded events", "none")
    found = format_recorded(folder)
    wrong = f"this version reads up to {RECORDED}: install a newer one" if found > RECORDED else ""
    return Fact("recorded events", f"format {found}", wrong)


def _journals(folder: Path) -> Iterator[Fact]:
    for number, place in journal_folders(folder).items():
        name = "journal" if number == 1 else f"journal of server {number}"
        segments = list(segments_of(place))
        if not segments:
            yield Fact(name, "none")
            continue
        with segment_path(place, max(segments)).open("rb") as file:
            head = file.read(len(HEADER))
        version = int.from_bytes(head[len(MAGIC) :], "little")
        wrong = ""
        if len(head) == len(HEADER) and not head.startswith(MAGIC):
            wrong = "its newest segment is not a journal: actions serve repair"
        elif version > JOURNAL:
            wrong = f"this version reads up to {JOURNAL}: install a newer one"
        yield Fact(name, f"format {version}, {len(segments)} segments", wrong)
