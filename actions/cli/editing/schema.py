"""`actions schema`: what editors need to complete, explain and complain while a mapping file is written."""

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from actions.cli import exit_codes
from actions.cli.editing.writing import write_or_complain
from actions.cli.exit_codes import complain
from actions.cli.formats import console, printable
from actions.cli.options import Directory
from actions.cli.run.completing import complete_destination
from actions.plan.checks.tools import tools_meant
from actions.project.files import find_mapping_files, find_shared_files, project_folder
from actions.system.file_names import file_stem
from actions.workbench.editing.schema import schema_of, schema_of_fragments
from destinations.registry import PluginError, load_registry
from mappings.findings.suggest import either

FOLDER = Path(".actions") / "schema"
SHARED = "shared"
MARK = "# yaml-language-server: $schema="


def schema(
    destination: Annotated[
        str | None,
        typer.Argument(
            help="A destination, whose schema is printed; or shared, for files of fragments.",
            autocompletion=complete_destination,
        ),
    ] = None,
    directory: Directory = Path(),
    write: Annotated[bool, typer.Option("--write", help="Write all schemas into .actions/schema/.")] = False,
    link: Annotated[
        bool, typer.Option("--link", help="Write them, and name its schema in the first line of each mapping file.")
    ] = False,
) -> None:
    """Print a destination's JSON Schema, or write all of them for editors."""
    if write or link:
        _write(directory, link=link)
        return
    registry = load_registry()
    names = [*registry.names(), SHARED]
    if destination is None:
        raise complain(f"name a destination ({', '.join(names)}), or write --write", exit_codes.WRONG_COMMAND_LINE)
    try:
        plugin = registry.find(destination)
    except PluginError as error:
        raise complain(str(error), exit_codes.CANNOT_LOAD) from None
    if plugin is None and destination != SHARED:
        meant = tools_meant(destination, registry)
        hint = f"did you mean {either(meant)}?" if meant else f"there are {', '.join(names)}"
        raise complain(f'there is no destination "{destination}"; {hint}', exit_codes.WRONG_COMMAND_LINE)
    typer.echo(_json(schema_of(plugin) if plugin else schema_of_fragments()), nl=False)


def write_schemas(directory: Path) -> list[Path]:
    """The files of schemas for the project's destinations, written below its folder; a complaint where they cannot."""
    files = schema_files(directory)
    write_or_complain(files)
    return list(files)


def schema_files(directory: Path) -> dict[Path, bytes]:
    """The files of schemas for the project's destinations."""
    registry = load_registry()
    schemas: dict[str, dict[str, Any]] = {SHARED: schema_of_fragments()}
    texts = (_text(path) for path in find_mapping_files(directory)[1])
    for name in sorted({name for text in texts for name in _destinations(text)}):
        with suppress(PluginError):  # `actions check` says what is wrong with it.
            if plugin := registry.find(name):
                schemas[name] = schema_of(plugin)
    folder = project_folder(directory) / FOLDER
    return {folder / _file_name(name): _json(one).encode() for name, one in schemas.items()}


def _file_name(destination: str) -> str:
    return f"{file_stem(destination)}.json"


def _write(directory: Path, *, link: bool) -> None:
    out = console()
    if not directory.is_dir():
        raise complain(f"there is no folder {printable(str(directory))}", exit_codes.CANNOT_LOAD)
    for path in write_schemas(directory):
        out.print(f"wrote {printable(str(path))}")
    root, shared = project_folder(directory), find_shared_files(directory)
    for path in [*find_mapping_files(directory)[1], *shared]:
        text = _text(path)
        named = [SHARED] if path in shared else _destinations(text)
        if len(named) != 1 or MARK in text:
            continue
        up = "../" * len(path.parent.relative_to(root).parts)
        line = f"{MARK}{up}{(FOLDER / _file_name(named[0])).as_posix()}"
        if link:
            write_or_complain({path: f"{line}\n{text}".encode("utf-8", "surrogateescape")})
            out.print(f"named it in {printable(str(path))}")
        else:
            out.print(f"first line for {printable(str(path))}, which --link writes:")
            out.print(f"  {line}", soft_wrap=True)


def _json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return ""  # `actions check` says what is wrong with it.


def _destinations(text: str) -> list[str]:
    """The destinations that the documents of the file are for, as their lines say."""
    found = re.findall(r"^destination:[ ]*([^#\r\n]+)", text, re.MULTILINE)
    return list(dict.fromkeys(one.strip().strip("'\"") for one in found))
