"""The exit codes of the command."""

import typer

from actions.cli.formats import console

FINE = 0
FINDINGS = 1
WRONG_COMMAND_LINE = 2
# The same as for a file that is not there: there were events, and nobody knows how many.
INPUT_LOST = 2
CANNOT_LOAD = 4
NOT_DELIVERED = 5
OUR_BUG = 70
INTERRUPTED = 130


def complain(text: str, code: int) -> typer.Exit:
    """The exception that ends the command with `code`; `text` is said on standard error."""
    console(stderr=True).print(f"actions: {text}")
    return typer.Exit(code)
