"""`actions init`: start a project here."""

import json
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.editing.schema import write_schemas
from actions.cli.editing.writing import write_or_complain
from actions.cli.formats import console

# Secrets, and people's data that waits for delivery; the schemas are for everybody.
IGNORED = ".env\n.actions/*\n!.actions/schema/\n"


def init(
    directory: Annotated[Path, typer.Argument(help="Where to write it.", metavar="DIR")] = Path(),
) -> None:
    """Write a starter project: mapping files for three destinations, and sample events."""
    written = write_starter(directory)
    if not written:
        console(stderr=True).print(f"actions: {directory}/mappings is there already; nothing was written")
        raise typer.Exit(exit_codes.FINDINGS)
    written += write_editor_files(directory)
    out = console()
    for path in written:
        out.print(f"wrote {path}")
    there = "" if directory == Path() else f" -C {directory}"
    out.print(f"\nnext:  actions check{there}\n       actions run {directory / 'samples'}{there}")


def write_editor_files(directory: Path) -> list[Path]:
    """The files that editors and git want, written into `directory`: settings, schemas, what git ignores."""
    mappings = sorted((directory / "mappings").glob("*.yaml"))
    schemas = {f"./.actions/schema/{one.stem}.json": [f"mappings/{one.name}"] for one in mappings}
    schemas["./.actions/schema/shared.json"] = ["mappings/shared/*.yaml"]
    files = {
        ".gitignore": IGNORED,
        ".vscode/settings.json": json.dumps({"yaml.schemas": schemas}, indent=2) + "\n",
        ".vscode/extensions.json": json.dumps({"recommendations": ["redhat.vscode-yaml"]}, indent=2) + "\n",
    }
    written: dict[Path, bytes] = {}
    for name, text in files.items():
        path = directory / name
        if not path.exists():
            written[path] = text.encode()
    write_or_complain(written)
    return [*written, *write_schemas(directory)]


def write_starter(directory: Path) -> list[Path]:
    """The files written into `directory`; none, and nothing touched, if it has a `mappings` folder already."""
    if (directory / "mappings").exists():
        return []
    written: dict[Path, bytes] = {}
    with as_file(files("actions.starter")) as starter:
        for source in sorted(starter.glob("*/*")):
            if source.suffix not in (".yaml", ".ndjson"):
                continue
            written[directory / source.relative_to(starter)] = source.read_bytes()
    write_or_complain(written)
    return list(written)
