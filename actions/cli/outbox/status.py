"""`actions status`, `pause` and `resume`: the state of an outbox, and which instances it delivers to."""

import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, count, may_go_unread, print_json, printable
from actions.cli.options import OUTBOX, Directory, EnvName
from actions.cli.outbox.asking import ask_outbox

EVERY = 2.0
HOUR, MINUTE = 3600, 60
COLUMNS = ("instance", "waiting", "in flight", "retrying", "sent", "dead", "oldest", "a second", "why")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
File = Annotated[
    Path | None, typer.Option("--outbox", help="The outbox file; by default .actions/outbox.db in the folder.")
]


def status(
    directory: Directory = Path(),
    outbox: File = None,
    env: EnvName = None,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
    metrics: Annotated[bool, typer.Option("--metrics", help="Print metrics in the Prometheus text format.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Refresh every two seconds, until Ctrl-C.")] = False,
    healthy: Annotated[
        str | None,
        typer.Option(
            metavar="AGE",
            help="Exit with 1 if no process delivers, something is paused, or a delivery is older than AGE (15m).",
        ),
    ] = None,
) -> None:
    """Show for each instance what waits, what was sent, what failed for good, what is paused and why."""
    oldest = None if healthy is None else read_age(healthy)
    while True:
        status = ask_outbox(outbox or directory / OUTBOX, {"do": "status", "environment": env})
        if oldest is not None:
            _report_health(status, oldest)
            return
        with may_go_unread():
            if metrics:
                sys.stdout.write(_metrics(status))
            elif form is Format.json:
                print_json(status)
            else:
                _print(status, afresh=watch)
        if not watch:
            return
        time.sleep(EVERY)


def pause(
    instance: Annotated[str, typer.Argument(help="The instance to pause.")],
    directory: Directory = Path(),
    outbox: File = None,
    env: EnvName = None,
    reason: Annotated[str, typer.Option(help="The reason, shown by `status`.")] = "paused by hand",
) -> None:
    """Send nothing to an instance until `resume`, even after a restart; its deliveries wait."""
    ask_outbox(
        outbox or directory / OUTBOX, {"do": "pause", "instance": instance, "reason": reason, "environment": env}
    )
    console().print(f"{instance} is paused; `actions resume {instance}` ends that")


def resume(
    instance: Annotated[str, typer.Argument(help="The instance to resume.")],
    directory: Directory = Path(),
    outbox: File = None,
    env: EnvName = None,
) -> None:
    """Resume an instance that was paused, by hand or because the tool needs attention first."""
    ask_outbox(outbox or directory / OUTBOX, {"do": "pause", "instance": instance, "reason": None, "environment": env})
    console().print(f"{instance} goes on")


def read_age(text: str) -> float:
    """The seconds that `90m` and the like mean."""
    try:
        return timedelta(**{UNITS[text[-1:]]: float(text[:-1])}).total_seconds()
    except (KeyError, ValueError, OverflowError):
        raise complain(f"{text} is not an age; write 90s, 15m, 24h or 7d", exit_codes.WRONG_COMMAND_LINE) from None


def _report_health(status: dict[str, Any], oldest: float) -> None:
    """Print what is wrong, and exit with 1 if anything is."""
    wrong = [] if status["owner"] else ["no process delivers"]
    if status.get("trouble"):
        wrong.append(f"the outbox cannot be written: {status['trouble']}")
    for name, one in sorted(status["instances"].items()):
        if one["paused"]:
            wrong.append(f"{name} is paused: {one['paused']}")
        if (one["oldest_seconds"] or 0) > oldest:
            wrong.append(f"{name}: the oldest delivery has waited for {_age(one['oldest_seconds'])}")
    for text in wrong:
        console().print(printable(text))
    if wrong:
        raise typer.Exit(exit_codes.FINDINGS)
    console().print("all is well")


def _metrics(status: dict[str, Any]) -> str:
    from actions.deliver.observability.metrics import prometheus_text

    return prometheus_text(status)


def _print(status: dict[str, Any], *, afresh: bool) -> None:
    out = console()
    if afresh:
        out.clear()  # On a terminal: what a file is to hold stays.
    owner = f"process {status['owner']} delivers" if status["owner"] else "no process delivers at present"
    rows = []
    for name, one in sorted(status["instances"].items()):
        facts = (one["waiting"], one.get("in_flight", ""), one["retrying"], one["sent"], one["dead"])
        rate = one.get("rate")
        words = (_age(one["oldest_seconds"]), "" if rate is None else f"{rate:g}", printable(_why(one)))
        rows.append((name, *(f"{fact:,}" if isinstance(fact, int) else str(fact) for fact in facts), *words))
    if rows:
        out.print(_table(rows))
    dropped = f" ({status['letters_dropped']:,} more were dropped)" if status.get("letters_dropped") else ""
    out.print(f"{count(status['letters'], 'dead letter')}{dropped}, {status['bytes'] >> 20:,} MiB on disk; {owner}.")
    if status.get("suppressed"):
        out.print(f"suppressed: {count(status['suppressed'], 'id')} of people of whom nothing is accepted.")
    if status.get("trouble"):
        out.print(f"trouble: {printable(status['trouble'])}")


def _table(rows: Sequence[Sequence[str]]) -> Table:
    """The rows, without the columns that say nothing."""
    filled = [number for number, cells in enumerate(zip(*rows, strict=True)) if any(cells)]
    table = Table(box=box.SIMPLE_HEAD)
    for number in filled:
        # A number or a name that is cut in two cannot be read.
        table.add_column(COLUMNS[number], overflow="fold", no_wrap=COLUMNS[number] != "why")
    for row in rows:
        table.add_row(*(row[number] for number in filled))
    return table


def _why(one: dict[str, Any]) -> str:
    """Why deliveries wait, as far as that is known."""
    if one["paused"]:
        return f"paused: {one['paused']}"
    return one.get("last_trouble") or ""


def _age(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds >= HOUR:
        return f"{seconds / HOUR:.1f} h"
    return f"{seconds / MINUTE:.1f} min" if seconds >= MINUTE else f"{seconds:.0f} s"
