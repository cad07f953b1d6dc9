"""`actions worker`: deliver the events of a stream that other machines read as well."""

import asyncio
import signal
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, printable
from actions.cli.options import Directory, EnvFile, EnvName
from actions.cli.outbox.logs import log_to_stderr
from actions.cli.outbox.stream.lanes import pause, resume, rewind, status
from actions.cli.outbox.stream.place import StreamAddress, broker_errors, read_place
from actions.cli.run.loading import load_project, require_environment
from actions.project import Project
from actions.settings.settings import MissingReferenceError

if TYPE_CHECKING:
    from actions.stream import Worker
    from actions.stream.address import Address

MOST_PORT = 65_535


worker = typer.Typer(
    name="worker",
    help="Decide about the events of a stream and deliver them; look at its lanes, pause and rewind them.",
    invoke_without_command=True,
)
worker.command("status")(status)
worker.command("pause")(pause)
worker.command("resume")(resume)
worker.command("rewind")(rewind)


@worker.callback()
def _worker(
    context: typer.Context,
    source: StreamAddress = None,
    directory: Directory = Path(),
    instances: Annotated[
        list[str] | None, typer.Option(help="Only these instances; repeat, or separate by commas.", metavar="NAMES")
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(help="Instances that read the stream together: quiet=slack,webhook.", metavar="NAME=NAMES"),
    ] = None,
    partitions: Annotated[
        int | None, typer.Option(min=1, help="The events' subjects end with a number below this.")
    ] = None,
    copies: Annotated[int, typer.Option(min=1, max=5, help="Copies of what waits and of dead letters.")] = 1,
    drain: Annotated[float, typer.Option(min=0, help="Seconds to end what is under way when stopped.")] = 30.0,
    divert: Annotated[str | None, typer.Option(help="The URL of a stand-in for all tools.")] = None,
    health: Annotated[
        str | None, typer.Option(help="Answer /health, /ready and /metrics here: 127.0.0.1:8080.", metavar="HOST:PORT")
    ] = None,
    log: Annotated[Format | None, typer.Option("--log", help="Log to standard error: text or json.")] = None,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Decide about the events of a stream and deliver them, until stopped. Several workers share the work."""
    if context.invoked_subcommand is not None:
        return
    if log:
        log_to_stderr(log)
    place = read_place(source, partitions, copies)
    listen = None if health is None else read_listen(health)
    project = load_project(directory, env, env_file)
    require_environment(project, "worker")
    groups, chosen = read_groups(group or ()), _names(instances or ())
    with broker_errors(place):
        try:
            asyncio.run(_work(place, project, chosen or None, groups, drain, divert, listen))
        except MissingReferenceError as error:
            raise complain(f"these are set nowhere: {error}", exit_codes.CANNOT_LOAD) from None
        except (LookupError, ValueError) as error:
            raise complain(str(error.args[0]), exit_codes.WRONG_COMMAND_LINE) from None


def read_listen(health: str) -> tuple[str, int]:
    """The host and the port of `--health`; a complaint where these are not in it."""
    host, _, port = health.rpartition(":")
    if not host or not (port.isascii() and port.isdecimal() and int(port) <= MOST_PORT):
        text = f"--health {health}: write a host and a port, such as 127.0.0.1:8080"
        raise complain(printable(text), exit_codes.WRONG_COMMAND_LINE)
    return host.strip("[]"), int(port)


def read_groups(written: Sequence[str]) -> dict[str, list[str]]:
    """The instances of each group, of texts such as `quiet=slack,webhook`."""
    groups = {}
    for one in written:
        name, sign, members = one.partition("=")
        if not sign or not name.strip() or not _names([members]):
            text = f"--group {one}: write a name and its instances, such as quiet=slack,webhook"
            raise complain(text, exit_codes.WRONG_COMMAND_LINE)
        groups[name.strip()] = _names([members])
    return groups


def _names(written: Sequence[str]) -> list[str]:
    return [name.strip() for one in written for name in one.split(",") if name.strip()]


async def _work(
    place: "Address",
    project: Project,
    instances: Sequence[str] | None,
    groups: Mapping[str, Sequence[str]],
    drain: float,
    divert: str | None,
    listen: tuple[str, int] | None,
) -> None:
    from actions.stream import Pace, Worker
    from actions.stream.brokers import open_source
    from actions.stream.lanes.health import served

    err, stop = console(stderr=True), asyncio.Event()
    async with open_source(place) as source:
        problems = await source.check()
        if f"there is no stream {place.stream}" in problems:
            raise LookupError(f"there is no stream {place.stream} at {place}; whoever writes events makes it")
        for one in problems:
            err.print(f"note: {one}")
        pace = replace(Pace(), drain=drain)
        made = Worker(project, source, instances=instances, groups=groups, pace=pace, divert=divert)
        err.print(f"reading {place.stream} for {', '.join(made.lanes)}; Ctrl-C or SIGTERM ends it")
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with AsyncExitStack() as stack:
            if listen:
                try:
                    url = await stack.enter_async_context(served(made, stop, *listen))
                except OSError as error:
                    why = error.strerror or str(error)
                    raise ValueError(f"--health: {listen[0]}:{listen[1]} cannot be listened on: {why}") from None
                err.print(f"health and metrics at {url}")
            await made.run(stop)
        _print_counts(made)


def _print_counts(made: "Worker") -> None:
    out = console()
    for name, facts in made.facts().items():
        numbers = ", ".join(f"{facts.get(one) or 0:,} {one}" for one in ("sent", "later", "dead"))
        out.print(printable(f"{name}: {numbers}"))
