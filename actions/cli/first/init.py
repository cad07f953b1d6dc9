"""`actions init`: start a project here."""

from importlib.resources import as_file, files
from pathlib import Path
from shutil import copyfile
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.formats import console


def init(
    directory: Annotated[Path, typer.Argument(help="Where to start it.", metavar="DIR")] = Path(),
) -> None:
    """Write a starter project: mapping files for three destinations, and an afternoon of sample events."""
    written = write_starter(directory)
    if not written:
        console(stderr=True).print(f"actions: {directory}/mappings is there already; nothing was written")
        raise typer.Exit(exit_codes.FINDINGS)
    out = console()
    for path in written:
        out.print(f"wrote {path}")
    there = "" if directory == Path() else f" -C {directory}"
    out.print(f"\nnext:  actions check{there}\n       actions run {directory / 'samples'}{there}")


def write_starter(directory: Path) -> list[Path]:
    """The files written into `directory`; none, and nothing touched, if it has a `mappings` folder already."""
    if (directory / "mappings").exists():
        return []
    written = []
    with as_file(files("actions.starter")) as starter:
        for source in sorted(starter.glob("*/*")):
            if source.suffix not in (".yaml", ".ndjson"):
                continue
            target = directory / source.relative_to(starter)
            target.parent.mkdir(parents=True, exist_ok=True)
            copyfile(source, target)
            written.append(target)
    return written
