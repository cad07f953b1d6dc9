"""Files that a subcommand writes: all of them or none, and a complaint where they cannot be written."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import printable
from actions.json_line import json_line
from actions.project.writing import EVERYBODY, OWNER, Content, write_files


def write_new(path: Path, rows: Iterable[Any]) -> int:
    """How many rows were written to a new file, each as a line of JSON, for its owner alone as they hold events.

    A complaint, and no file, where it is there already, the name is that of a folder, or it cannot be written.
    """
    if os.path.lexists(path):
        raise complain(f"{printable(str(path))} is there already; name another file", exit_codes.WRONG_COMMAND_LINE)
    written = 0

    def lines() -> Iterator[bytes]:
        nonlocal written
        for one in rows:
            yield json_line(one)
            written += 1

    write_or_complain({path: lines()}, OWNER)
    return written


@contextmanager
def may_be_unwritable(path: Path, kept: str = "") -> Iterator[None]:
    """Complain about an OSError inside, which is about the path or about what the error names; `kept` is said, too."""
    try:
        yield
    except OSError as error:
        name = printable(str(error.filename or path))
        raise complain(f"{name} cannot be written: {error.strerror}{kept}", exit_codes.FINDINGS) from None


def write_or_complain(files: Mapping[Path, Content], rights: int = EVERYBODY) -> None:
    """Write the files as `write_files` does; a complaint, and no file, where one of them cannot be written."""
    with may_be_unwritable(Path(), "; nothing was written"):
        write_files(files, rights)
