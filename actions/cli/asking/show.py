"""`actions show`: what does an action do, with all that it inherits?"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from actions.cli import exit_codes
from actions.cli.asking.findings_text import print_findings
from actions.cli.asking.layout import print_rows
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, print_json, printable
from actions.cli.options import Directory, EnvFile, EnvName
from actions.cli.run.loading import read_project
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.workbench.showing import ShownAction, ShownField, show_action
from mappings.findings.suggest import did_you_mean, nearest

TOO_DEEP = "# This action is nested too deeply to be written as Python: the reference path runs.\n"


def show(
    action: Annotated[str, typer.Argument(help="An action, such as mixpanel.orders.")],
    directory: Directory = Path(),
    python: Annotated[bool, typer.Option("--python", help="The Python that it is compiled to.")] = False,
    lines: Annotated[bool, typer.Option("--lines", help="The Python that writes its lines from bytes.")] = False,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Show when an action fires, and each of its fields with source, options, line and layer."""
    checked = read_project(directory, env, env_file)
    found = _find(action, checked.plan.actions)
    if found is None:
        if checked.report.has_errors:
            print_findings(checked.report, checked.texts, Format.text, console(stderr=True))
            raise typer.Exit(exit_codes.FINDINGS)
        raise complain(f'there is no action "{action}"; {_hint(action, checked.plan)}', exit_codes.WRONG_COMMAND_LINE)
    if python or lines:
        console().print(_source(found, checked.plan, lines=lines), end="")
    elif form is Format.json:
        print_json(show_action(found).as_dict())
    else:
        _print(show_action(found), console())


def _hint(written: str, plan: Plan) -> str:
    """The action that is meant, or those of the instance that is named."""
    keys = [one.key for one in plan.actions]
    if meant := did_you_mean(written, keys):
        return meant
    instance: str | None = written.split(".", maxsplit=1)[0]
    instance = instance if instance in plan.instances else nearest(written.split(".", maxsplit=1)[0], plan.instances)
    names = [one for one in keys if one.startswith(f"{instance}.")] if instance else sorted(plan.instances)
    return f"there are {', '.join(names)}" if instance else f"there are those of {', '.join(names)}"


def _source(action: PlannedAction, plan: Plan, *, lines: bool) -> str:
    """The function that runs; of lines it is the second reader's where the first one leaves all events."""
    functions = (plan.projected_lines, plan.lines) if lines else (plan.fields,)
    return next(filter(None, (one.source(action) for one in functions)), TOO_DEEP)


def _find(name: str, actions: Sequence[PlannedAction]) -> PlannedAction | None:
    """The action of this key, or the only one of this name or id."""
    known = next((one for one in actions if one.key == name), None)
    alike = [one for one in actions if name in (one.name, one.id)]
    return known or (alike[0] if len(alike) == 1 else None)


def _print(shown: ShownAction, out: Console) -> None:
    action = shown.action
    place = action.spot.place
    out.print(printable(f"{action.key} · {action.name}"), style="bold", end="")
    out.print(f"  {action.label}  {place.file}:{place.line}", style="dim")
    if not action.enabled:
        out.print("enabled: false, so it never fires", style="yellow")
    if action.each:
        out.print(printable(f"for each item of {action.each.text}"))
    if action.exclusive:
        out.print(printable(f"unless an action above took the event for the group {action.exclusive}"))
    if action.sample:
        out.print(f"for {action.sample.written} of people, always the same")
    out.print("when")
    for line in shown.when:
        out.print(printable(f"  {line}"))
    out.print("\nfields")
    rows = [
        tuple(map(printable, (one.field, one.source, ", ".join(one.options), _where(one, action))))
        for one in shown.fields
    ]
    print_rows(rows, out, head=("field", "from", "options", "line"), fold=True)


def _where(one: ShownField, action: PlannedAction) -> str:
    if one.layer == "destination default":
        return "default"
    same = one.place.file == action.spot.place.file
    where = f"{one.place.line}" if same else f"{one.place.file}:{one.place.line}"
    return where if one.layer == "own" else f"{where} ({one.layer})"
