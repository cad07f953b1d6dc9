"""`actions dead`: look at what did not go through, try it again, or drop it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table

from actions.cli import exit_codes
from actions.cli.asking.layout import wrapped
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, count, may_go_unread, print_json, printable
from actions.cli.options import OUTBOX, Directory, EnvFile, EnvName
from actions.cli.outbox.asking import ask_outbox
from actions.cli.outbox.filters import ALL, Filters, filtered
from actions.cli.outbox.stream.place import StreamAddress
from actions.deliver.replay.use import With

if TYPE_CHECKING:
    from actions.cli.outbox.stream.dead import StreamLetters
    from destinations.delivery.outbox.file.search import Wanted

MOST_SHOWN = 40

dead = typer.Typer(
    name="dead",
    help="Inspect, export, replay or delete dead letters: deliveries that failed for good.",
    no_args_is_help=True,
)

# On a narrower terminal the table of dead letters would be unreadable.
TABLE_WIDTH = 110
Numbers = Annotated[list[int] | None, typer.Argument(help="Letters by number; by default all.")]
File = Annotated[
    Path | None, typer.Option("--outbox", help="The outbox file; by default .actions/outbox.db in the folder.")
]
Form = Annotated[Format, typer.Option("--format", help="text for people, json for machines.")]


@dead.callback()
def _group() -> None:
    """Inspect, export, replay or delete dead letters: deliveries that failed for good."""


@dead.command("list")
@filtered
def list_letters(
    directory: Directory = Path(),
    outbox: File = None,
    source: StreamAddress = None,
    env: EnvName = None,
    filters: Filters = ALL,
    form: Form = Format.text,
) -> None:
    """List what failed for good, and why."""
    wanted, path = filters.wanted(), outbox or directory / OUTBOX
    with may_go_unread():
        if source is not None:
            _print_rows(_of_stream(source, wanted).rows(), form)
            return
        if form is Format.json:
            for found in _all(path, env, wanted):
                print_json(found)
            return
        reply = _ask(path, env, "letters", wanted, most=MOST_SHOWN)
        _print_table(reply["letters"], reply["count"])


@dead.command("show")
def show_dead_letters(
    letters: Annotated[list[int], typer.Argument(help="Dead letters by number.")],
    directory: Directory = Path(),
    outbox: File = None,
    source: StreamAddress = None,
    env: EnvName = None,
) -> None:
    """Show dead letters in full: the event, the payload, the answer."""
    wanted = ALL.wanted(letters)
    shown = (
        list(_all(outbox or directory / OUTBOX, env, wanted)) if source is None else _of_stream(source, wanted).rows()
    )
    for one in shown:
        console().print(json.dumps(one, indent=2, ensure_ascii=False))
    if len(shown) < len(letters):
        raise complain("there is no dead letter with that number", exit_codes.WRONG_COMMAND_LINE)


@dead.command("drop")
@filtered
def drop_dead_letters(
    letters: Numbers = None,
    directory: Directory = Path(),
    outbox: File = None,
    source: StreamAddress = None,
    env: EnvName = None,
    filters: Filters = ALL,
    yes: Annotated[bool, typer.Option("--yes", help="Drop them; without it, only count them.")] = False,
) -> None:
    """Delete dead letters for good. Without --yes, only count them."""
    wanted, path = filters.wanted(letters), outbox or directory / OUTBOX
    if source is not None and yes:
        console().print(f"{count(_of_stream(source, wanted).drop(), 'dead letter')} dropped")
        return
    if not yes:
        number = (
            _ask(path, env, "letters", wanted, most=0)["count"]
            if source is None
            else len(_of_stream(source, wanted).rows())
        )
        console().print(f"{count(number, 'dead letter')} would be dropped; --yes drops them")
        return
    console().print(f"{count(_ask(path, env, 'drop', wanted)['dropped'], 'dead letter')} dropped")


@dead.command("export")
@filtered
def export_dead_letters(
    to: Annotated[Path, typer.Argument(help="The file to write, as NDJSON.")],
    directory: Directory = Path(),
    outbox: File = None,
    source: StreamAddress = None,
    env: EnvName = None,
    filters: Filters = ALL,
) -> None:
    """Write dead letters to a new file, one line of JSON each."""
    from actions.cli.editing.writing import write_new

    wanted = filters.wanted()
    rows = _all(outbox or directory / OUTBOX, env, wanted) if source is None else _of_stream(source, wanted).rows()
    written = write_new(to, rows)
    console().print(f"{count(written, 'dead letter')} in {printable(str(to))}")


@dead.command("replay")
@filtered
def replay_dead_letters(
    letters: Numbers = None,
    directory: Directory = Path(),
    outbox: File = None,
    source: StreamAddress = None,
    env: EnvName = None,
    filters: Filters = ALL,
    use: Annotated[
        With, typer.Option("--with", help="Use the current mapping, or the recorded payload.")
    ] = With.current,
    send: Annotated[
        bool, typer.Option("--send", help="Try them again; without it, nothing is changed or sent.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --send: do not ask at a terminal.")] = False,
    divert: Annotated[str | None, typer.Option(help="With --send: the URL of a stand-in for all tools.")] = None,
    env_file: EnvFile = None,
    settings: Annotated[
        Path | None,
        typer.Option(
            "--settings", "-s", help="The service's settings; by default serve.yaml in the folder.", metavar="FILE"
        ),
    ] = None,
) -> None:
    """Try dead letters again, each for its own action only. Without --send, only show what would happen."""
    from actions.cli.outbox.replaying import Sending, replay_all

    path = outbox or directory / OUTBOX
    wanted = filters.wanted(letters)
    if source is not None:
        _of_stream(source, wanted).replay(send=send)
        return
    if not path.exists():
        raise complain(f"there is no outbox {path}", exit_codes.WRONG_COMMAND_LINE)
    sending = Sending(divert, ask=not yes) if send else None
    raise typer.Exit(replay_all(directory, path, wanted, use, sending, env, env_file, settings))


def _of_stream(source: str, wanted: "Wanted") -> "StreamLetters":
    from actions.cli.outbox.stream.dead import StreamLetters

    return StreamLetters(source, wanted)


def _print_rows(rows: Sequence[dict[str, Any]], form: Format) -> None:
    if form is Format.json:
        for one in rows:
            print_json(one)
        return
    _print_table(rows[:MOST_SHOWN], len(rows))


def _ask(path: Path, env: str | None, do: str, wanted: "Wanted", **more: Any) -> dict[str, Any]:
    return ask_outbox(path, {"do": do, "environment": env, "wanted": asdict(wanted), **more})


def _all(path: Path, env: str | None, wanted: "Wanted") -> Iterator[dict[str, Any]]:
    """Every dead letter that is wanted, asked for a few hundred at a time."""
    while letters := _ask(path, env, "letters", wanted)["letters"]:
        yield from letters
        wanted = replace(wanted, after=letters[-1]["letter"])


def _print_table(letters: Sequence[dict[str, Any]], total: int) -> None:
    # Needs imports that take a while, and the other subcommands do not need them.
    from actions.workbench.people import personal_values, without_texts

    out, shown = console(), 0
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("letter", "since", "action", "event", "cause", "tries", "why"):
        table.add_column(name, overflow="fold", no_wrap=name in ("letter", "since"))
    for one in letters:
        action = f"{one['instance']}.{one['action']}" if one["action"] else "(event)"
        facts = ("name", "cause", "tries", "reason")
        name, cause, tries, reason = (str(one[fact] or "") for fact in facts)
        reason = without_texts(reason, {*personal_values(one["event"]), *personal_values(one["payload"])})
        # To the minute, as a clock on the wall has it.
        at = str(one["at"])[:16].replace("T", " ")
        words = [printable(word) for word in (str(one["letter"]), at, action, name, cause, tries, reason)]
        if out.width < TABLE_WIDTH:
            out.print(wrapped("  ".join(word for word in words[:-1] if word), out.width))
            out.print(wrapped(words[-1], out.width, "   "), style="dim")
        else:
            table.add_row(*words)
        shown += 1
    if shown and out.width >= TABLE_WIDTH:
        out.print(table)
    if total > shown:
        out.print(f"… {total - shown:,} more; --format json prints them all")
    out.print(f"{count(total, 'dead letter')}.")
