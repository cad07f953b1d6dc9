"""`actions plugin check`: does a destination keep the contract?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, count, may_go_unread, print_json, printable
from destinations.registry import PluginError, load_registry
from mappings.findings.suggest import did_you_mean

if TYPE_CHECKING:
    from actions.kit.contract import Subject

# Of one clause; the others are alike.
MOST_SHOWN = 5

plugin = typer.Typer(name="plugin", help="Look after a destination of one's own.", no_args_is_help=True)


@plugin.callback()
def _group() -> None:
    """Look after a destination of one's own."""


@plugin.command()
def check(
    name: Annotated[str, typer.Argument(help="A destination, built in or installed.")],
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
) -> None:
    """Hold a destination against the contract that all of them keep. Needs no secret, sends nothing."""
    # What delivers takes a while to load: the other verbs need none of it.
    from actions.kit.contract import contract_of

    checks = [(one.name, one.run()) for one in contract_of(_read(name))]
    with may_go_unread():
        if form is Format.json:
            for clause, found in checks:
                print_json({"check": clause, "holds": not found, "findings": found})
        else:
            _print(name, checks)
    raise typer.Exit(exit_codes.FINDINGS if any(found for _, found in checks) else exit_codes.FINE)


def _read(name: str) -> Subject:
    from actions.kit.contract import read_subject

    registry = load_registry()
    try:
        return read_subject(name, registry)
    except PluginError as error:
        raise complain(str(error), exit_codes.CANNOT_LOAD) from None
    except LookupError:
        hint = did_you_mean(name, registry.names()) or f"there are {', '.join(registry.names())}"
        raise complain(f'there is no destination "{name}"; {hint}', exit_codes.WRONG_COMMAND_LINE) from None


def _print(name: str, checks: list[tuple[str, list[str]]]) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("the contract")
    table.add_column("", no_wrap=True)
    for clause, found in checks:
        table.add_row(clause, "no" if found else "kept")
    out = console()
    out.print(table)
    for clause, found in checks:
        for one in found[:MOST_SHOWN]:
            out.print(f"{clause}: {printable(one)}")
        if len(found) > MOST_SHOWN:
            out.print(f"{clause}: and {len(found) - MOST_SHOWN} more")
    broken = sum(bool(found) for _, found in checks)
    out.print(f"{name}: {count(len(checks), 'check')}, {broken} not kept.")
