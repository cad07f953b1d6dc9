"""`actions dead`: look at what did not go through, try it again, or drop it."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
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
from actions.run.delivery.use import With

if TYPE_CHECKING:
    from destinations.delivery.outbox.file.search import Found, Wanted
    from destinations.delivery.outbox.file.store import Store

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
    instance: Instance = None,
    action: Action = None,
    cause: Cause = None,
    reason: Reason = None,
    event: Event = None,
    since: Since = None,
    form: Form = Format.text,
) -> None:
    """Say what did not go through, and why."""
    from destinations.delivery.outbox.file.search import count as count_letters
    from destinations.delivery.outbox.file.search import find

    wanted = _wanted(None, instance, action, cause, reason, event, since)
    with _opened(outbox or directory / OUTBOX) as store, may_go_unread():
        if form is Format.json:
            for found in find(store, wanted):
                print_json(_as_dict(found))
            return
        _print_table(find(store, wanted, MOST_SHOWN), count_letters(store, wanted))


@dead.command("show")
def show_letters(
    letters: Annotated[list[int], typer.Argument(help="Letters by number.")],
    directory: Directory = Path(),
    outbox: File = None,
) -> None:
    """Show letters in full: the event, the payload, the answer."""
    from destinations.delivery.outbox.file.search import Wanted, find

    with _opened(outbox or directory / OUTBOX) as store, may_go_unread():
        shown = [_as_dict(found) for found in find(store, Wanted(letters))]
    for one in shown:
        console().print(json.dumps(one, indent=2, ensure_ascii=False))
    if len(shown) < len(letters):
        raise complain("there is no letter of that number", exit_codes.WRONG_COMMAND_LINE)


@dead.command("drop")
def drop_letters(
    letters: Numbers = None,
    directory: Directory = Path(),
    outbox: File = None,
    instance: Instance = None,
    action: Action = None,
    cause: Cause = None,
    reason: Reason = None,
    event: Event = None,
    since: Since = None,
    yes: Annotated[bool, typer.Option("--yes", help="Drop them; without it only their number is said.")] = False,
) -> None:
    """Drop letters for good. Without --yes, say how many that would be."""
    from destinations.delivery.outbox.file.search import count as count_letters
    from destinations.delivery.outbox.file.search import drop

    wanted = _wanted(letters, instance, action, cause, reason, event, since)
    with _opened(outbox or directory / OUTBOX) as store:
        if not yes:
            console().print(f"{count(count_letters(store, wanted), 'letter')} would be dropped; --yes drops them")
            return
        store.connection.execute("BEGIN IMMEDIATE")
        dropped = drop(store, wanted)
        store.write_counts()
        store.connection.commit()
    console().print(f"{count(dropped, 'letter')} dropped")


@dead.command("export")
def export_letters(
    to: Annotated[Path, typer.Argument(help="The file to write, as NDJSON.")],
    directory: Directory = Path(),
    outbox: File = None,
    instance: Instance = None,
    action: Action = None,
    cause: Cause = None,
    reason: Reason = None,
    event: Event = None,
    since: Since = None,
) -> None:
    """Write letters to a new file, a line of JSON for each."""
    from actions.run.json_line import json_line
    from destinations.delivery.outbox.file.search import find

    wanted = _wanted(None, instance, action, cause, reason, event, since)
    written = 0
    with _opened(outbox or directory / OUTBOX) as store:
        try:
            with to.open("xb") as file:
                for found in find(store, wanted):
                    file.write(json_line(_as_dict(found)))
                    written += 1
        except FileExistsError:
            raise complain(f"{to} is there already; name another file", exit_codes.WRONG_COMMAND_LINE) from None
    console().print(f"{count(written, 'letter')} in {printable(str(to))}")


@dead.command("replay")
def replay_letters(
    letters: Numbers = None,
    directory: Directory = Path(),
    outbox: File = None,
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
) -> None:
    """Try letters again, each for its own action only. Without --send, say what would come of it."""
    from actions.cli.outbox.replaying import replay_all

    path = outbox or directory / OUTBOX
    wanted = _wanted(letters, instance, action, cause, reason, event, since)
    if not path.exists():
        raise complain(f"there is no outbox {path}", exit_codes.WRONG_COMMAND_LINE)
    raise typer.Exit(replay_all(directory, path, wanted, use, send=send, divert=divert))


@contextmanager
def _opened(path: Path) -> "Iterator[Store]":
    """The outbox, which nobody else may have open meanwhile."""
    from destinations.delivery.outbox.file.owner import OutboxError
    from destinations.delivery.outbox.outbox import Outbox

    if not path.exists():
        raise complain(f"there is no outbox {path}", exit_codes.WRONG_COMMAND_LINE)
    try:
        file = Outbox(path)
        store = file.open()
    except OutboxError as error:
        raise complain(str(error), exit_codes.CANNOT_LOAD) from None
    try:
        yield store
    except sqlite3.Error as error:
        raise complain(f"{path}: {error}", exit_codes.CANNOT_LOAD) from None
    finally:
        file.close(store)


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


def _as_dict(found: "Found") -> dict[str, Any]:
    about = json.loads(found.about)
    return {
        "letter": found.letter,
        "instance": found.instance,
        "action": found.action,
        "type": found.type,
        "cause": found.cause,
        "reason": found.reason,
        "message_id": found.message_id,
        "delivery_id": found.id,
        "tries": found.tries,
        "http_status": found.status,
        "first_at": _iso(found.first_at),
        "at": _iso(found.at),
        "mapping_hash": found.mapping,
        **{name: about[name] for name in ("file", "line", "item", "diagnostics") if name in about},
        "payload": _parsed(found.payload),
        "event": _parsed(found.event),
    }


def _parsed(text: bytes | None) -> Any:
    if text is None:
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return text.decode("utf-8", "replace")
    return value


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _print_table(letters: "Iterator[Found]", total: int) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("letter", "since", "action", "event", "cause", "tries", "why"):
        table.add_column(name, overflow="fold")
    shown = 0
    for one in letters:
        action = f"{one.instance}.{one.action}" if one.action else "(event)"
        words = (str(one.letter), _iso(one.at), action, one.name, one.cause, str(one.tries or ""), one.reason)
        table.add_row(*(printable(word or "") for word in words))
        shown += 1
    out = console()
    if shown:
        out.print(table)
    if total > shown:
        out.print(f"… {total - shown:,} more; --format json prints them all")
    out.print(f"{count(total, 'dead letter')}.")
