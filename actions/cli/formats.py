"""Text for people, JSON for machines: the same facts."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from io import TextIOWrapper
from textwrap import fill
from typing import IO, Any

from rich.console import Console

# rich takes 80 columns for a file or a pipe, where tables of findings become ladders.
PIPED_WIDTH = 140


class Format(StrEnum):
    """The values of `--format`."""

    text = "text"
    json = "json"


def print_json(value: Any) -> None:
    """Write `value` as one line of JSON to standard output."""
    # The rules of decimals and times come with the whole SDK, which text does not need.
    from actions.json_line import json_line

    sys.stdout.buffer.write(json_line(value))
    # At once: the reader of a pipe should get each decision when it is made.
    sys.stdout.buffer.flush()


def discard_stdout() -> None:
    """Redirect standard output to the null device: the reader has closed the pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def may_go_unread() -> Iterator[None]:
    """A block that stops printing, and does nothing else, when the reader of standard output closes the pipe."""
    try:
        yield
    except BrokenPipeError:
        discard_stdout()


def open_closed_streams() -> None:
    """Open closed standard streams on the null device: writing does not fail, and no file gets their descriptors."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            # Reading events from a closed standard input is an error of its own.
            if number:
                setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115 - for good


def write_utf_8() -> None:
    """See to it that text is written as UTF-8 on Windows, too, where a file or a pipe would get what is usual there."""
    if sys.platform == "win32":
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8")


def count(number: int, thing: str) -> str:
    """A number and its thing in the singular or the plural.

    >>> count(1, "event"), count(1200, "event")
    ('1 event', '1,200 events')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def printable(text: str) -> str:
    r"""The text with escapes in place of what could steer a terminal.

    >>> print(printable("a\x1b[31mb\tc"))
    a\x1b[31mb\tc
    """
    return text if text.isprintable() else "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console(*, stderr: bool = False, file: IO[str] | None = None) -> Console:
    """A console that shows text as it is: no markup read from events, no wrapping when piped."""
    made = _Console(stderr=stderr, file=file, markup=False, highlight=False, emoji=False, soft_wrap=True)
    if not made.is_terminal:
        # Whoever pipes a page to a terminal says by COLUMNS how wide that is.
        columns = os.environ.get("COLUMNS", "")
        made.width = int(columns) if columns.isdecimal() and int(columns) > 0 else PIPED_WIDTH
    return made


def hanging(text: str, out: Console) -> str:
    """The text in lines that fit a terminal, which itself would break words; further lines are indented."""
    if not out.is_terminal:
        return text
    return fill(text, out.width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
