"""The project compared with another version over all events: which version, how far it is, and what differs."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from nicegui import background_tasks

from actions.insight.diff.action import ActionChange
from actions.insight.diff.changes import ActionCounts, FieldChange, Sample
from actions.insight.diff.comparing import ProjectDiff
from actions.json_line import json_line
from actions.studio.model.project.changes import SAVED, Comparison
from actions.studio.pages.drawing.node import Node
from actions.studio.pages.drawing.parts import box, button, empty, entry, heading, progress, prose, select, text
from actions.trigger.trace import shorten

MOST_ACTIONS = 50
MOST_FIELDS = 20
MOST_REASONS = 3
ON_DISK = "the files on disk"


def show_comparison(comparison: Comparison, *, events: int, first: str | None = None, reveal: bool = False) -> None:
    """Draw it; the action with the key `first` stands before others."""
    with box("edit-row"):
        names = dict.fromkeys([SAVED, *comparison.known, comparison.reference])
        select(
            "version to compare with", {one: one or ON_DISK for one in names}, comparison.reference, "version",
            on_change=lambda name: _choose(comparison, name),
        )  # fmt: skip
        if comparison.known:
            entry(
                "another branch, tag or commit", "", "version", hint="or another commit",
                on_entered=lambda name: _choose(comparison, name.strip()) if name.strip() else None,
            )  # fmt: skip
        button("Compare", lambda: _start(comparison), style="primary", name="Compare all events", key="compare")
    if comparison.state == "none":
        text("Decides about all events by that version and by the files as they are here.", "dim small")
    elif comparison.state == "counting":
        with box("progress").set(role="status"):
            text(f"Comparing {comparison.done:,} of {events:,} events", "dim")
            progress("compared events", comparison.done, events)
    elif comparison.found is None:
        text(comparison.why, "trouble")
    else:
        if comparison.is_stale:
            text("The files or the events have changed since: compare again.", "reason")
        _show(comparison.found, comparison.reference or ON_DISK, first, reveal=reveal)


def _choose(comparison: Comparison, name: str) -> None:
    comparison.choose(name)
    _start(comparison)


def _start(comparison: Comparison) -> None:
    background_tasks.create(comparison.count())


def _show(found: ProjectDiff, version: str, first: str | None, *, reveal: bool) -> None:
    changed = sorted(found.changed, key=lambda one: one.key != first)
    if not changed and not found.personal:
        empty(f"Nothing changes: {found.counts.events:,} events do what they do with {version}.")
        return
    calls = [f"{name} {before:,} → {after:,}" for name, (before, after) in found.calls.items() if before != after]
    text(
        f"Over {found.counts.events:,} events, against {version}" + (f": calls of {', '.join(calls)}" if calls else "")
    )
    for one in changed[:MOST_ACTIONS]:
        _action(one, reveal=reveal)
    if len(changed) > MOST_ACTIONS:
        prose(f"and {len(changed) - MOST_ACTIONS:,} more actions; `actions diff` has them all", "dim small")
    if found.personal:
        heading("Personal data that was not sent before", 3)
        for each in found.personal:
            text(f"{each.action}: {each.field} from {each.event}, {each.sent}", "trouble")


def _action(one: ActionChange, *, reveal: bool) -> None:
    counts = one.counts
    with box("card change", "section", key=one.key).set(aria_label=f"changes of {one.key}"):
        with box("card-head"):
            _link(one.key, one.key)
            if one.is_new or one.is_gone:
                text("new" if one.is_new else "gone", "chip")
        text(_calls(counts), "change-calls")
        for reason, number in counts.reasons.most_common(MOST_REASONS):
            text(f"{number:,} not made any more: {reason}", "small")
        _events("dropped", one.key, counts.dropped_events)
        _events("added", one.key, counts.added_events)
        fields = counts.most_changed()
        for change in fields[:MOST_FIELDS]:
            _field(one.key, change, reveal=reveal)
        rest = len(fields) - MOST_FIELDS
        if rest > 0:
            prose(f"and {rest:,} more fields; `actions diff` has them all", "dim small")


def _calls(counts: ActionCounts) -> str:
    """The calls in words, such as `12 calls before, 10 after: 2 dropped, 3 changed`."""
    parts = ((counts.added, "added"), (counts.dropped, "dropped"), (counts.changed, "changed"))
    words = [f"{number:,} {what}" for number, what in parts if number]
    if counts.failed_before != counts.failed_after:
        words.append(f"not built {counts.failed_before:,} → {counts.failed_after:,}")
    calls = f"{counts.before:,} call{'' if counts.before == 1 else 's'} before, {counts.after:,} after"
    return f"{calls}: {', '.join(words)}" if words else calls


def _events(what: str, key: str, names: list[str]) -> None:
    if names:
        with box("links"):
            text(f"{what}, such as", "dim small")
            for name in names:
                _link(key, name, name)


def _field(key: str, change: FieldChange, *, reveal: bool) -> None:
    with box("change-field"):
        text(change.name, "field-name")
        text(change.describe(), "small")
        for sample in change.samples:
            with box("change-sample"):
                _link(key, sample.message_id, sample.message_id)
                for style, words in _sides(change, sample, reveal=reveal):
                    text(words, f"diff-line {style}")


def _sides(change: FieldChange, sample: Sample, *, reveal: bool) -> Iterator[tuple[str, str]]:
    for style, value in (("removed", sample.old), ("added", sample.new)):
        yield style, _words(change.shown(value, reveal=reveal))


def _words(value: object) -> str:
    if value == "nothing":
        return "nothing"
    return json_line(shorten(value)).decode() if not isinstance(value, str) else str(shorten(value))


def _link(key: str, words: str, event: str | None = None) -> None:
    address = f"/a/{quote(key, safe='')}"
    made = Node("a", "link mono small", words)
    made.set(href=f"{address}?{urlencode({'event': event})}" if event else address)
