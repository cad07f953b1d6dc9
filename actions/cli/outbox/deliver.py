"""`actions deliver`: go on with what waits in an outbox."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.formats import Format, console
from actions.cli.options import OUTBOX, Directory, EnvFile, EnvName
from actions.cli.outbox.logs import log_to_stderr
from actions.cli.run.command import end_code
from actions.cli.run.loading import load_project, require_environment
from actions.cli.run.order import Order
from actions.cli.run.rows_text import Look, RowPrinter
from actions.cli.run.showing import Showing
from actions.cli.run.signals import HangUps
from actions.project import Project

Outbox = Annotated[
    Path | None, typer.Option(help="The outbox file; by default .actions/outbox.db in the project's folder.")
]


def deliver(
    directory: Directory = Path(),
    outbox: Outbox = None,
    follow: Annotated[bool, typer.Option("--follow", help="Keep running, and wait for tools that are down.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; needed without a terminal.")] = False,
    divert: Annotated[str | None, typer.Option(help="The URL of a stand-in for all tools.")] = None,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
    log: Annotated[Format | None, typer.Option("--log", help="Log to standard error: text or json.")] = None,
    telemetry: Annotated[
        bool, typer.Option("--telemetry", help="Report to OpenTelemetry, as `opentelemetry-instrument` sets it up.")
    ] = False,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Deliver what is left in the outbox after a run has ended or crashed."""
    if log:
        log_to_stderr(log)
    project = load_project(directory, env, env_file)
    require_environment(project, "deliver")
    # Connections take a while to load: only who needs them waits.
    from actions.cli.run.deliver import deliver as deliver_order

    # Of deliveries that nobody reads events for, people want to see what went wrong, and machines all.
    is_text = form is Format.text
    show = Showing(form, RowPrinter(form, Look(width=console().width)), send=True, only_failed=is_text, reads=False)
    path = outbox or directory / OUTBOX
    with HangUps() if follow else nullcontext():
        while True:
            instances = list(project.plan.instances)
            order = Order([], instances, path, divert, yes, follow=follow, telemetry=telemetry, verb="actions deliver")
            ended = deliver_order(project, order, lambda _: [], show)
            if not ended.reload:
                break
            project, yes = _reloaded(directory, project, env_file), True
    show.end(project.plan, ended.waiting)
    if ended.interrupted:
        console(stderr=True).print("interrupted; what waits stays in the outbox")
        raise typer.Exit(exit_codes.INTERRUPTED)
    raise typer.Exit(end_code(show.tally, None, ended))


def _reloaded(directory: Path, before: Project, env_file: Path | None) -> Project:
    """The project as its files say now; as it was, where they say what cannot be used."""
    try:
        project = load_project(directory, before.env, env_file)
    except typer.Exit:
        console(stderr=True).print("actions: going on with the files as they were")
        return before
    console(stderr=True).print("the project's files were read again")
    return project
