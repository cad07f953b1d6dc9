"""Events that were recorded, in `.actions/recorded` of a project: all of them, or the youngest."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from actions.event.timestamp import ImpossibleTimeError, date_event
from actions.reading.lines import Line, NoEventsError, find_files, read_lines
from actions.reading.values import LINES

RECORDED = Path(".actions") / "recorded"
WORD = "recorded"
# Beside the events, the number of the form in which they are kept: lines of events in the public spec, with masks for
# people. Without the file it is the first.
FORMAT, FORMAT_FILE = 1, "format"
AGE = re.compile(r"(\d{1,6})([smhdw])")
UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
)


@dataclass(frozen=True, slots=True)
class EventSource:
    """Files of events (None is standard input), and how old an event may be to count; None for any age."""

    files: tuple[Path | None, ...]
    since: datetime | None = None

    def lines(self) -> Iterator[Line]:
        """Its events that are young enough, and what is to be said of a file that breaks off."""
        return filter(self.takes_line, read_lines(self.files))

    def takes_line(self, line: Line) -> bool:
        """Whether the line counts: its event is young enough, or it says that the file breaks off."""
        return line.ends_file or self.takes(line.value)

    def takes(self, event: Any) -> bool:
        """Whether the event is young enough: by its own time, so that one without a time that can be read is not."""
        if self.since is None:
            return True
        if not isinstance(event, Mapping):
            return False
        try:
            time = date_event(event, datetime.now(UTC)).time
        except ImpossibleTimeError:
            return False
        return time is not None and time >= self.since


def is_recorded(name: str) -> bool:
    """Whether the name of a source means what was recorded.

    >>> is_recorded("recorded:7d"), is_recorded("recorded/week.ndjson")
    (True, False)
    """
    return name == WORD or name.startswith(f"{WORD}:")


def has_recorded(project: Path) -> bool:
    """Whether the project has events that were recorded."""
    return bool(_recorded_files(project))


def find_events(name: str, project: Path, now: datetime) -> EventSource:
    """The events that `name` means: a file, a folder, `-`, or `recorded` with an age behind a colon if one is wanted.

    Raises NoEventsError where there are none, the age is none, or a newer version has recorded them.
    """
    if not is_recorded(name):
        return EventSource(tuple(find_files([name])))
    age = name.removeprefix(WORD).removeprefix(":")
    since = None if name == WORD else _since(name, age, now)
    files = _recorded_files(project)
    if not files:
        raise NoEventsError(
            f"nothing was recorded: {project / RECORDED} holds no {' or '.join(LINES[::2])} file; "
            "name files of events instead, such as samples"
        )
    refuse_newer(project)
    return EventSource(tuple(files), since)


def format_recorded(project: Path) -> int:
    """The number of the format of what was recorded."""
    try:
        return int((project / RECORDED / FORMAT_FILE).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return FORMAT


def refuse_newer(project: Path) -> None:
    """NoEventsError where a newer version of this package has recorded the project's events."""
    if (found := format_recorded(project)) > FORMAT:
        raise NoEventsError(
            f"{project / RECORDED} has format {found}, and this version reads up to {FORMAT}: install a newer one"
        )


def _recorded_files(project: Path) -> list[Path]:
    folder = project / RECORDED
    return sorted(one for one in folder.glob("*") if one.name.endswith(LINES) and one.is_file())


def _since(name: str, age: str, now: datetime) -> datetime:
    found = AGE.fullmatch(age)
    try:
        if found:
            return now - timedelta(**{UNITS[found[2]]: int(found[1])})
    except OverflowError:
        pass
    raise NoEventsError(f"{name} says no age; write recorded:24h, recorded:7d or recorded:4w")
