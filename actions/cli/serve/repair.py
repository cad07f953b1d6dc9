"""`actions serve repair`: skip what cannot be read in the journal."""

from pathlib import Path

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import console, count, printable
from actions.cli.serve.loading import DEFAULT, SettingsFile, load_without_keys
from actions.serve.journal.errors import JournalError
from actions.serve.journal.repair import repair as repair_journal
from actions.serve.journal.several.folders import journal_folders
from destinations.delivery.outbox.file.owner import OwnedError, Owner


def repair(settings: SettingsFile = DEFAULT) -> None:
    """Skip damaged records, at which the decider has stopped. Their bytes are kept in files of their own."""
    found = load_without_keys(settings)
    for folder in journal_folders(found.journal.path, found.processes).values():
        _repair(folder)


def _repair(folder: Path) -> None:
    owner = Owner(folder / "journal")
    try:
        owner.take()
    except OwnedError as error:
        reason = f"the server runs as process {error.pid}; stop it first, and it can accept again in seconds"
        raise complain(reason, exit_codes.FINDINGS) from None
    try:
        skipped = repair_journal(folder)
    except JournalError as error:
        raise complain(printable(str(error)), exit_codes.FINDINGS) from None
    finally:
        owner.release()
    out = console()
    for one in skipped:
        at = f"segment {one.at.segment}, byte {one.at.offset}"
        out.print(f"skipped {count(one.length, 'byte')} at {at}; they are in {printable(str(one.kept))}")
    out.print(f"{printable(str(folder))}: {count(len(skipped), 'damaged place') if skipped else 'nothing is damaged'}")
