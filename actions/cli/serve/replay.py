"""`actions serve replay`: decide once more about what the journal still has."""

from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import console, count
from actions.cli.serve.admin import ask_admin
from actions.cli.serve.loading import DEFAULT, SettingsFile, load_without_keys
from actions.serve.admin.since import SinceError, read_since


def replay(
    since: Annotated[str, typer.Option(metavar="WHEN", help="How long ago, such as 2h, or a moment in ISO 8601.")],
    settings: SettingsFile = DEFAULT,
    source: Annotated[str | None, typer.Option(help="Only events of this source.")] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also send anew what was accepted in the last day and is delivered.")
    ] = False,
) -> None:
    """Decide once more, with the mappings of today, about events that came since then.

    Deliveries that were accepted before are not accepted twice, so that only what the mappings did not make then is
    sent. What the service does with consent, suppressed people and tracking plans holds here, too.
    """
    try:
        read_since(since)
    except SinceError as error:
        raise complain(f"--since {since}: {error}", exit_codes.WRONG_COMMAND_LINE) from None
    body = {"since": since, "source": source, "again": again}
    reply = ask_admin(load_without_keys(settings), "POST", "/replay", body)
    accepted = f"{reply['accepted']:,} {'delivery' if reply['accepted'] == 1 else 'deliveries'} accepted"
    known = f"{reply['repeated']:,} known already"
    console().print(f"{count(reply['events'], 'event')}: {accepted}, {known}, {count(reply['failures'], 'failure')}")
