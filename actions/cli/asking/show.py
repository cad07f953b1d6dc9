"""`actions show`: what does an action do with an event, as code?"""

from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.check import Directory
from actions.cli.exit_codes import complain
from actions.cli.findings import print_findings
from actions.cli.formats import Format, console
from actions.plan.planned import Plan, PlannedAction
from actions.project import ProjectError, check_project
from mappings.findings.suggest import did_you_mean


def show(
    action: Annotated[str, typer.Argument(help="An action, such as mixpanel.orders.")],
    directory: Directory = Path(),
    lines: Annotated[bool, typer.Option("--lines", help="What writes its lines from bytes to bytes.")] = False,
) -> None:
    """Print the Python that an action is compiled to; its comments name lines of the mapping file."""
    try:
        checked = check_project(directory)
    except ProjectError as error:
        raise complain(str(error), exit_codes.CANNOT_LOAD) from None
    found = _find(action, checked.plan)
    if found is not None:
        console().print(checked.plan.writers.source(found) if lines else found.source, end="")
        return
    if checked.report.has_errors:
        print_findings(checked.report, checked.texts, Format.text, console(stderr=True))
        raise typer.Exit(exit_codes.FINDINGS)
    names = [one.key for one in checked.plan.actions]
    hint = did_you_mean(action, names) or f"there are {', '.join(names)}"
    raise complain(f'there is no action "{action}"; {hint}', exit_codes.WRONG_COMMAND_LINE)


def _find(name: str, plan: Plan) -> PlannedAction | None:
    return next((one for one in plan.actions if one.key == name), None)
