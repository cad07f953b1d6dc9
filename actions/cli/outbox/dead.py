"""`actions dead`: look at what did not go through, try it again, or drop it."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table

from actions.cli import exit_codes
from actions.cli.check import Directory
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, count, may_go_unread, print_json, printable
from actions.cli.run.command import OUTBOX
from actions.cli.run.loading import EnvFile, EnvName
from actions.run.delivery.use import With

if TYPE_CHECKING:
    from destinations.delivery.outbox.file.search import Wanted

MOST_SHOWN = 40
UNITS = {"m": "minutes", "h": "hours", "d": "days"}

dead = typer.Typer(name="dead", help="Look after dead letters: what did not go through.", no_args_is_help=True)

Numbers = Annotated[list[int] | None, typer.Argument(help="Letters by number; all, if none is given.")]
File = Annotated[Path | None, typer.Option("--outbox", help="The file; else .actions/outbox.db in the folder.")]
Instance = Annotated[str | None, typer.Option(help="Only of this instance.")]
Action = Annotated[str | None, typer.Option(help="Only of this action.")]
Cause = Annotated[str | None, typer.Option(help="Only for: not_built, refused, rejected, gave_up, full or unreadable.")]
Reason = Annotated[str | None, typer.Option(help="Only with this in the reason.")]
Event = Annotated[str | None, typer.Option(help="Only of events of this name.")]
Since = Annotated[str | None, typer.Option(help="Only since then: 90m, 24h, 7d, or a day such as 2026-03-01.")]
Form = Annotated[Format, typer.Option("--format", help="text for people, json for machines.")]


@dead.callback()
def _group() -> None:
    """Look after dead letters: what did not go through."""


@dead.command("list")
def list_letters(
    directory: Directory = Path(),
    outbox: File = None,
    env: EnvName = None,
    instance: Instance = None,
    action: Action = None,
    cause: Cause = None,
    reason: Reason = None,
    event: Event = None,
    since: Since = None,
    form: Form = Format.text,
) -> None:
    """Say what did not go through, and why."""
    wanted, path = _wanted(None, instance, action, cause, reason, event, since), outbox or directory / OUTBOX
    with may_go_unread():
        if form is Format.json:
            for found in _all(path, env, wanted):
                print_json(found)
            return
        told = _ask(path, env, "letters", wanted, most=MOST_SHOWN)
        _print_table(told["letters"], told["count"])


@dead.command("show")
def show_letters(
    letters: Annotated[list[int], typer.Argument(help="Letters by number.")],
    directory: Directory = Path(),
    outbox: File = None,
    env: EnvName = None,
) -> None:
    """Show letters in full: the event, the payload, the answer."""
    shown = list(_all(outbox or directory / OUTBOX, env, _wanted(letters, *[None] * 6)))
    for one in shown:
        console().print(json.dumps(one, indent=2, ensure_ascii=False))
    if len(shown) < len(letters):
        raise complain("there is no letter of that number", exit_codes.WRONG_COMMAND_LINE)


@dead.command("drop")
def drop_letters(
    letters: Numbers = None,
    directory: Directory = Path(),
    outbox: File = None,
    env: EnvName = None,
    instance: Instance = None,
    action: Action = None,
    cause: Cause = None,
    reason: Reason = None,
    event: Event = None,
    since: Since = None,
    yes: Annotated[bool, typer.Option("--yes", help="Drop them; without it only their number is said.")] = False,
) -> None:
    """Drop letters for good. Without --yes, say how many that would be."""
    wanted, path = _wanted(letters, instance, action, cause, reason, event, since), outbox or directory / OUTBOX
    if not yes:
        number = _ask(path, env, "letters", wanted, most=0)["count"]
        console().print(f"{count(number, 'letter')} would be dropped; --yes drops them")
        return
    console().print(f"{count(_ask(path, env, 'drop', wanted)['dropped'], 'letter')} dropped")


@dead.command("export")
def export_letters(
    to: Annotated[Path, typer.Argument(help="The file to write, as NDJSON.")],
    directory: Directory = Path(),
    outbox: File = None,
    env: EnvName = None,
    instance: Instance = None,
    action: Action = None,
    cause: Cause = None,
    reason: Reason = None,
    event: Event = None,
    since: Since = None,
) -> None:
    """Write letters to a new file, a line of JSON for each."""
    from actions.run.json_line import json_line

    wanted, written = _wanted(None, instance, action, cause, reason, event, since), 0
    try:
        # It holds events: for its owner alone, as the outbox.
        with open(to, "xb", opener=partial(os.open, mode=0o600)) as file:
            for found in _all(outbox or directory / OUTBOX, env, wanted):
                file.write(json_line(found))
                written += 1
    except FileExistsError:
        raise complain(f"{to} is there already; name another file", exit_codes.WRONG_COMMAND_LINE) from None
    console().print(f"{count(written, 'letter')} in {printable(str(to))}")


@dead.command("replay")
def replay_letters(
    letters: Numbers = None,
    directory: Directory = Path(),
    outbox: File = None,
    env: EnvName = None,
    instance: Instance = None,
    action: Action = None,
    cause: Cause = None,
    reason: Reason = None,
    event: Event = None,
    since: Since = None,
    use: Annotated[With, typer.Option("--with", help="The mapping of today, or the recorded payload.")] = With.current,
    send: Annotated[
        bool, typer.Option("--send", help="Try them again; without it nothing is changed or sent.")
    ] = False,
    divert: Annotated[str | None, typer.Option(help="With --send: the URL of a stand-in that gets it all.")] = None,
    env_file: EnvFile = None,
) -> None:
    """Try letters again, each for its own action only. Without --send, say what would come of it."""
    from actions.cli.outbox.replaying import replay_all

    path = outbox or directory / OUTBOX
    wanted = _wanted(letters, instance, action, cause, reason, event, since)
    if not path.exists():
        raise complain(f"there is no outbox {path}", exit_codes.WRONG_COMMAND_LINE)
    raise typer.Exit(replay_all(directory, path, wanted, use, send=send, divert=divert, env=env, env_file=env_file))


def _ask(path: Path, env: str | None, do: str, wanted: "Wanted", **more: Any) -> dict[str, Any]:
    from actions.run.delivery.control import ask
    from destinations.delivery.outbox.file.owner import OutboxError

    try:
        return ask(path, {"do": do, "environment": env, "wanted": asdict(wanted), **more})
    except OutboxError as error:
        raise complain(str(error), exit_codes.CANNOT_LOAD) from None


def _all(path: Path, env: str | None, wanted: "Wanted") -> Iterator[dict[str, Any]]:
    """Every letter that is wanted, asked for a few hundred at a time."""
    while letters := _ask(path, env, "letters", wanted)["letters"]:
        yield from letters
        wanted = replace(wanted, after=letters[-1]["letter"])


def _wanted(
    letters: list[int] | None,
    instance: str | None,
    action: str | None,
    cause: str | None,
    reason: str | None,
    event: str | None,
    since: str | None,
) -> "Wanted":
    from destinations.delivery.outbox.file.search import Wanted

    at = None if since is None else _time(since)
    return Wanted(letters or (), instance, action, cause, reason, event, at)


def _time(since: str) -> float:
    """The moment that is meant, in seconds since 1970."""
    try:
        if since[-1:] in UNITS:
            return (datetime.now(UTC) - timedelta(**{UNITS[since[-1]]: float(since[:-1])})).timestamp()
        moment = datetime.fromisoformat(since)
    except (ValueError, OverflowError):
        raise complain(f"--since {since}: write 90m, 24h, 7d or 2026-03-01", exit_codes.WRONG_COMMAND_LINE) from None
    return moment.timestamp() if moment.tzinfo else moment.replace(tzinfo=UTC).timestamp()


def _print_table(letters: Sequence[dict[str, Any]], total: int) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("letter", "since", "action", "event", "cause", "tries", "why"):
        table.add_column(name, overflow="fold")
    shown = 0
    for one in letters:
        action = f"{one['instance']}.{one['action']}" if one["action"] else "(event)"
        facts = ("at", "name", "cause", "tries", "reason")
        at, name, cause, tries, reason = (str(one[fact] or "") for fact in facts)
        words = (str(one["letter"]), at, action, name, cause, tries, reason)
        table.add_row(*(printable(word) for word in words))
        shown += 1
    out = console()
    if shown:
        out.print(table)
    if total > shown:
        out.print(f"… {total - shown:,} more; --format json prints them all")
    out.print(f"{count(total, 'dead letter')}.")
