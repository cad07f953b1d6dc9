"""Prints what two versions of a project do differently: for people, and as Markdown for a pull request."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console

from actions.cli.asking.layout import print_rows, short_value, wrapped
from actions.cli.formats import count, printable
from actions.cli.insight.reading import no_events
from actions.insight.diff.changes import ActionCounts, FieldChange, Sample
from actions.insight.diff.comparing import ProjectDiff
from actions.insight.diff.quota import HOUR
from actions.insight.diff.values import NOTHING
from actions.insight.lock.lock import Drift
from actions.workbench.checking.against.rates import written

MOST_FIELDS = 20
MOST_REASONS = 3
# A part of a rate that is smaller is shown as less than this.
LEAST = 0.0001
DRIFT = "plugins that are not those of the lock; both versions are decided about with these"
HEAD = ("action", "before", "after", "", "payloads changed", "not built")


def print_diff(
    found: ProjectDiff, version: str, drift: Sequence[Drift], out: Console, rate: float | None, *, reveal: bool
) -> None:
    """The actions that do something else, a row for each, then their fields with examples."""
    out.print(wrapped(printable(_title(found, version)), out.width))
    if not found.changed and not found.personal:
        out.print("nothing changes", style="green")
    print_rows([tuple(map(printable, row)) for row in _rows(found)], out, head=HEAD, fold=True)
    for line in _quotas(found, rate):
        out.print(wrapped(printable(line), out.width, "  "))
    for one in found.changed:
        out.print()
        out.print(printable(f"{one.key} · {one.action.name}"), style="bold")
        for line in _details(one.counts, reveal=reveal):
            out.print(wrapped(printable(line), out.width, "  "))
    if found.personal:
        out.print("\npersonal data that was not sent before", style="yellow")
        rows = [(one.action, one.field, f"← {one.event}", one.sent) for one in found.personal]
        print_rows([tuple(map(printable, row)) for row in rows], out, fold=True)
    if drift:
        out.print(f"\n{DRIFT}", style="yellow")
        rows = [(one.what, one.before, "→", one.after) for one in drift]
        print_rows([tuple(map(printable, row)) for row in rows], out, fold=True)


def diff_markdown(found: ProjectDiff, version: str, drift: Sequence[Drift], rate: float | None, *, reveal: bool) -> str:
    """The same as a comment on a pull request."""
    lines = [f"### {_plain(_title(found, version))}", ""]
    if not found.changed and not found.personal:
        lines += ["Nothing changes.", ""]
    rows = list(_rows(found))
    if rows:
        lines += [_table_row(HEAD), _table_row(["---"] * len(HEAD)), *map(_table_row, rows), ""]
    if costs := list(_quotas(found, rate)):
        lines += [*map(_bullet, costs), ""]
    for one in found.changed:
        lines += [f"**{_plain(one.key)}**", "", *map(_bullet, _details(one.counts, reveal=reveal)), ""]
    if found.personal:
        lines += ["**Personal data that was not sent before**", ""]
        lines += [
            f"- {_plain(f'{one.action}: {one.field} from {one.event}, {one.sent}')}" for one in found.personal
        ] + [""]
    if drift:
        lines += [f"**{DRIFT[0].upper()}{DRIFT[1:]}**", ""]
        lines += [f"- {_plain(f'{one.what}: {one.before} → {one.after}')}" for one in drift] + [""]
    return "\n".join(lines)


def _title(found: ProjectDiff, version: str) -> str:
    refused = f", and {no_events(found.counts.refused)}" if found.counts.refused else ""
    return f"{version} and the files here over {count(found.counts.events, 'event')}{refused}"


def _rows(found: ProjectDiff) -> Iterator[tuple[str, ...]]:
    for action in found.changed:
        state, one = " (new)" if action.is_new else " (gone)" if action.is_gone else "", action.counts
        moved = " ".join(
            filter(None, (f"+{one.added:,}" if one.added else "", f"-{one.dropped:,}" if one.dropped else ""))
        )
        both = one.before - one.dropped
        changed = f"{one.changed:,} of {both:,}" if one.changed else ""
        failed = f"{one.failed_before:,} → {one.failed_after:,}" if one.failed_before != one.failed_after else ""
        yield f"{action.key}{state}", f"{one.before:,}", f"{one.after:,}", moved, changed, failed
    for name, (before, after) in found.calls.items():
        if before != after:
            yield f"all of {name}", f"{before:,}", f"{after:,}", f"{after - before:+,}", "", ""


def _quotas(found: ProjectDiff, rate: float | None) -> Iterator[str]:
    """A line for each rate of a tool of which the change takes more or less."""
    time = f"at {written(rate)} events a second" if rate else f"over {count(round(found.seconds() / HOUR), 'hour')}"
    for one in found.quotas(rate):
        before, after = one.shares
        whose = f"{one.instance}.{one.type}" if one.type else one.instance
        more = f", {'+' if after > before else '-'}{_percent(abs(after - before))}"
        yield (
            f"of the {written(one.per_second)} requests a second that {whose} takes, {time}: "
            f"{_percent(before)} → {_percent(after)}{more if abs(after - before) >= LEAST else ''}"
            f"{', ⚠ more than it takes' if after > 1 else ''}"
        )


def _percent(share: float) -> str:
    return f"{100 * share:,.3g} %" if share >= LEAST or not share else "under 0.01 %"


def _details(one: ActionCounts, *, reveal: bool) -> Iterator[str]:
    fields = one.most_changed()
    for change in fields[:MOST_FIELDS]:
        yield f"{change.name}: {change.describe()}"
        if change.samples:
            yield f"    {_example(change, change.samples[0], reveal=reveal)}"
    if len(fields) > MOST_FIELDS:
        yield f"and {len(fields) - MOST_FIELDS} more fields; --format json has them all"
    if one.other_fields:
        yield f"and {count(one.other_fields, 'change')} of fields that are too many to tell apart"
    for reason, times in one.reasons.most_common(MOST_REASONS):
        yield f"{count(times, 'call')} not made any more: {reason}"
    if one.dropped_events:
        yield f"    such as {', '.join(one.dropped_events)}"
    if one.added:
        yield f"{count(one.added, 'call')} not made before, such as {', '.join(one.added_events)}"


def _example(change: FieldChange, sample: Sample, *, reveal: bool) -> str:
    before, after = (_shown(change, value, reveal=reveal) for value in (sample.old, sample.new))
    return f"{sample.message_id}: {before} → {after}"


def _shown(change: FieldChange, value: Any, *, reveal: bool) -> str:
    shown = change.shown(value, reveal=reveal)
    return "nothing" if value is NOTHING else short_value(shown)


def _bullet(line: str) -> str:
    """A line of the details; one that is indented belongs to the one above."""
    text = line.lstrip()
    return f"{'  ' if text != line else ''}- {_plain(text)}"


def _table_row(cells: "tuple[str, ...] | list[str]") -> str:
    return f"| {' | '.join(_plain(one) for one in cells)} |"


def _plain(text: str) -> str:
    """The text as Markdown shows it: nothing in it is markup, and it stays on its line."""
    return "".join(f"\\{one}" if one in "\\`*_{}[]<>#|~!&" else one for one in printable(text))
