"""The entry point of the command `actions`."""

import atexit
import errno
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.first.words import Words
from actions.cli.formats import discard_stdout, open_closed_streams, printable, write_utf_8

app = typer.Typer(
    name="actions",
    cls=Words,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Decide which tools an event goes to, map it into each tool's shape, and deliver it.",
    epilog="Example: actions init shop",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
# A full disk, a file where a folder should be, and the like: nothing is wrong with the program.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
NOT_OURS = FULL | {errno.EROFS, errno.EACCES, errno.EPERM, errno.EEXIST, errno.ENOTDIR, errno.EISDIR}
# Of a name alone, be it of a file to read or to write; so much of it is shown.
SHOWN = 60
NO_NAME = {errno.ENAMETOOLONG, errno.ELOOP}


@app.callback(invoke_without_command=True)
def _options(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if show_version:
        typer.echo(f"destination-actions {version('destination-actions')}")
        raise typer.Exit


def main() -> None:
    """Run the command; a bug of ours ends with code 70 and a report file instead of a traceback."""
    open_closed_streams()
    write_utf_8()
    codes = (_ended(app), _ended(sys.stdout.flush))
    # What could not be printed hides no worse news.
    code = codes[0] or codes[1]
    _end_with(code)
    sys.exit(code)


def _end_with(code: int) -> None:
    """See to it that the process ends with this code from now on, whatever signal comes."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # A thread that some plugin has left behind is not waited for any longer.
        signal.signal(number, lambda *_: os._exit(code))
        # Behind that, the interpreter takes handlers away, and a signal's own code would be the process's.
        atexit.register(signal.signal, number, signal.SIG_IGN)


def _ended(call: Callable[[], object]) -> int:
    """The exit code that the call ends with."""
    try:
        call()
    except BaseException as error:  # noqa: BLE001 - the outermost handler: anything unforeseen is our bug
        return _code(error)
    return exit_codes.FINE


def _code(error: BaseException) -> int:
    """The exit code for whatever ended the command; typer has wrapped some of it into a SystemExit of its own."""
    first = _first(error)
    if isinstance(first, BrokenPipeError):
        # The reader has seen enough (`actions run … | head`): there is nothing left to print to.
        discard_stdout()
        return exit_codes.FINE
    if isinstance(first, KeyboardInterrupt):
        return exit_codes.INTERRUPTED
    if isinstance(error, SystemExit):
        return int(error.code) if isinstance(error.code, int | None) and error.code else bool(error.code)
    if isinstance(error, OSError) and error.errno in NOT_OURS:
        discard_stdout()  # Or the interpreter tries once more at its end, and complains once more.
        sys.stderr.write(f"actions: {error.filename or 'the output'} cannot be written: {error.strerror}\n")
        return exit_codes.FINDINGS
    if isinstance(error, OSError) and error.errno in NO_NAME:
        sys.stderr.write(f"actions: {printable(str(error.filename))[:SHOWN]}…: {error.strerror}\n")
        return exit_codes.WRONG_COMMAND_LINE
    return _report(error)


def _first(error: BaseException) -> BaseException:
    """The exception that was there before it was wrapped."""
    return _first(error.__context__) if isinstance(error, SystemExit | typer.Abort) and error.__context__ else error


def _report(error: BaseException) -> int:
    """Our bug: frames and the error's class go into a file, but not its text, which may hold a payload."""
    report = tempfile.NamedTemporaryFile(  # noqa: SIM115 - it outlives the program
        "w", prefix="actions-report-", suffix=".txt", delete=False, encoding="utf-8"
    )
    with report:
        report.write("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__ + "\n")
    sys.stderr.write(f"actions: this is a bug of ours ({type(error).__name__}). Please send us {report.name}\n")
    return exit_codes.OUR_BUG
