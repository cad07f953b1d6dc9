"""`actions serve status`: how the server, the journal, the decider and the outbox are."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, count, may_go_unread, print_json, printable
from actions.cli.serve.admin import SilentError, reach_admin, stream_of
from actions.cli.serve.loading import DEFAULT, SettingsFile, load_without_keys
from actions.serve.journal.several.servers import is_silent, read_servers
from actions.serve.settings.model import ServeSettings

if TYPE_CHECKING:
    from actions.stream.address import Address

COLUMNS = ("source", "read", "accepted", "refused", "repeated", "suppressed", "blocked", "invalid", "decided")


def status(
    settings: SettingsFile = DEFAULT,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
) -> None:
    """Show for each source what came and what became of it, how far the decider is, and what waits for each tool."""
    reply = _status_of(load_without_keys(settings))
    with may_go_unread():
        if form is Format.json:
            print_json(reply)
        else:
            _print(reply)


def _status_of(settings: ServeSettings) -> dict[str, Any]:
    """What the decider answers; what the server has written down where no decider does."""
    if (stream := stream_of(settings)) is not None:
        return _of_stream(settings, stream)
    try:
        reply: dict[str, Any] = reach_admin(settings, "GET", "/status")
    except SilentError as error:
        server = read_servers(settings.journal.path, settings.processes)
        if server is None or is_silent(server):
            raise complain(str(error), exit_codes.FINDINGS) from None
        return {"decider": None, "outbox": None, "server": server}
    return reply


def _of_stream(settings: ServeSettings, stream: "Address") -> dict[str, Any]:
    """What the server on this machine has written down, and the lanes of all workers."""
    from actions.cli.outbox.stream.lanes import ask_at

    lanes = ask_at(stream, lambda _, control: control.status())
    server = read_servers(settings.journal.path, settings.processes)
    return {"server": server, "stream": str(stream), "lanes": [one.as_dict() for one in lanes]}


def _print_stream(reply: Mapping[str, Any]) -> None:
    from actions.cli.outbox.stream.lanes import print_lanes
    from actions.stream.control import LaneStatus

    out = console()
    for line in _of_server(reply["server"]):
        out.print(printable(line))
    out.print(printable(f"stream: {reply['stream']}, from which workers deliver:"))
    print_lanes([LaneStatus(**one) for one in reply["lanes"]])


def _print(reply: Mapping[str, Any]) -> None:
    if "stream" in reply:
        _print_stream(reply)
        return
    out, decider, outbox = console(), reply["decider"], reply.get("outbox") or {}
    for line in _lines(reply):
        out.print(printable(line))
    if decider is None:
        return
    table = Table(box=box.SIMPLE_HEAD)
    for name in COLUMNS:
        table.add_column(name, justify="left" if name == COLUMNS[0] else "right")
    for source, of in decider["sources"].items():
        table.add_row(printable(source), *(f"{of[name]:,}" for name in COLUMNS[1:]))
    if decider["sources"]:
        out.print(table)
    for name, one in (outbox.get("instances") or {}).items():
        why = one["paused"] or one["last_trouble"]
        tail = f": {printable(str(why))}" if why else ""
        out.print(f"{printable(name)}: {one['waiting']:,} wait, {one['sent']:,} sent, {one['dead']:,} dead{tail}")
    if events := outbox.get("letters", 0) - sum(one["dead"] for one in (outbox.get("instances") or {}).values()):
        out.print(f"{count(events, 'dead letter')} of events that went nowhere: actions dead list")


def _lines(reply: Mapping[str, Any]) -> Iterator[str]:
    decider = reply["decider"]
    yield from _of_server(reply.get("server"))
    if decider is None:
        yield "decider: it does not answer: it is being started, or its log says why not; events wait in the journal"
        return
    unread = decider.get("unread_bytes", 0)
    behind = f"{count(unread, 'byte')} behind, {decider['lag']:.1f} s" if unread else "has decided about all"
    yield f"decider: process {decider['pid']}, {behind}, mappings {decider['plan'][:8]}"
    if decider["problem"]:
        yield f"decider: it cannot go on: {decider['problem']}"
    if decider["reload_problem"]:
        yield f"decider: its files were not read again: {decider['reload_problem']}"
    if decider.get("suppress_problem"):
        yield f"decider: not all of the file of suppressed people holds: {decider['suppress_problem']}"


def _of_server(server: Mapping[str, Any] | None) -> Iterator[str]:
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
    if server and (came := sum((server.get("counters") or {}).get("received", {}).values())):
        since = datetime.fromtimestamp(server["began"]).astimezone().strftime("%H:%M:%S")
        yield f"server: {count(came, 'event')} received since {since}, when its process began"
