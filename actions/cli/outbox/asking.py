"""Requests to an outbox; the command ends with a message where it cannot answer."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from actions.cli import exit_codes
from actions.cli.exit_codes import complain


def ask_outbox(path: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of the outbox's owner, or of the file itself; the command ends where neither can answer."""
    # Opening the file needs imports that take a while, and the other subcommands do not need them.
    from actions.deliver.control import ask

    with exit_on_outbox_error():
        return ask(path, request)


@contextmanager
def exit_on_outbox_error(start: str = "") -> Iterator[None]:
    """End the command with a message that begins with `start` where the outbox, or a copy of it, cannot be used."""
    from destinations.delivery.outbox.file.owner import OutboxError

    try:
        yield
    except (OutboxError, OSError, sqlite3.Error) as error:
        raise complain(f"{start}{error}", exit_codes.CANNOT_LOAD) from None
