"""`actions outbox`: check the file, copy it while it is in use, put a copy in its place, forget people."""

from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import console, printable
from actions.cli.options import OUTBOX, Directory
from actions.cli.outbox.asking import ask_outbox, exit_on_outbox_error
from actions.cli.outbox.people import allow_person, forget_person

outbox = typer.Typer(
    name="outbox",
    help="Check, back up, restore or clean the outbox file, in which deliveries wait.",
    no_args_is_help=True,
)

File = Annotated[
    Path | None, typer.Option("--outbox", help="The outbox file; by default .actions/outbox.db in the folder.")
]


outbox.command("forget")(forget_person)
outbox.command("allow")(allow_person)


@outbox.callback()
def _group() -> None:
    """Check, back up, restore or clean the outbox file, in which deliveries wait."""


@outbox.command("check")
def check_file(directory: Directory = Path(), file: File = None) -> None:
    """Read the whole file and check its integrity."""
    path = file or directory / OUTBOX
    found = ask_outbox(path, {"do": "check"})["found"]
    for one in found:
        console().print(printable(one))
    if found:
        raise complain(f"{path} is damaged; a backup of it can be restored", exit_codes.FINDINGS)
    console().print(f"{printable(str(path))} is sound")


@outbox.command("backup")
def back_up(
    to: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
    directory: Directory = Path(),
    file: File = None,
) -> None:
    """Copy the outbox, even while a process delivers from it."""
    ask_outbox(file or directory / OUTBOX, {"do": "backup", "to": str(to.absolute())})
    console().print(f"written: {printable(str(to))}")


@outbox.command("restore")
def restore(
    backup: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    directory: Directory = Path(),
    file: File = None,
) -> None:
    """Replace the outbox with a copy; the old file is kept beside it under another name.

    What was delivered since the copy was made is delivered again, with the same delivery ids.
    """
    from destinations.delivery.outbox.file.backup import put_back

    path = file or directory / OUTBOX
    with exit_on_outbox_error("cannot restore: "):
        aside = put_back(backup, path)
    kept = f"; the one before is {printable(str(aside))}" if aside else ""
    console().print(f"restored: {printable(str(path))}{kept}")
