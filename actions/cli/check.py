"""`actions check`: is every file right?"""

from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.findings import print_findings
from actions.cli.formats import Format, console, count, may_go_unread
from actions.project import ProjectError, check_project

Directory = Annotated[Path, typer.Option("-C", "--directory", help="The project's folder.", metavar="DIR")]


def check(
    directory: Directory = Path(),
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
) -> None:
    """Read every mapping file and report all that is wrong with it. Needs no secret, sends nothing."""
    out = console()
    try:
        checked = check_project(directory)
    except ProjectError as error:
        console(stderr=True).print(f"actions: {error}")
        raise typer.Exit(exit_codes.CANNOT_LOAD) from None
    errors = checked.report.errors()
    warnings = len(checked.report) - errors
    with may_go_unread():
        print_findings(checked.report, checked.texts, form, out)
        if form is Format.text:
            counts = f"{count(errors, 'error')}, {count(warnings, 'warning')}"
            files = count(checked.files, "file")
            out.print(f"Checked {files}, {count(len(checked.plan.actions), 'action')}: {counts}.")
    raise typer.Exit(exit_codes.FINDINGS if errors or (strict and warnings) else exit_codes.FINE)
