"""`actions fmt`: one layout for all mapping files."""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.editing.writing import write_or_complain
from actions.cli.exit_codes import complain
from actions.cli.formats import console, count, printable
from actions.cli.options import Directory
from actions.project.files import find_mapping_files, find_shared_files
from actions.workbench.editing.layout import LayoutError, laid_out


def fmt(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files to format; by default all of the project.")] = None,
    directory: Directory = Path(),
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 if a file would change.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
) -> None:
    """Format mapping files: indentation, braces, quotes. Comments and the order of keys stay."""
    out, err = console(), console(stderr=True)
    changed = unread = 0
    files = _files(paths or [], directory)
    for path in files:
        try:
            # As bytes are: a reader of text would turn the ends of lines into one kind.
            before = path.read_bytes().decode("utf-8")
            after = laid_out(before, str(path))
        except (LayoutError, UnicodeDecodeError, OSError) as error:
            unread += 1
            reason = getattr(error, "strerror", None) or error
            reason = "is not text in UTF-8" if isinstance(error, UnicodeDecodeError) else reason
            # What is said of a place in the file names the file already.
            named = str(reason) if str(reason).startswith(f"{path}:") else f"{path}: {reason}"
            err.print(f"actions: {printable(named)}")
            continue
        if after == before:
            continue
        changed += 1
        if diff:
            lines = difflib.unified_diff(before.splitlines(), after.splitlines(), f"{path}", f"{path}", lineterm="")
            for line in lines:
                out.print(printable(line), markup=False, highlight=False, soft_wrap=True)
        elif check:
            out.print(f"would lay out {printable(str(path))}")
        else:
            write_or_complain({path: after.encode()})
            out.print(f"laid out {printable(str(path))}")
    if not (changed or unread):
        out.print(f"{count(len(files), 'file')} laid out already")
    raise typer.Exit(exit_codes.FINDINGS if unread or (changed and (check or diff)) else exit_codes.FINE)


def _files(paths: Iterable[Path], directory: Path) -> list[Path]:
    given = list(paths)
    for path in given:
        if not path.is_file():
            raise complain(f"there is no file {printable(str(path))}", exit_codes.WRONG_COMMAND_LINE)
    if given:
        return given
    if not directory.is_dir():
        raise complain(f"there is no folder {printable(str(directory))}", exit_codes.CANNOT_LOAD)
    found = [*find_mapping_files(directory)[1], *find_shared_files(directory)]
    if not found:
        raise complain(f"there is no mapping file in {printable(str(directory))}", exit_codes.CANNOT_LOAD)
    return found
