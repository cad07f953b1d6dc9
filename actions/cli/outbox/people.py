"""`actions outbox forget` and `allow`: delete what is kept of a person, and accept nothing more of them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import console, count
from actions.cli.options import OUTBOX, Directory, EnvName
from actions.cli.outbox.asking import ask_outbox

File = Annotated[
    Path | None, typer.Option("--outbox", help="The outbox file; by default .actions/outbox.db in the folder.")
]
User = Annotated[str | None, typer.Option("--user", metavar="ID", help="The person's userId.")]
Anonymous = Annotated[str | None, typer.Option("--anonymous", metavar="ID", help="The person's anonymousId.")]


def forget_person(
    directory: Directory = Path(),
    user: User = None,
    anonymous: Anonymous = None,
    file: File = None,
    env: EnvName = None,
    suppress: Annotated[bool, typer.Option("--suppress", help="Also accept no more events of the person.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete; without it, only count.")] = False,
) -> None:
    """Delete a person's waiting deliveries and dead letters. Without --yes, only count them."""
    people = _people(user, anonymous)
    do = "forget" if yes else "forgotten"
    request = {"do": do, "people": people, "suppress": suppress, "environment": env}
    reply = ask_outbox(file or directory / OUTBOX, request)
    waiting = f"{reply['deliveries']:,} {'delivery' if reply['deliveries'] == 1 else 'deliveries'}"
    found = f"{waiting} and {count(reply['letters'], 'dead letter')}"
    if not yes:
        console().print(f"{found} would be deleted; --yes deletes them")
        return
    console().print(f"{found} deleted{_under_way(reply)}")
    if suppress:
        console().print("no more events of this person are accepted; `actions outbox allow` ends that")


def allow_person(
    directory: Directory = Path(),
    user: User = None,
    anonymous: Anonymous = None,
    file: File = None,
    env: EnvName = None,
) -> None:
    """Accept events of a person again, after `forget --suppress`."""
    people = _people(user, anonymous)
    reply = ask_outbox(file or directory / OUTBOX, {"do": "allow", "people": people, "environment": env})
    if reply["allowed"] == 0:
        console().print("events of this person were accepted before, too")
        return
    console().print("events of this person are accepted again")


def _people(user: str | None, anonymous: str | None) -> list[str]:
    people = [who.strip() for who in (user, anonymous) if who and who.strip()]
    if not people:
        raise complain("name the person: --user ID, --anonymous ID or both", exit_codes.WRONG_COMMAND_LINE)
    return people


def _under_way(reply: dict[str, Any]) -> str:
    number = reply["under_way"]
    return f"; {number:,} of them were taken to be sent, and may arrive" if number else ""
