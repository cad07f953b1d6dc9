"""What the changes that are not saved yet do to all events."""

from collections.abc import Sequence

from actions.insight.diff.action import ActionChange
from actions.insight.diff.changes import FieldChange
from actions.insight.diff.comparing import ProjectDiff
from actions.studio.model.project.over_all import changes_of
from actions.studio.model.studio import Studio
from actions.studio.pages.parts import action_link, box, table, text
from actions.studio.pages.whole.asked import Asked

MOST_FIELDS = 5
WORDS = "Calls and payloads of the files on disk against those being written, as `actions diff` compares them."


def changed(studio: Studio) -> Asked[ProjectDiff]:
    """The part of a page."""
    return Asked(studio, "What unsaved changes do", WORDS, lambda: changes_of(studio.workspace), _show)


def _show(found: Sequence[ProjectDiff]) -> None:
    actions = [one for each in found for one in each.changed]
    personal = [one for each in found for one in each.personal]
    if not actions and not personal:
        text(
            "They change nothing for these events." if found else "Nothing is changed: all files are as on disk.", "dim"
        )
        return
    with table(("Action", "#Before", "#After", "#Added", "#Dropped", "#Changed", "Fields")):
        for one in actions:
            _row(one)
    for each in personal:
        text(
            f"Personal data that was not sent before: {each.action} {each.field} from {each.event}, {each.sent}",
            "trouble",
        )


def _row(one: ActionChange) -> None:
    counts = one.counts
    with box("", "tr"):
        with box("", "td"):
            action_link(one.key)
        for number in (counts.before, counts.after, counts.added, counts.dropped, counts.changed):
            text(f"{number:,}", "number", tag="td")
        text(" · ".join(map(_words, counts.most_changed()[:MOST_FIELDS])), "small", tag="td")


def _words(change: FieldChange) -> str:
    parts = ((change.changed, "changed"), (change.gone, "now missing"), (change.come, "now there"))
    words = ", ".join(f"{number:,} {what}" for number, what in parts if number)
    scale = change.alarm
    alarm = "" if scale is None else f" ⚠ {f'×{scale:g}' if scale > 1 else f'÷{1 / scale:g}'}: another unit?"
    return f"{change.name}: {words}{alarm}"
