"""`actions coverage`: what do we fill, what do we ignore?"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from actions.cli import exit_codes
from actions.cli.asking.layout import print_rows, short_value, wrapped
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, count, print_json, printable
from actions.cli.insight.in_parts import Jobs, count_events
from actions.cli.insight.reading import EVENTS, no_events, read_events, require_events
from actions.cli.options import Directory, EnvFile, EnvName, EventType, Select
from actions.cli.run.command import run_context, selected
from actions.cli.run.loading import load_project
from actions.event.context import Context
from actions.insight.coverage.counting import ActionCount, ProjectCoverage
from actions.insight.coverage.fields import FieldCount, unmapped_but_sent
from actions.plan.plan import Plan
from actions.run.selection import Selection
from actions.trigger.trace import describe_test

MOST_SHOWN = 12
NOT = "-"


def coverage(
    events: Annotated[str, typer.Argument(help=EVENTS)] = "recorded",
    directory: Directory = Path(),
    select: Select = None,
    everything: Annotated[bool, typer.Option("--all", help="Also fields that are neither mapped nor sent.")] = False,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show personal data.")] = False,
    mask: Annotated[bool, typer.Option("--mask", help="With --format json: hide personal data.")] = False,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
    jobs: Jobs = None,
    event_type: EventType = None,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Count over many events which fields are filled, what nobody reads, and what no action handles."""
    asked = _Asked(directory, env, env_file, tuple(select or ()), run_context(event_type))
    _counted(asked)
    lines = read_events(events, directory, datetime.now(UTC))
    counted = count_events(lines, partial(_counted, asked), jobs)
    counted.refused += lines.unreadable
    if form is Format.json:
        print_json(counted.as_dict(reveal=not mask))
    else:
        _print(counted, events, console(), everything=everything, reveal=reveal)
    if lines.broken:
        raise complain(lines.broken, exit_codes.FINDINGS)
    require_events(counted.events + counted.refused, events, "counted")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The project, and what of it is to be counted."""

    directory: Path
    env: str | None
    env_file: Path | None
    select: tuple[str, ...]
    context: Context


class _Selected(ProjectCoverage):
    """Counts only events that the selection takes."""

    def __init__(self, plan: Plan, context: Context, selection: Selection) -> None:
        super().__init__(plan, context, selection.keys(plan))
        self._selection = selection

    def add(self, value: Any) -> None:
        if self._selection.takes_event(value):
            super().add(value)


# A process counts many parts of the files; it loads the project for the first of them.
@lru_cache(maxsize=1)
def _counted(asked: _Asked) -> ProjectCoverage:
    plan = load_project(asked.directory, asked.env, asked.env_file).plan
    return _Selected(plan, asked.context, selected(asked.select, plan))


def _print(counted: ProjectCoverage, source: str, out: Console, *, everything: bool, reveal: bool) -> None:
    refused = f", and {no_events(counted.refused)}" if counted.refused else ""
    out.print(wrapped(f"{count(counted.events, 'event')} of {printable(source)}{refused}", out.width))
    unused = counted.unused
    for one in counted.actions.values():
        if one.matched:
            _print_action(one, unused, out, everything=everything, reveal=reveal)
    if unused:
        rest = f" · and {len(unused) - MOST_SHOWN} more" if len(unused) > MOST_SHOWN else ""
        words = " · ".join(f"{path} {_share(times, counted.incoming.events)}" for path, times in unused[:MOST_SHOWN])
        out.print(wrapped(printable(f"incoming and read by none of these actions: {words}{rest}"), out.width))
    if counted.unhandled:
        named = counted.unhandled.most_common()
        rest = f" · and {len(named) - MOST_SHOWN} more" if len(named) > MOST_SHOWN else ""
        words = " · ".join(f"{name} {times:,}" for name, times in named[:MOST_SHOWN])
        out.print(wrapped(printable(f"events that no action handles: {words}{rest}"), out.width))
    if never := counted.never_fired:
        out.print(wrapped(printable(f"never fire: {', '.join(one.key for one in never)}"), out.width), style="yellow")
    _print_conditions(counted, out)


def _print_action(
    one: ActionCount, unused: list[tuple[str, int]], out: Console, *, everything: bool, reveal: bool
) -> None:
    failed = f", {one.failed:,} not built" if one.failed else ""
    made = f"{count(one.payloads, 'payload')} of {count(one.matched, 'event')}{failed}"
    out.print()
    out.print(printable(f"{one.action.key} · {one.action.name}"), style="bold", end="")
    out.print(f"  {made}")
    sent = {name: f"events have {path}" for name, path, _ in unmapped_but_sent(one.fields, unused)}
    rows = [_row(field, sent, reveal=reveal) for field in one.fields if everything or _matters(field, sent)]
    print_rows(rows, out, head=("field", "", "mapped", "filled", "example", "unique"), fold=True)
    out.print()


def _matters(field: FieldCount, sent: dict[str, str]) -> bool:
    """Whether it is more than a default for which the events have nothing."""
    return field.is_own or bool(field.filled) or field.is_required or field.name in sent


def _row(field: FieldCount, sent: dict[str, str], *, reveal: bool) -> tuple[str, ...]:
    example = field.example(reveal=reveal)
    shown = sent.get(field.name, "") if example is None else short_value(example)
    unique = f"{_share(field.values.of(field.filled), field.filled)}" if field.is_dedupe and field.filled else ""
    cells = (
        field.name,
        "required" if field.is_required else "",
        "yes" if field.is_mapped else NOT,
        _share(field.filled, field.total) if field.is_mapped or field.filled else "",
        shown,
        unique,
    )
    return tuple(map(printable, cells))


def _print_conditions(counted: ProjectCoverage, out: Console) -> None:
    found = counted.conditions
    if not found.total:
        return
    out.print(f"conditions: {found.covered} of {count(found.total, 'test')} were seen to hold and to fail")
    rows = [
        (f"{one.leaf.place.file}:{one.leaf.place.line}", one.action, describe_test(one.leaf), one.words)
        for one in found.missing()
    ]
    print_rows([tuple(map(printable, row)) for row in rows], out, fold=True)


def _share(part: int, whole: int) -> str:
    """So many of so many in percent; what is not all of it is never 100 %.

    >>> _share(999, 1000), _share(1, 1000), _share(0, 5), _share(5, 5)
    ('99 %', '<1 %', '0 %', '100 %')
    """
    if not whole:
        return NOT
    percent = 100 * part // whole
    return "<1 %" if part and not percent else f"{percent} %"
