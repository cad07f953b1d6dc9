"""`actions test --record`: shows what would be written into the files, and writes it after confirmation."""

import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import typer

from actions.cli import exit_codes
from actions.cli.editing.writing import write_or_complain
from actions.cli.exit_codes import complain
from actions.cli.formats import console, count
from actions.project import Checked
from actions.workbench.testing.check import Result
from actions.workbench.testing.record import CannotRecordError, differences, record
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import decode


def record_all(results: Sequence[Result], checked: Checked, folder: Path, *, yes: bool) -> None:
    """Write `expect:` for the tests of these results, which have none; the changes are shown first."""
    out = console()
    sound = [one for one in results if one.problems[0].words == "nothing is expected"]
    for one in results:
        if one not in sound:
            message = f"{one.test.place}: not recorded: {one.problems[0].words}"
            console(stderr=True).print(f"actions: {message}")
    if not sound:
        out.print("Every test says what it expects: there is nothing to record.")
        raise typer.Exit(exit_codes.FINDINGS if results else exit_codes.FINE)
    made: dict[str, str] = {}
    for file, found in groupby(sound, key=lambda one: one.test.file):
        before = checked.texts[file]
        try:
            made[file] = record(before, list(found), checked.plan)
        except CannotRecordError as error:
            raise complain(str(error), exit_codes.FINDINGS) from None
        out.print(differences(file, before, made[file]), end="")
    if not yes and not _agreed(len(sound), len(made)):
        raise typer.Exit(exit_codes.FINE)
    for file in made:
        if decode((folder / file).read_bytes(), file, Report()) != checked.texts[file]:
            raise complain(f"{file} was changed meanwhile: nothing was written", exit_codes.FINDINGS)
    # As they are: the line ends of the files stay.
    write_or_complain({folder / file: text.encode() for file, text in made.items()})
    out.print(f"Recorded {count(len(sound), 'test')} in {count(len(made), 'file')}.")
    out.print("Read what was written: it says what is, not what is right.")


def _agreed(tests: int, files: int) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        message = "nothing was written: there is no terminal to ask on; --record --yes writes without asking"
        raise complain(message, exit_codes.WRONG_COMMAND_LINE)
    return typer.confirm(f"Write what {count(tests, 'test')} in {count(files, 'file')} must give?")
