"""`actions record`: keep a sample of real events, without the people in them."""

import secrets
import signal
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.editing.writing import may_be_unwritable, write_or_complain
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, count, print_json
from actions.cli.insight.reading import ReadEvents, no_events, read_events
from actions.cli.options import Directory, EnvFile, EnvName, EventType
from actions.cli.run.command import run_context
from actions.cli.run.loading import load_project
from actions.insight.record.masking import Masker
from actions.insight.record.recording import Recording
from actions.json_line import json_line
from actions.project.files import project_folder
from actions.project.writing import OWNER, write_files
from actions.reading.lines import NoEventsError
from actions.reading.recorded import FORMAT, FORMAT_FILE, RECORDED, refuse_newer

FILE = RECORDED / "events.ndjson"
# Beside the events, and not among them: with it one could try whose mask a text is.
KEY = RECORDED.parent / "masks.key"
KEY_BYTES = 32
ROOM = 20_000


class Mask(StrEnum):
    """The values of `--mask`."""

    pii = "pii"
    none = "none"


def record(
    events: Annotated[str, typer.Argument(help="A file, a folder or a journal of events; - is standard input.")],
    directory: Directory = Path(),
    keep: Annotated[
        int, typer.Option(min=1, help="How many events to keep in all; rare names keep all of theirs.")
    ] = ROOM,
    mask: Annotated[
        Mask, typer.Option(help="pii: people and secrets are replaced by other texts; none: as they are.")
    ] = Mask.pii,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
    event_type: EventType = None,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Keep a sample of events in .actions/recorded, which coverage, diff and explain read as `recorded`."""
    plan = load_project(directory, env, env_file).plan
    folder = project_folder(directory)
    try:
        refuse_newer(folder)
    except NoEventsError as error:
        raise complain(str(error), exit_codes.CANNOT_LOAD) from None
    masker = Masker(_key(folder / KEY)) if mask is Mask.pii else None
    made = Recording(plan, run_context(event_type), masker, keep)
    now = datetime.now(UTC)
    file = folder / FILE
    if file.is_file():
        for value in read_events(str(file), directory, now).values():
            made.keep_as_it_is(value)
    before = len(made.kept)
    lines = read_events(events, directory, now)
    is_interrupted = _read(lines, made)
    _write(file, made)
    facts = {
        "events": made.events,
        "refused": made.refused + lines.unreadable,
        "left_out": made.left_out,
        "kept_before": before,
        "kept": len(made.kept),
        "file": str(file),
    }
    if form is Format.json:
        print_json(facts)
    else:
        _print(made, str(file), lines.unreadable)
    if is_interrupted:
        message = f"interrupted: what was read until then is kept, {count(made.events, 'event')}"
        raise complain(message, exit_codes.INTERRUPTED)
    if lines.broken:
        raise complain(lines.broken, exit_codes.FINDINGS)


def _read(lines: ReadEvents, made: Recording) -> bool:
    """Take all events; whether an interrupt, or who manages processes, ended that. What came before is kept, too."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for value in lines.values():
            made.add(value)
    except KeyboardInterrupt:
        return True
    return False


def _print(made: Recording, file: str, unreadable: int) -> None:
    out = console()
    out.print(f"{count(made.events, 'event')} read, {count(len(made.kept), 'event')} kept in {file}")
    if made.refused + unreadable:
        out.print(no_events(made.refused + unreadable))
    if made.left_out:
        out.print(f"{count(made.left_out, 'event')} left out: without the person in it, an action does something else")


def _key(path: Path) -> bytes:
    """The key of the project's masks, which is made once: so a person has one mask in all that is recorded."""
    if path.is_file():
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise complain(f"{path} is not a key: delete it, and the recorded events with it", exit_codes.CANNOT_LOAD)
        return key
    key = secrets.token_bytes(KEY_BYTES)
    write_or_complain({path: key}, OWNER)
    return key


def _write(file: Path, made: Recording) -> None:
    """Put what is kept into the file, all of it or nothing, for nobody else to read; a complaint where it cannot be."""
    events = (json_line(event) for _, __, event in made.kept)
    with may_be_unwritable(file, "; what was recorded before is still there"):
        write_files({file.with_name(FORMAT_FILE): f"{FORMAT}\n".encode(), file: events}, OWNER)
