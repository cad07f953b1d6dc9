"""A progress bar for long inputs, on a terminal only."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from actions.cli.formats import console
from actions.run.lines import Line

# Smaller files are done before anybody has read the bar.
LONG = 2_000_000


def progress(lines: Iterator[Line], files: Sequence[Path | None]) -> Iterator[Line]:
    """The same lines; a bar moves on standard error while they are read, if that is a terminal and there are many."""
    sizes = {str(path): _size(path) for path in files if path}
    total = sum(sizes.values())
    if None in files or total < LONG or not sys.stderr.isatty() or sys.stdout.isatty():
        yield from lines
        return
    # It takes a while to load, and few inputs are that long.
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("events", total=total)
        done, current = 0, ""
        for number, line in enumerate(lines, 1):
            if line.file != current:
                done, current = done + sizes.get(current, 0), line.file
            if number % 500 == 0:
                bar.update(task, completed=done + line.read, description=f"{number:,} events")
            yield line


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # Whoever reads it will say what is wrong with it.
