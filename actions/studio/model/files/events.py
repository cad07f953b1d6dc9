"""The events to look at: those of files of the project, and those that somebody dropped or pasted."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from actions.event.shape import whole_text
from actions.json_line import json_line
from actions.reading.documents import events_in
from actions.reading.lines import Line, NoEventsError, find_files, read_lines
from actions.reading.parse_event import Unreadable, parse_event
from actions.reading.recorded import WORD, find_events, has_recorded
from actions.studio.model.asking.event import paths_of
from actions.studio.security.places import SAMPLES

MOST_EVENTS: Final = 100_000
MOST_PASTED: Final = 8 << 20
PASTED: Final = "pasted"
# A messageId in an address; a server takes no longer ones.
LONGEST_ID: Final = 500
MOST_LOOKED: Final = 300
MOST_PATHS: Final = 250
BEGINNING: Final = re.compile(r".*?column \d+|.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """One event: `id` is its messageId, or a number where it has none; `source` is what it was read from."""

    id: str
    source: str
    number: int
    value: Any

    @property
    def type(self) -> str:
        return str(self.value.get("type") or "") if isinstance(self.value, dict) else ""

    @property
    def name(self) -> str:
        """Its name; of events that have none, such as those of pages, their type."""
        name = self.value.get("event") if isinstance(self.value, dict) else None
        return name if isinstance(name, str) and name else self.type or "(no event)"

    @property
    def time(self) -> str:
        """When it happened, to the minute, as it says itself."""
        said = self.value.get("timestamp") if isinstance(self.value, dict) else None
        return said[5:16].replace("T", " ") if isinstance(said, str) else ""

    @property
    def person(self) -> str:
        found = (self.value.get(one) for one in ("userId", "anonymousId")) if isinstance(self.value, dict) else ()
        return next((str(one) for one in found if one), "")

    def holds(self, wanted: str) -> bool:
        """Whether its name, its id or any text in it holds the words, without regard to case."""
        if wanted in self.name.lower() or wanted in self.id.lower():
            return True
        return wanted in json_line(self.value).decode("utf-8", "replace").lower()


@dataclass(slots=True)
class Events:
    """All events by source; `trouble` says what could not be read."""

    folder: Path
    sources: dict[str, list[SeenEvent]] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    _by_id: dict[str, SeenEvent] = field(default_factory=dict)
    _paths: tuple[int, list[str]] = (-1, [])

    def read(self) -> None:
        """Read the samples and the recorded events of the project."""
        self.trouble.clear()
        if (self.folder / SAMPLES).is_dir():
            self._read_files(SAMPLES, str(self.folder / SAMPLES))
        if has_recorded(self.folder):
            self._read_files(WORD, WORD)

    def add_text(self, source: str, data: bytes) -> list[SeenEvent]:
        """The events of a file that was dropped or of JSON that was pasted, added; ValueError says what is wrong."""
        if len(data) > MOST_PASTED:
            raise ValueError(f"more than {MOST_PASTED >> 20} MiB at once; put the file into {SAMPLES}/ instead")
        found = list(_parsed(source, data))
        if not found:
            raise ValueError("there is no event in it")
        if self.number + len(found) > MOST_EVENTS:
            raise ValueError(f"there are {self.number:,} events already, and {MOST_EVENTS:,} are the most")
        first = len(self.sources.get(source, ()))
        self._keep(source, (Line(source, first + number, one, 0) for number, one in enumerate(found, 1)))
        return self.sources[source][first:]

    @property
    def all(self) -> list[SeenEvent]:
        return [one for rows in self.sources.values() for one in rows]

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self._by_id)

    def find(self, name: str) -> SeenEvent | None:
        """The event with this id."""
        return self._by_id.get(name)

    @property
    def paths(self) -> list[str]:
        """The paths that the events have, the most frequent first."""
        if self._paths[0] != len(self._by_id):
            rows = self.all
            # Some of all, wherever they stand: the first ones may all be of one name.
            some = rows[:: max(1, len(rows) // MOST_LOOKED)]
            self._paths = len(self._by_id), paths_of((one.value for one in some), MOST_PATHS)
        return self._paths[1]

    def names(self, wanted: str = "") -> Counter[str]:
        """How many events there are of each name, of those in which the words are found."""
        return Counter(one.name for one in self.matching(wanted))

    def matching(self, wanted: str = "", name: str | None = None) -> Iterator[SeenEvent]:
        """The events in which the words are found, of one name or of all."""
        words = wanted.strip().lower()
        for one in self.all:
            if (name is None or one.name == name) and (not words or one.holds(words)):
                yield one

    def _read_files(self, source: str, name: str) -> None:
        for one in self.sources.pop(source, ()):
            self._by_id.pop(one.id, None)
        try:
            files = find_events(name, self.folder, datetime.now(UTC)).files if source == WORD else find_files([name])
        except NoEventsError as error:
            self.trouble.append(str(error))
            return
        self._keep(source, read_lines(files))

    def _keep(self, source: str, lines: Iterable[Line]) -> None:
        rows = self.sources.setdefault(source, [])
        for line in lines:
            if isinstance(line.value, Unreadable):
                # Without what stands in the line, which may tell of a person.
                words = BEGINNING.match(line.value.diagnostic.message)
                self.trouble.append(f"{Path(line.file).name}:{line.number}: {words[0] if words else 'no event'}")
                continue
            if len(self._by_id) >= MOST_EVENTS:
                self.trouble.append(f"only the first {MOST_EVENTS:,} events are shown")
                return
            name = self._new_id(line)
            one = SeenEvent(name, source, line.number, line.value)
            self._by_id[name] = one
            rows.append(one)

    def _new_id(self, line: Line) -> str:
        """Its messageId, if an address can have that; no two events have the same."""
        given = line.value.get("messageId") if isinstance(line.value, dict) else None
        is_usable = isinstance(given, str) and given.strip() and len(given) <= LONGEST_ID
        name = whole_text(str(given)) if is_usable else f"{Path(line.file).name}:{line.number}"
        while name in self._by_id:
            name = f"{name}~{line.number}"
        return name


def _parsed(source: str, data: bytes) -> Iterator[Any]:
    """The events of a text: one JSON value, a list of them, or one on each line."""
    whole = parse_event(data)
    if not isinstance(whole, Unreadable):
        yield from events_in(whole)
        return
    for number, line in enumerate(data.splitlines(), 1):
        if line.strip():
            value = parse_event(line)
            if isinstance(value, Unreadable):
                raise ValueError(f"{source}, line {number}: {value.diagnostic.message}")
            yield value
