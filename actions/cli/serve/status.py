"""`actions serve status`: how the server, the journal, the decider and the outbox are."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table

from actions.cli.formats import Format, console, count, may_go_unread, print_json, printable
from actions.cli.serve.admin import ask_admin
from actions.cli.serve.loading import DEFAULT, SettingsFile, load_serve

COLUMNS = ("source", "received", "accepted", "refused", "repeated", "suppressed", "blocked", "decided")


def status(
    settings: SettingsFile = DEFAULT,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
) -> None:
    """Show for each source what came and what became of it, how far the decider is, and what waits for each tool."""
    reply = ask_admin(load_serve(settings), "GET", "/status")
    with may_go_unread():
        if form is Format.json:
            print_json(reply)
        else:
            _print(reply)


def _print(reply: Mapping[str, Any]) -> None:
    out, decider = console(), reply["decider"]
    for line in _lines(reply):
        out.print(printable(line))
    table = Table(box=box.SIMPLE_HEAD)
    for name in COLUMNS:
        table.add_column(name, justify="left" if name == COLUMNS[0] else "right")
    received = (reply.get("server") or {}).get("counters", {}).get("received", {})
    for source, of in decider["sources"].items():
        came = received.get(source)
        numbers = [f"{of[name]:,}" for name in COLUMNS[2:]]
        table.add_row(printable(source), "" if came is None else f"{came:,}", *numbers)
    if decider["sources"]:
        out.print(table)
    for name, one in ((reply.get("outbox") or {}).get("instances") or {}).items():
        why = one["paused"] or one["last_trouble"]
        tail = f": {printable(str(why))}" if why else ""
        out.print(f"{printable(name)}: {one['waiting']:,} wait, {one['sent']:,} sent, {one['dead']:,} dead{tail}")


def _lines(reply: Mapping[str, Any]) -> Iterator[str]:
    decider, server = reply["decider"], reply.get("server")
    if server is None:
        yield "server: none has used this journal"
    else:
        what = "draining" if server.get("draining") else "listening"
        several = server.get("processes") or {}
        pids = [str(one["pid"]) for one in several.values() if not one["gone"]]
        who = f"{len(pids)} of {len(several)} processes ({', '.join(pids)})" if several else f"process {server['pid']}"
        yield f"server: {who}, {what} on {server.get('host')}:{server.get('port')}"
        if server.get("reload_problem"):
            yield f"server: its settings were not read again: {server['reload_problem']}"
    unread = decider.get("unread_bytes", 0)
    behind = f"{count(unread, 'byte')} behind, {decider['lag']:.1f} s" if unread else "has decided about all"
    yield f"decider: process {decider['pid']}, {behind}, mappings {decider['plan'][:8]}"
    if decider["problem"]:
        yield f"decider: it cannot go on: {decider['problem']}"
    if decider["reload_problem"]:
        yield f"decider: its files were not read again: {decider['reload_problem']}"
