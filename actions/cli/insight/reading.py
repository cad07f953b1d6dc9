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

EVENTS = "A file or a folder of events; - is standard input, recorded what was recorded (recorded:7d of late)."


def no_events(number: int) -> str:
    """Words for so many lines that are no events.

    >>> no_events(1), no_events(20)
    ('1 line that is no event', '20 lines that are no events')
    """
    return f"{count(number, 'line')} that {'is no event' if number == 1 else 'are no events'}"


class ReadEvents:
    """The events of a source; afterwards `unreadable` counts lines that are no JSON, `broken` says where one ended."""

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


def read_events(name: str, directory: Path, now: datetime) -> ReadEvents:
    """The events that `name` means; a complaint where there are none."""
    try:
        return ReadEvents(find_events(name, project_folder(directory), now))
    except NoEventsError as error:
        raise complain(f"{name}: {error}", exit_codes.WRONG_COMMAND_LINE) from None
