"""`actions import`: mapping files in place of what another tool does."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from actions.cli import exit_codes
from actions.cli.editing.writing import write_or_complain
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, count, print_json, printable
from actions.importing.imported import ImportedAction, ImportedFile
from actions.importing.report import RUDDERSTACK, SEGMENT, report_of
from actions.importing.rudderstack.import_rudderstack import import_rudderstack
from actions.importing.segment.import_segment import import_segment
from actions.importing.written.checked import checked_file
from actions.workbench.editing.layout import LayoutError, laid_out
from destinations.registry import load_registry

importing = typer.Typer(name="import", help="Bring the mappings of another tool.", no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(help="Files of JSON.")]
Out = Annotated[Path, typer.Option("-o", "--out", help="The folder for the mapping files.", metavar="DIR")]
Force = Annotated[bool, typer.Option("--force", help="Write over files that are there.")]
Form = Annotated[Format, typer.Option("--format", help="text for people, json for machines.", metavar="FORMAT")]


@importing.callback()
def _group() -> None:
    """Bring the mappings of another tool."""


@importing.command()
def segment(
    files: Files,
    out: Out = Path("mappings"),
    destination: Annotated[
        str | None,
        typer.Option(help="Segment's name of the tool where the files do not say it.", metavar="SLUG"),
    ] = None,
    force: Force = False,
    form: Form = Format.text,
) -> None:
    """Write mapping files for destination subscriptions: answers of Segment's public API, or a Terraform state."""
    documents = [_read(file) for file in files]
    found, left = import_segment(documents, load_registry(), destination)
    _finish(found, out, form, SEGMENT, left, force=force)


@importing.command()
def rudderstack(files: Files, out: Out = Path("mappings"), force: Force = False, form: Form = Format.text) -> None:
    """Write mapping files for RudderStack's event stream destinations: their settings, and which events they get."""
    found, left = import_rudderstack([_read(file) for file in files], load_registry())
    _finish(found, out, form, RUDDERSTACK, left, force=force)


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except FileNotFoundError:
        raise complain(f"there is no file {printable(str(file))}", exit_codes.INPUT_LOST) from None
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        reason = f"{printable(str(file))} cannot be read as JSON: {printable(str(error))}"
        raise complain(reason, exit_codes.CANNOT_LOAD) from None


def _finish(
    files: list[ImportedFile], out: Path, form: Format, always: Sequence[str], left: Sequence[str], *, force: bool
) -> None:
    if not any(file.actions for file in files):
        for line in left:
            console(stderr=True).print(printable(line))
        raise complain("there is nothing in it that can be imported", exit_codes.FINDINGS)
    texts = {out / name: _laid_out(text) for name, text in map(checked_file, files)}
    there = [path for path in texts if path.exists()]
    if there and not force:
        raise complain(f"{there[0]} is there already; nothing was written. --force writes over it", exit_codes.FINDINGS)
    write_or_complain({path: text.encode() for path, text in texts.items()})
    if form is Format.json:
        print_json(report_of(files, always, left))
    else:
        _print(files, list(texts), left)
        _print_rules(files, always)
    raise typer.Exit(exit_codes.FINE)


def _laid_out(text: str) -> str:
    try:
        return laid_out(text, "")
    except LayoutError:
        return text


def _print(files: list[ImportedFile], paths: list[Path], left: Sequence[str]) -> None:
    out = console()
    for file, path in zip(files, paths, strict=True):
        out.print(printable(f"{path}  {count(len(file.actions), 'action')}: {_how(file)}"))
    for file in files:
        for line in (*file.todo, *(line for one in file.actions for line in _about(one))):
            out.print(printable(f"! {file.name}: {line}"))
    for line in left:
        out.print(printable(f"! {line}"))


def _how(file: ImportedFile) -> str:
    """How many of the actions are as they were."""
    exact = sum(one.is_exact for one in file.actions)
    needs = sum(bool(one.todo or one.refused) for one in file.actions)
    default = len(file.actions) - exact - needs
    words = (f"{exact} exact", f"{default} by our defaults", f"{needs} {'needs' if needs == 1 else 'need'} you")
    return ", ".join(one for one, number in zip(words, (exact or not default, default, needs), strict=True) if number)


def _print_rules(files: list[ImportedFile], always: Sequence[str]) -> None:
    """The count of what is as it was, and the differences that hold for all."""
    report, out = report_of(files, always, ()), console()
    default = any(one.inherit for file in files for one in file.actions)
    said = "" if default else f"{report['exact']} of {count(report['actions'], 'action')} do what they did. "
    out.print(f"\n{said}In all of them:")
    for one in always:
        out.print(f"- {one}")


def _about(action: ImportedAction) -> Iterator[str]:
    name = f'"{action.name}"'
    if action.notes:
        yield f"{name}: the trigger is {action.trigger}"
        yield from (f"{name}: {note}; written as that behaves" for note in action.notes)
    yield from (f"{name}: TODO {one}" for one in (*action.todo, *filter(None, [action.refused])))
    yield from (f"{name}: {one}" for one in action.remarks)
    if action.added:
        yield f"{name}: added, as the tool needs it: {', '.join(action.added)}"
