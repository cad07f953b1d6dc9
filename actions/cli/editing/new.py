"""`actions new destination`: scaffold a package for a new destination."""

from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.editing.writing import may_be_unwritable
from actions.cli.exit_codes import complain
from actions.cli.formats import console
from actions.kit.new.auth import Auth
from actions.kit.new.names import name_trouble
from actions.kit.new.write_package import write_package
from destinations.registry import load_registry

new = typer.Typer(name="new", help="Scaffold a new destination.", no_args_is_help=True)


@new.callback()
def _group() -> None:
    """Scaffold a new destination."""


@new.command()
def destination(
    name: Annotated[str, typer.Argument(help="What mapping files call it, such as acme.")],
    action: Annotated[
        list[str] | None,
        typer.Option("--action", help="An action type, such as track_order; repeat the option, or list several: a,b."),
    ] = None,
    auth: Annotated[
        Auth,
        typer.Option("--auth", help="The tool's credentials: bearer, basic, key, oauth2 or none.", metavar="KIND"),
    ] = Auth.bearer,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write it.", metavar="DIR")] = Path(),
) -> None:
    """Write a package for a new destination, ready to install and to pass the contract checks."""
    known = load_registry().names()
    named = [one.strip() for given in action or ["track"] for one in given.split(",") if one.strip()] or ["track"]
    trouble = name_trouble(name, "a destination", known)
    for number, one in enumerate(named):
        trouble = trouble or name_trouble(one, "an action type", ())
        if one in named[:number]:
            trouble = trouble or f"--action {one} is there twice; leave one out"
    if trouble:
        raise complain(trouble, exit_codes.WRONG_COMMAND_LINE)
    with may_be_unwritable(out, "; nothing was written"):
        try:
            written = write_package(name, named, auth, out)
        except FileExistsError as error:
            raise complain(f"{error.filename} is there already; nothing was written", exit_codes.FINDINGS) from None
    folder = next(path.parent for path in written if path.name == "pyproject.toml")
    console().print(f"created {folder}/")
    for path in written:
        console().print(f"  {path.relative_to(folder)}")
    console().print(f'next:  cd {folder} && pip install -e ".[test]" && pytest')
