"""`actions serve`: take events from SDKs, decide and deliver them."""

import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.options import EnvFile
from actions.cli.serve.deciding import decide
from actions.cli.serve.loading import DEFAULT, SettingsFile, load_serve, read_serve
from actions.cli.serve.repair import repair
from actions.cli.serve.replay import replay
from actions.cli.serve.status import status
from actions.cli.serve.unknown import unknown
from actions.system.signals import hold_hang_up

if TYPE_CHECKING:
    from actions.serve.decider.rules import Rules

ENTRY = "from actions.cli.entry import main; main()"


class Part(StrEnum):
    """The values of `--only`."""

    server = "server"
    decider = "decider"


serve = typer.Typer(
    name="serve",
    help="Take events from the SDKs of Segment, RudderStack and Jitsu, decide and deliver them.",
    invoke_without_command=True,
)
serve.command("status")(status)
serve.command("replay")(replay)
serve.command("unknown")(unknown)
serve.command("repair")(repair)


@serve.callback()
def _serve(
    context: typer.Context,
    settings: SettingsFile = DEFAULT,
    only: Annotated[
        Part | None,
        typer.Option("--only", metavar="server|decider", help="One of the two processes; by default both."),
    ] = None,
    divert: Annotated[str | None, typer.Option(help="The URL of a stand-in for all tools.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Read mapping files again when they change.")] = False,
    env_file: EnvFile = None,
    telemetry: Annotated[
        bool, typer.Option("--telemetry", help="Report to OpenTelemetry, as the environment says.")
    ] = False,
    number: Annotated[int | None, typer.Option("--number", hidden=True)] = None,
    parent: Annotated[int | None, typer.Option("--parent", hidden=True)] = None,
) -> None:
    """Take events from the SDKs of Segment, RudderStack and Jitsu, decide and deliver them."""
    if context.invoked_subcommand is not None:
        return
    hold_hang_up()
    # Only who serves waits for what that needs.
    from actions.serve.http.logs import log_to_stderr
    from actions.serve.process.supervising import end_with_parent, process_name, supervise

    log_to_stderr()
    found = load_serve(settings, env_file)
    if parent is not None:
        end_with_parent(parent, found.ending_time)
    streams = found.journal.stream is not None
    if streams and only is Part.decider:
        text = "journal: stream: events go into a stream; `actions worker` decides about them and delivers"
        raise complain(text, exit_codes.WRONG_COMMAND_LINE)
    processes = found.processes if number is None and only is not Part.decider else 1
    if only is None or processes > 1:
        beside = [*(["--env-file", str(env_file)] if env_file else []), *(["--divert", divert] if divert else [])]
        beside += [*(["--watch"] if watch else []), *(["--telemetry"] if telemetry else [])]
        command = [sys.executable, "-c", ENTRY, "serve", "--settings", str(settings), *beside, "--only"]
        parts = {
            process_name(one): [*command, Part.server.value, "--number", str(one)] for one in range(1, processes + 1)
        }
        if only is None and not streams:
            parts[Part.decider.value] = [*command, Part.decider.value]
        raise typer.Exit(supervise(parts, exit_codes.CANNOT_LOAD, found.ending_time))
    if only is Part.decider:
        decide(settings, divert=divert, watch=watch, env_file=env_file, telemetry=telemetry)
        return
    _run_server(settings, env_file, number or 1, telemetry=telemetry)


def _run_server(settings: Path, env_file: Path | None, number: int, *, telemetry: bool) -> None:
    from actions.serve.process.serving import ServingError, run_server

    rules = partial(_rules, settings, env_file)
    try:
        load = partial(read_serve, settings, env_file)
        run_server(load_serve(settings, env_file), load, number, rules=rules, telemetry=telemetry)
    except ModuleNotFoundError as error:
        if not telemetry:
            raise
        raise complain(f"--telemetry: {error}", exit_codes.CANNOT_LOAD) from None
    except ServingError as error:
        raise complain(str(error), exit_codes.CANNOT_LOAD) from None


def _rules(settings: Path, env_file: Path | None) -> "Rules":
    """The rules of sources, which a server needs only where its events go into a stream."""
    from actions.serve.decider.loading import LoadError, load_rules
    from actions.serve.process.serving import ServingError

    try:
        return load_rules(settings, env_file)
    except LoadError as error:
        raise ServingError(str(error)) from None
