"""`actions plugin check`: does a destination keep the contract?"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from actions.cli import exit_codes
from actions.cli.asking.layout import wrapped
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, count, may_go_unread, print_json, printable
from destinations.registry import PluginError, load_registry
from mappings.findings.suggest import did_you_mean

if TYPE_CHECKING:
    from actions.kit.contract import Check, Subject

# Of one clause; the others are alike.
MOST_SHOWN = 5

plugin = typer.Typer(name="plugin", help="Check your own destination.", no_args_is_help=True)


@plugin.callback()
def _group() -> None:
    """Check your own destination."""


@plugin.command()
def check(
    name: Annotated[
        str | None,
        typer.Argument(help="A built-in or installed destination; by default that of the package in this folder."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
) -> None:
    """Check a destination against the plugin contract. Needs no secret, sends nothing."""
    # Delivery takes a while to import, and the other subcommands do not need it.
    from actions.kit.contract import contract_of, notes_of

    given, name = name, _named(name)
    subject = _read(name, is_declared=name != given)
    checks = [(one, one.run()) for one in contract_of(subject)]
    notes = notes_of(subject)
    with may_go_unread():
        if form is Format.json:
            for clause, found in checks:
                holds = None if clause.passed_over else not found
                print_json({"check": clause.name, "holds": holds, "passed_over": clause.passed_over, "findings": found})
            for note in notes:
                print_json({"note": note})
        else:
            _print(name, checks, notes)
    raise typer.Exit(exit_codes.FINDINGS if any(found for _, found in checks) else exit_codes.FINE)


def _named(name: str | None) -> str:
    """The name, or that of the destination which the package in this folder, or in the folder `name`, declares."""
    if name is not None and not name.startswith((".", "/")):
        return name
    folder = Path(name or ".")
    try:
        declared = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
        return str(next(iter(declared["project"]["entry-points"]["destinations"])))
    except (OSError, ValueError, LookupError, TypeError):
        advice = "name a destination: actions plugin check NAME"
        message = f"{folder}/pyproject.toml declares no destination (project.entry-points.destinations); {advice}"
        raise complain(message, exit_codes.WRONG_COMMAND_LINE) from None


def _read(name: str, *, is_declared: bool) -> Subject:
    from actions.kit.contract import read_subject

    registry = load_registry()
    try:
        return read_subject(name, registry)
    except PluginError as error:
        raise complain(str(error), exit_codes.CANNOT_LOAD) from None
    except LookupError:
        if is_declared:
            advice = f"{name} is not installed; run pip install -e . in the folder of its package"
            raise complain(advice, exit_codes.WRONG_COMMAND_LINE) from None
        hint = did_you_mean(name, registry.names()) or f"there are {', '.join(registry.names())}"
        raise complain(f'there is no destination "{name}"; {hint}', exit_codes.WRONG_COMMAND_LINE) from None


def _print(name: str, checks: list[tuple[Check, list[str]]], notes: list[str]) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("the contract")
    table.add_column("", no_wrap=True)
    for clause, found in checks:
        if not clause.passed_over:
            table.add_row(clause.name, "no" if found else "kept")
    out = console()
    out.print(table)
    for clause, found in checks:
        for one in found[:MOST_SHOWN]:
            out.print(f"{clause.name}: {printable(one)}")
        if len(found) > MOST_SHOWN:
            out.print(f"{clause.name}: and {len(found) - MOST_SHOWN} more")
    passed: dict[str, list[str]] = {}
    for clause, _ in checks:
        passed.setdefault(clause.passed_over, []).append(clause.name)
    for why, names in passed.items():
        if why:
            out.print(f"passed over, as {why}: {'; '.join(names)}")
    for note in notes:
        out.print(wrapped(f"note: {printable(note)}", out.width))
    looked = sum(not clause.passed_over for clause, _ in checks)
    broken = sum(bool(found) for _, found in checks)
    out.print(f"{name}: {count(looked, 'check')}, {broken} not kept.")
