"""Text for people, JSON for machines: the same facts."""

import sys
from enum import StrEnum
from typing import IO, Any

from rich.console import Console

from destinations.sdk.encode import to_json

# rich takes 80 columns for a file or a pipe, where tables of findings become ladders.
PIPED_WIDTH = 140


class Format(StrEnum):
    """The values of `--format`."""

    text = "text"
    json = "json"


def print_json(value: Any) -> None:
    """Write `value` as one line of JSON to standard output."""
    sys.stdout.buffer.write(json_line(value))


def json_line(value: Any) -> bytes:
    """One line of JSON."""
    return to_json(value) + b"\n"


def console(*, stderr: bool = False, file: IO[str] | None = None) -> Console:
    """A console that shows text as it is: no markup read from events, no wrapping when piped."""
    made = Console(stderr=stderr, file=file, markup=False, highlight=False, emoji=False, soft_wrap=True)
    if not made.is_terminal:
        made.width = PIPED_WIDTH
    return made
