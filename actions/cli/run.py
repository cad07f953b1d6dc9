"""`actions run`: what would go out for these events, or, with --send, send it."""

import signal
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from actions.cli import exit_codes
from actions.cli.check import Directory
from actions.cli.exit_codes import complain
from actions.cli.findings import print_findings
from actions.cli.formats import Format, console, count
from actions.cli.run_report import RowPrinter, print_tally
from actions.decision import Decision
from actions.event.context import Context
from actions.plan.planned import Plan
from actions.project import Project, ProjectError
from actions.run.lines import Line, NoEventsError, find_files, read_lines
from actions.run.progress import progress
from actions.run.rows import Answer, Decide, dry_answers
from actions.run.tally import Tally
from mappings.findings.suggest import did_you_mean


def run(
    events: Annotated[list[str], typer.Argument(help="Files or folders of events; - is standard input.")],
    directory: Directory = Path(),
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
    everything: Annotated[bool, typer.Option("--all", help="Also the decisions that did not fire, and why.")] = False,
    requests: Annotated[bool, typer.Option("--requests", help="Show each HTTP request in full.")] = False,
    select: Annotated[str, typer.Option(help="Only these actions, such as mixpanel or 'ga4.*'.")] = "*",
    limit: Annotated[int | None, typer.Option(min=1, help="Stop after so many events.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Deliver. Without it nothing is sent.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --send: do not ask.")] = False,
    divert: Annotated[str | None, typer.Option(help="With --send: the URL of a stand-in that gets it all.")] = None,
    fail_on: Annotated[str | None, typer.Option(help="not_built: exit with 1 if a decision failed.")] = None,
) -> None:
    """Decide about events and show what would go out. With --send, deliver it."""
    if fail_on not in (None, "not_built"):
        raise complain(f"--fail-on {fail_on}: write --fail-on not_built", exit_codes.WRONG_COMMAND_LINE)
    project = _load(directory)
    try:
        files = find_files(events)
    except NoEventsError as error:
        raise complain(str(error), exit_codes.WRONG_COMMAND_LINE) from None
    context = Context.current()
    ask = project.explain if everything else project.decide
    decide = _selected(lambda event: ask(event, context), select, project.plan)
    tally, printer = Tally(), RowPrinter(form, requests=requests)

    def note(answer: Answer) -> None:
        tally.add(answer)
        for row in answer.rows:
            printer.print(row)

    lines = islice(progress(read_lines(files), files), limit)
    if send:
        # Connections take a while to load: only who needs them waits.
        from actions.cli.deliver import deliver

        interrupted = deliver(project, lines, decide, note, directory / ".actions", divert=divert, yes=yes)
    else:
        interrupted = _show(lines, decide, project.plan, note)
    if form is Format.text:
        print_tally(tally, console(), sent=send)
    raise typer.Exit(_end(tally, fail_on, interrupted=interrupted))


def _load(directory: Path) -> Project:
    try:
        return Project.load(directory)
    except ProjectError as error:
        err = console(stderr=True)
        print_findings(error.report, error.texts, Format.text, err)
        err.print(f"actions: {error}")
        raise typer.Exit(exit_codes.CANNOT_LOAD) from None


def _selected(decide: Callable[[Any], list[Decision]], pattern: str, plan: Plan) -> Decide:
    """The decisions of the actions that `pattern` names, and those about what is no event."""
    if pattern == "*":
        return decide
    named = {
        (one.instance.name, one.id)
        for one in plan.actions
        if fnmatchcase(one.instance.name, pattern) or fnmatchcase(f"{one.instance.name}.{one.id}", pattern)
    }
    if not named:
        names = {name for one in plan.actions for name in (one.instance.name, f"{one.instance.name}.{one.id}")}
        hint = did_you_mean(pattern, sorted(names)) or f"there are {', '.join(sorted(plan.instances))}"
        raise complain(f"--select {pattern} names no action; {hint}", exit_codes.WRONG_COMMAND_LINE)
    return lambda event: [one for one in decide(event) if one.instance is None or (one.instance, one.action) in named]


def _show(lines: Iterable[Line], decide: Decide, plan: Plan, note: Callable[[Answer], None]) -> bool:
    """Note the answers of a dry run; true when it was interrupted, from the keyboard or by who manages processes."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for answer in dry_answers(lines, decide, plan):
            note(answer)
    except KeyboardInterrupt:
        return True
    return False


def _end(tally: Tally, fail_on: str | None, *, interrupted: bool) -> int:
    """The exit code, and a word on a run that ended before its events did."""
    done = f"after {count(tally.events, 'event')}, the last at {tally.last or 'none'}; what is printed is done"
    if interrupted:
        console(stderr=True).print(f"interrupted {done}")
        return exit_codes.INTERRUPTED
    if tally.stopped:
        console(stderr=True).print(f"stopped by on_error: stop {done}")
    if tally.given_up:
        return exit_codes.NOT_DELIVERED
    return exit_codes.FINDINGS if tally.stopped or (fail_on and tally.failures) else exit_codes.FINE
