"""`actions doctor`: what a report of a fault needs, and what is wrong."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from actions.cli import exit_codes
from actions.cli.formats import Format, console, count, print_json, printable
from actions.cli.options import OUTBOX, Directory
from actions.cli.outbox.stream.place import StreamAddress
from actions.doctor.fact import Section
from actions.project.environment import EnvFileError, read_environ

if TYPE_CHECKING:
    from actions.stream import Source
    from actions.stream.control import Control

WIDTH = 22


def doctor(
    directory: Directory = Path(),
    outbox: Annotated[Path | None, typer.Option(help="The outbox file; by default .actions/outbox.db.")] = None,
    source: StreamAddress = None,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
) -> None:
    """Show versions, paths, formats, plugins, room, clock and modes, for a report; and say what is wrong.

    Exits with 1 where something is. Nothing is changed, sent or shown that is a secret or a person's.
    """
    sections = examine(directory, outbox)
    if source is not None:
        sections.append(of_stream(source))
    if form is Format.json:
        print_json({one.name: [_as_dict(fact.name, fact.value, fact.wrong) for fact in one.facts] for one in sections})
    else:
        _print(sections)
    if any(fact.wrong for one in sections for fact in one.facts):
        raise typer.Exit(exit_codes.FINDINGS)


def examine(directory: Path, outbox: Path | None) -> list[Section]:
    """All sections, in the order in which they are shown."""
    from actions.doctor.formats import formats
    from actions.doctor.machine import clock, machine
    from actions.doctor.plugins import plugins
    from actions.doctor.project import newest, project
    from actions.doctor.versions import extras, versions
    from actions.project.files import project_folder

    folder = project_folder(directory)
    try:
        environ = read_environ(folder)
    except EnvFileError:
        environ = {}  # `actions check` says what is wrong with it.
    file = outbox or folder / OUTBOX
    found = project(folder, environ, file)
    return [
        versions(),
        extras(),
        machine(),
        clock(newest(folder)),
        found.section,
        formats(folder, file, folder / ".actions" / "journal"),
        plugins(found.used),
    ]


def of_stream(source: str) -> Section:
    """The section about the stream that workers read."""
    from actions.cli.outbox.stream.lanes import ask
    from actions.doctor.streams import streams

    async def do(opened: "Source", control: "Control") -> Section:
        return streams(source.rsplit("/", 1)[-1], await opened.check(), await control.status(), await control.kept())

    return ask(source, do)


def _as_dict(name: str, value: str, wrong: str) -> dict[str, str | None]:
    return {"name": name, "value": value, "wrong": wrong or None}


def _print(sections: Sequence[Section]) -> None:
    out = console()
    for section in sections:
        out.print(section.name)
        for fact in section.facts:
            out.print(printable(f"  {'✗' if fact.wrong else ' '} {fact.name:<{WIDTH}} {fact.value}"))
            if fact.wrong:
                out.print(printable(f"    {'':<{WIDTH}} → {fact.wrong}"), style="red")
    number = sum(bool(fact.wrong) for section in sections for fact in section.facts)
    out.print(f"\n{count(number, 'thing')} to see to, marked ✗" if number else "\nnothing is wrong")
