"""The entry point of the command `actions`."""

import os
import sys
import tempfile
import traceback
from importlib.metadata import version
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.catalog import catalog
from actions.cli.check import check
from actions.cli.demo import demo
from actions.cli.init import init
from actions.cli.run import run
from actions.cli.show import show

app = typer.Typer(
    name="actions",
    help="Decide which tools an event goes to, map it into each tool's shape, and deliver it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for verb in (init, check, run, show, catalog, demo):
    app.command()(verb)


@app.callback(invoke_without_command=True)
def _options(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if show_version:
        typer.echo(f"destination-actions {version('destination-actions')}")
        raise typer.Exit


def main() -> None:
    """Run the command; a bug of ours ends with code 70 and a report file instead of a traceback."""
    try:
        app()
    except BrokenPipeError:
        # The reader has seen enough (`actions run … | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(exit_codes.FINE)
    except Exception as error:  # noqa: BLE001 - the last door: whatever comes here is our bug
        report = tempfile.NamedTemporaryFile(  # noqa: SIM115 - it outlives the program
            "w", prefix="actions-report-", suffix=".txt", delete=False, encoding="utf-8"
        )
        # Frames and the error's class, but not its text: that may hold a payload.
        with report:
            report.write("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__ + "\n")
        sys.stderr.write(f"actions: this is a bug of ours ({type(error).__name__}). Please send us {report.name}\n")
        sys.exit(exit_codes.OUR_BUG)
