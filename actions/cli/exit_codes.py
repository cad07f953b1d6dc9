"""The exit codes of the command."""

import typer

from actions.cli.formats import console, hanging

FINE = 0
FINDINGS = 1
WRONG_COMMAND_LINE = 2
# The same as for a file that is not there: there were events, in unknown number.
INPUT_LOST = 2
# Of a comparison that was asked to say so.
CHANGED = 3
CANNOT_LOAD = 4
NOT_DELIVERED = 5
OUR_BUG = 70
INTERRUPTED = 130


def complain(text: str, code: int) -> typer.Exit:
    """The exception that ends the command with `code`; `text` is said on standard error."""
    err = console(stderr=True)
    err.print(hanging(f"actions: {text}", err))
    return typer.Exit(code)
