"""The exit codes of the command."""

from textwrap import fill

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
    err = console(stderr=True)
    whole = f"actions: {text}"
    if err.is_terminal:
        # Else the terminal breaks the line inside a word.
        whole = fill(whole, err.width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    err.print(whole)
    return typer.Exit(code)
