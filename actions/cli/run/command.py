"""`actions run`: what would go out for these events, or, with --send, send it."""

import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, count, printable
from actions.cli.options import OUTBOX, Directory, EnvFile, EnvName, EventType, Select
from actions.cli.run.loading import load_project, require_environment
from actions.cli.run.order import Ended, Order, read_caps
from actions.cli.run.progress import Bar
from actions.cli.run.rows_text import MOST_ROWS, Look, RowPrinter, row_bytes, row_json
from actions.cli.run.showing import Showing
from actions.event.context import Context
from actions.plan.plan import Plan
from actions.reading.lines import Line, NoEventsError
from actions.reading.ranges import NoRangesError, Range, check_ranges, cut_ranges
from actions.reading.stored import Input, StoredPlace, events_only, find_inputs, is_url, read_inputs
from actions.run.question import Question
from actions.run.results import Decide, dry_answers
from actions.run.selection import NothingSelectedError, Selection, read_selection
from actions.run.summary.tally import Tally
from actions.system.support import why_not_here
from actions.workbench.explaining.unfound import Unfound

if TYPE_CHECKING:
    from actions.run.jobs import Part, Work

LEFT_OUT, ALL = "left_out", "all"
FAIL_ON = ("not_built", LEFT_OUT)
FailOn = Annotated[
    str | None,
    typer.Option(help="Exit with 1: not_built if a decision failed, left_out also if a payload went without a value."),
]


Outbox = Annotated[Path | None, typer.Option(help="With --send: the outbox file; by default .actions/outbox.db.")]
Watch = Annotated[
    float | None,
    typer.Option(min=1, metavar="SECONDS", help="With --send: go on, and look so often for new objects at URLs."),
]
MostWaiting = Annotated[
    list[str] | None,
    typer.Option(metavar="N", help="With --send: how many deliveries may wait per instance; crm=N for one of them."),
]
MostBytes = Annotated[
    list[str] | None,
    typer.Option(metavar="N", help="With --send: bytes of payloads that may wait per instance; crm=N for one of them."),
]


def run(
    events: Annotated[
        list[str], typer.Argument(help="Files, folders, URLs such as s3://bucket/events/; - is standard input.")
    ],
    directory: Directory = Path(),
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
    everything: Annotated[bool, typer.Option("--all", help="Also show actions that did not fire, and why.")] = False,
    requests: Annotated[bool, typer.Option("--requests", help="Show each HTTP request in full.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="Only what failed; with --rows all, that first.")] = False,
    rows: Annotated[str, typer.Option(help="How many decisions as text; or all.", metavar="N")] = str(MOST_ROWS),
    reveal: Annotated[bool, typer.Option("--reveal", help="Show personal data in text output, too.")] = False,
    mask: Annotated[bool, typer.Option("--mask", help="With --format json: hide personal data.")] = False,
    select: Select = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Stop after this many events.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Deliver. Without it nothing is sent.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --send: do not ask; needed without a terminal.")] = False,
    divert: Annotated[str | None, typer.Option(help="With --send: the URL of a stand-in for all tools.")] = None,
    outbox: Outbox = None,
    again: Annotated[
        bool, typer.Option("--again", help="With --send: also send again what was accepted in the last 24 hours.")
    ] = False,
    watch: Watch = None,
    most_waiting: MostWaiting = None,
    most_bytes: MostBytes = None,
    jobs: Annotated[int, typer.Option(min=1, help="How many processes to use; for .ndjson files, without --send.")] = 1,
    fail_on: FailOn = None,
    event_type: EventType = None,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Decide about events and show what would go out. With --send, deliver it."""
    if fail_on not in (None, *FAIL_ON):
        raise complain(f"--fail-on {fail_on}: write --fail-on {' or '.join(FAIL_ON)}", exit_codes.WRONG_COMMAND_LINE)
    files, project = _inputs(events, watch, send=send), load_project(directory, env, env_file)
    if send:
        require_environment(project, "--send")
    selection = selected(select, project.plan)
    question = Question(run_context(event_type), everything=everything, select=selection)
    decide = question.decider(project)
    look, bar, most = Look(requests, reveal, console().width), Bar(files), _most(rows, form)
    printer, ended = RowPrinter(form, look, most=most, mask=mask, before=bar.make_room), Ended()
    unfound = Unfound(project.plan) if form is Format.text else None
    show = Showing(form, printer, send, bar, only_failed=failed, holds=rows == ALL, unfound=unfound, select=selection)
    if jobs > 1:
        _refuse_with_jobs(send=send, limit=limit, held=failed and rows == ALL)
        write = partial(row_json, mask=mask) if form is Format.json else partial(row_bytes, look=look)
        parts = (directory, question, write, most, env, env_file)
        ended.interrupted = _show_parts(_parts(files, jobs, lambda work: work(*parts, only_failed=failed)), show)
    elif send:
        # Connections take a while to load: only who needs them waits.
        from actions.cli.run.deliver import deliver

        path, instances = outbox or directory / OUTBOX, question.instances(project.plan)
        caps = read_caps(most_waiting, most_bytes, instances)
        order = Order(files, instances, path, divert, yes, again=again, limit=limit, caps=caps, watch=watch)
        ended = deliver(project, order, decide, show)
    else:
        ended.interrupted = _show(events_only(bar.follow(read_inputs(files)), limit), decide, project.plan, show)
    show.end(project.plan, ended.waiting)
    raise typer.Exit(end_code(show.tally, fail_on, ended))


def _inputs(events: Sequence[str], watch: float | None, *, send: bool) -> list[Input]:
    if send and (why := why_not_here("run --send")):
        raise complain(why, exit_codes.CANNOT_LOAD)
    if watch is not None and not (send and any(map(is_url, events))):
        message = "--watch: it looks for new objects at a URL such as s3://bucket/events/, with --send"
        raise complain(message, exit_codes.WRONG_COMMAND_LINE)
    try:
        return find_inputs(events, may_be_empty=watch is not None)
    except NoEventsError as error:
        raise complain(str(error), exit_codes.WRONG_COMMAND_LINE) from None


def _most(rows: str, form: Format) -> int | None:
    """How many rows are shown, None for all."""
    if rows == ALL or form is Format.json:
        return None
    if not rows.isdecimal():
        raise complain(f"--rows {rows}: write a number, or all", exit_codes.WRONG_COMMAND_LINE)
    return int(rows)


def run_context(event_type: str | None) -> Context:
    """The moment, and the type of events that say none; a complaint about a type that there is not."""
    try:
        return Context.current(event_type)
    except ValueError as error:
        raise complain(f"--type {event_type}: {error}", exit_codes.WRONG_COMMAND_LINE) from None


def selected(written: Sequence[str] | None, plan: Plan) -> Selection:
    """What `--select` means; a complaint if it names no action."""
    try:
        return read_selection(written or (), plan)
    except NothingSelectedError as error:
        raise complain(str(error), exit_codes.WRONG_COMMAND_LINE) from None


def _show(lines: Iterable[Line], decide: Decide, plan: Plan, show: Showing) -> bool:
    """Show the answers of a dry run; true when it was interrupted, from the keyboard or by who manages processes."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for answer in dry_answers(lines, decide, plan):
            show.answer(answer)
    except KeyboardInterrupt:
        return True
    return False


def end_code(tally: Tally, fail_on: str | None, ended: Ended) -> int:
    """The exit code, and a word on a run that ended before its events did."""
    done = f"after {count(tally.events, 'event')}, the last at {tally.last or 'none'}; what is printed is done"
    if ended.interrupted:
        console(stderr=True).print(f"interrupted {done}")
        return exit_codes.INTERRUPTED
    if tally.stopped:
        console(stderr=True).print(f"stopped by on_error: stop {done}")
    for one in tally.unread:
        console(stderr=True).print(f"actions: not read to the end: {printable(one)}")
    if tally.given_up or ended.waiting:
        return exit_codes.NOT_DELIVERED
    is_bad = tally.stopped or tally.unread or (fail_on and tally.failures) or (fail_on == LEFT_OUT and tally.left_out)
    return exit_codes.FINDINGS if is_bad or ended.unwritten else exit_codes.FINE


def _refuse_with_jobs(*, send: bool, limit: int | None, held: bool) -> None:
    """Complain about what one process has to do alone."""
    if send:
        raise complain("--send: deliveries are made by one process; leave out --jobs", exit_codes.WRONG_COMMAND_LINE)
    if limit is not None:
        raise complain("--limit: one process has to count; leave out --jobs", exit_codes.WRONG_COMMAND_LINE)
    if held:
        raise complain("--failed --rows all: one process has to sort; leave out --jobs", exit_codes.WRONG_COMMAND_LINE)


def _ranges(inputs: Sequence[Input]) -> Iterator[Range]:
    """The ranges of the files, all of which are looked at first."""
    place = next((one for one in inputs if isinstance(one, StoredPlace)), None)
    if place is not None:
        message = f"--jobs: one process reads the objects at {place}; leave out --jobs"
        raise complain(message, exit_codes.WRONG_COMMAND_LINE)
    files = [one for one in inputs if not isinstance(one, StoredPlace)]
    try:
        for path in files:
            check_ranges(path)
    except NoRangesError as error:
        raise complain(f"--jobs: {error}", exit_codes.WRONG_COMMAND_LINE) from None
    return chain.from_iterable(cut_ranges(path) for path in files if path)


def _parts(files: Sequence[Input], jobs: int, make: "Callable[[type[Work]], Work]") -> "Generator[Part, None, None]":
    """What other processes make of the files; starting these is slow to import, and rarely needed."""
    from actions.run.jobs import Work, run_jobs

    return run_jobs(_ranges(files), make(Work), jobs)


def _show_parts(parts: "Generator[Part, None, None]", show: Showing) -> bool:
    """Show the rows that other processes made, in order; true when it was interrupted, as `_show` is."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    done = 0
    try:
        with closing(parts):
            for part in parts:
                show.printer.print_file(part.path)
                for text in part.shown:
                    show.printer.print_text(text.decode("utf-8", "surrogatepass"))
                for _ in range(part.rows - len(part.shown)):
                    show.printer.count()
                show.tally.merge(part.tally)
                show.repeats.merge(part.repeats)
                done += part.size
                show.bar.show(done, count(show.tally.events, "event"))
    except KeyboardInterrupt:
        return True
    return False
