"""The events that a subcommand counts: from files, or from what was recorded."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import count
from actions.cli.run.progress import Bar
from actions.project.files import project_folder
from actions.reading.lines import Line, NoEventsError
from actions.reading.parse_event import Unreadable
from actions.reading.recorded import EventSource, find_events

SEGMENT = ".seg"
EVENTS = "A file or a folder of events; - is standard input, recorded what was recorded (recorded:7d of late)."


def no_events(number: int) -> str:
    """Words for so many lines that are not events.

    >>> no_events(1), no_events(20)
    ('1 line that is not an event', '20 lines that are not events')
    """
    return f"{count(number, 'line')} that {'is not an event' if number == 1 else 'are not events'}"


class ReadEvents:
    """The events of a source; afterwards `unreadable` counts lines that are not JSON, `broken` says where one ended."""

    def __init__(self, source: EventSource) -> None:
        self.unreadable = 0
        self.broken: str | None = None
        self.source = source

    def values(self) -> Iterator[Any]:
        """The events one after the other."""
        yield from self.values_of(Bar(self.source.files).follow(self.source.lines()))

    def values_of(self, lines: Iterable[Line]) -> Iterator[Any]:
        """The events of these lines, which are some of the source's."""
        for line in lines:
            if line.ends_file:
                self.broken = f"{line.file}: {line.value.diagnostic.message}"
            elif isinstance(line.value, Unreadable):
                self.unreadable += 1
            else:
                yield line.value


class ReadJournal(ReadEvents):
    """The events that the journals of a service in this folder still have, without those that were refused there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(EventSource(()))
        self._folder = folder

    def values(self) -> Iterator[Any]:
        """The events of one journal after the other."""
        # The service is slow to import, and rarely asked.
        from actions.serve.decider.joining import join
        from actions.serve.journal import JournalError, Position
        from actions.serve.journal.several.folders import readers_of

        for reader in readers_of(self._folder):
            here = Position()
            try:
                while (claim := reader.read(here)).stored:
                    here = claim.after
                    yield from (join(one.record).event for one in claim.stored if not one.record.code)
            except JournalError as error:
                self.broken = str(error)


def is_journal(path: Path) -> bool:
    """Whether a service keeps a journal in the folder."""
    return path.is_dir() and any(one.stem.isdecimal() for one in path.glob(f"*{SEGMENT}"))


def require_events(number: int, name: str, done: str) -> None:
    """Complain where there was no event: that nothing was found in none says nothing."""
    if not number:
        raise complain(f"{name} holds no event: nothing was {done}", exit_codes.WRONG_COMMAND_LINE)


def read_events(name: str, directory: Path, now: datetime) -> ReadEvents:
    """The events that `name` means; a complaint where there are none."""
    if is_journal(Path(name)):
        return ReadJournal(Path(name))
    try:
        return ReadEvents(find_events(name, project_folder(directory), now))
    except NoEventsError as error:
        message = str(error) if name in str(error) else f"{name}: {error}"
        raise complain(message, exit_codes.WRONG_COMMAND_LINE) from None
