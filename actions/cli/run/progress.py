"""A progress bar for long inputs, on a terminal only."""

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from actions.cli.formats import console
from actions.reading.lines import Line
from actions.reading.stored import Input

if TYPE_CHECKING:
    from rich.progress import Progress

# What is done sooner is done before anybody has read the bar; nor does it come between rows that are being read.
SECONDS = 1.0
LINES_BETWEEN_LOOKS = 500


class Bar:
    """Says on standard error, if that is a terminal, how far a run is. Nothing is seen of it in the first second.

    Rows may be printed on the same terminal: `hide()` before that. It comes back when none was printed for a while.
    """

    def __init__(self, files: Sequence[Input] = ()) -> None:
        self._sizes = {str(path): _size(path) for path in files if isinstance(path, Path)}
        # The size of a pipe's input is unknown, and of objects more may come.
        self._total = sum(self._sizes.values()) if all(isinstance(one, Path) for one in files) else None
        self._is_on = sys.stderr is not None and sys.stderr.isatty()
        self._since = time.monotonic()
        self._bar: Progress | None = None

    def follow(self, lines: Iterator[Line]) -> Iterator[Line]:
        """The same lines; the bar moves while they are read."""
        if not self._is_on:
            yield from lines
            return
        done, current = 0, ""
        try:
            for number, line in enumerate(lines, 1):
                if line.file != current:
                    done, current = done + self._sizes.get(current, 0), line.file
                if number % LINES_BETWEEN_LOOKS == 0:
                    self.show(done + line.read, f"{number:,} events")
                yield line
        finally:
            self.hide()

    def show(self, done: int, words: str) -> None:
        """Show that so many bytes are done with."""
        if self._is_on and (self._bar or time.monotonic() - self._since > SECONDS):
            self._open(self._total, done, words)

    def show_deliveries(self, done: int, total: int) -> None:
        """Show how many deliveries have ended."""
        if self._is_on and done % 20 == 0 and (self._bar or time.monotonic() - self._since > SECONDS):
            self._open(total, done, f"{done:,} of {total:,} delivered")

    def make_room(self) -> None:
        """Take it away for a row that is printed on the same terminal, not for one that goes elsewhere."""
        if self._is_on and sys.stdout.isatty():
            self.hide()

    def hide(self) -> None:
        """Take the bar away."""
        self._since = time.monotonic()
        if self._bar:
            self._bar.stop()
            self._bar = None

    def _open(self, total: int | None, done: int, words: str) -> None:
        if self._bar is None:
            # It takes a while to load, and few runs are that long.
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

            columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, console=console(stderr=True), transient=True)
            self._bar.add_task(words, total=total)
            self._bar.start()
        [task] = self._bar.task_ids
        self._bar.update(task, total=total, completed=done, description=words)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # Reading it reports what is wrong with it.
