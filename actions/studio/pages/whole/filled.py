"""Which fields of payloads are filled over all events, and which tests of conditions were never seen both ways."""

import json
from collections.abc import Sequence
from typing import Any

from actions.insight.coverage.counting import ActionCount, ProjectCoverage
from actions.insight.coverage.fields import FieldCount
from actions.json_line import json_line
from actions.studio.model.project.over_all import coverage_of
from actions.studio.model.studio import Studio
from actions.studio.pages.parts import action_link, box, heading, prose, table, text
from actions.studio.pages.whole.asked import Asked
from actions.trigger.trace import describe_test, shorten
from mappings.findings.show import show

MOST_ROWS = 400
WORDS = "How many of the payloads have a value in each field, as `actions coverage` counts it."


def filled(studio: Studio) -> Asked[ProjectCoverage]:
    """The part of a page."""
    return Asked(studio, "What is filled", WORDS, lambda: [coverage_of(studio.workspace)], _show)


def _show(found: Sequence[ProjectCoverage]) -> None:
    for counted in found:
        rows = [
            (one, field) for one in counted.actions.values() if one.matched for field in one.fields if _counts(field)
        ]
        with table(("Action", "Field", "", "#Filled", "#Of", "Example")):
            for action, field in rows[:MOST_ROWS]:
                _row(action, field)
        if len(rows) > MOST_ROWS:
            prose(f"The first {MOST_ROWS} of {len(rows):,} fields; `actions coverage` has all of them.", "dim small")
        _never(counted)


def _counts(field: FieldCount) -> bool:
    """Whether it is more than a default for which the events have nothing."""
    return field.is_own or bool(field.filled) or field.is_required


def _row(action: ActionCount, field: FieldCount) -> None:
    example = field.example(reveal=False)
    with box("", "tr"):
        with box("", "td"):
            action_link(action.action.key)
        text(field.name, "mono", tag="td")
        text("required" if field.is_required else "", "dim", tag="td")
        text(
            f"{field.filled:,}",
            "number trouble" if field.is_required and field.filled < field.total else "number",
            tag="td",
        )
        text(f"{field.total:,}", "number", tag="td")
        text("" if example is None else _shown(example), "mono small", tag="td")


def _shown(example: Any) -> str:
    # As it is written in a request: a price is a number there.
    return str(show(shorten(json.loads(json_line(example)))))


def _never(counted: ProjectCoverage) -> None:
    if counted.never_fired:
        heading("Actions that never fire", 2)
        with box("links"):
            for one in counted.never_fired:
                action_link(one.key)
    missing = counted.conditions.missing()
    if missing:
        heading("Tests of conditions with one outcome", 2)
        with table(("Action", "Test", "Seen", "Line")):
            for test in missing:
                with box("", "tr"):
                    with box("", "td"):
                        action_link(test.action)
                    text(describe_test(test.leaf), "mono", tag="td")
                    text(test.words, tag="td")
                    text(f"{test.leaf.place.file}:{test.leaf.place.line}", "mono small dim", tag="td")
