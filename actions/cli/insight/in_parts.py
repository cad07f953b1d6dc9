"""Counts over the events of a source: by this process, or by several, each for parts of the files."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Annotated, Any, Generic, Protocol, TypeVar

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.insight.reading import ReadEvents
from actions.cli.run.progress import Bar
from actions.reading.lines import read_range
from actions.reading.ranges import NoRangesError, Range, check_ranges, cut_ranges
from actions.reading.recorded import EventSource
from actions.system.processes import cores

BYTES_A_PART = 4 << 20
# To start a process and to gather its counts takes as long as to count so much.
BYTES_A_PROCESS = 8 << 20
CountsT = TypeVar("CountsT")
CountingT = TypeVar("CountingT", bound="Counting[Any]")
Jobs = Annotated[
    int | None,
    typer.Option(
        min=1, help="How many processes count; by default as many as there are cores, for large .ndjson files."
    ),
]


class Counting(Protocol[CountsT]):
    """Counts one event after the other; what was counted can be taken away, and merged elsewhere."""

    def add(self, value: Any) -> None: ...
    def take(self) -> CountsT: ...
    def merge(self, later: CountsT) -> None: ...


@dataclass(frozen=True, slots=True)
class _Part(Generic[CountsT]):
    """What was counted of a range, and what the range is about besides."""

    counts: CountsT
    unreadable: int
    broken: str | None
    size: int


def count_events(lines: ReadEvents, make: Callable[[], CountingT], jobs: int | None) -> CountingT:
    """What `make` gives, with all events counted. It gives the same one each time, of its own in each process."""
    found = make()
    number = _processes(lines.source, jobs)
    if number == 1:
        for value in lines.values():
            found.add(value)
        return found
    # What starts processes is slow to import.
    from actions.run.pool import in_order

    bar, done = Bar(lines.source.files), 0
    ranges = chain.from_iterable(cut_ranges(path, BYTES_A_PART) for path in lines.source.files if path)
    with closing(in_order(partial(_count, lines.source, make), ranges, number, make)) as parts:
        for part in parts:
            found.merge(part.counts)
            lines.unreadable += part.unreadable
            lines.broken = part.broken or lines.broken
            done += part.size
            bar.show(done, f"{done >> 20:,} MiB")
    bar.hide()
    return found


def _count(source: EventSource, make: Callable[[], Counting[CountsT]], part: Range) -> _Part[CountsT]:
    found = make()
    # A process that began as a copy has what its parent had counted.
    found.take()
    read = ReadEvents(source)
    lines = (line for line in read_range(part.path, part.start, part.end, part.number) if source.takes_line(line))
    for value in read.values_of(lines):
        found.add(value)
    return _Part(found.take(), read.unreadable, read.broken, part.end - part.start)


def _processes(source: EventSource, jobs: int | None) -> int:
    """How many processes are to count; a complaint where more than one was asked for and there can be but one."""
    if jobs == 1 or not source.files:
        return 1
    try:
        for path in source.files:
            check_ranges(path)
    except NoRangesError as error:
        if jobs is None:
            return 1
        raise complain(f"--jobs: {error}", exit_codes.WRONG_COMMAND_LINE) from None
    size = sum(path.stat().st_size for path in source.files if path)
    return (jobs if size else 1) or max(1, min(cores(), size // BYTES_A_PROCESS))
