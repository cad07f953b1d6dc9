"""Events, the actions that take them, and the destinations: with counts, and each a way to look closer."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from actions.studio.model.project.counts import Counts
from actions.studio.model.studio import Studio
from actions.studio.pages.counting import counted_page
from actions.studio.pages.parts import action_link, box, table, text
from actions.studio.pages.whole.diagram import show_diagram
from actions.studio.pages.whole.people import show_people

MOST_ROWS = 200


class Row(NamedTuple):
    """Events of one name and an action that takes some of them; none where no action does."""

    name: str
    events: int
    key: str
    taken: int
    is_first: bool


def show_flow(studio: Studio) -> None:
    """The page: a row for each name of events and each action that takes some of them."""
    counted_page(studio, "Flow", "Which events go to which destinations.", _body)


def _body(studio: Studio) -> None:
    counts = studio.counts
    _figures(counts)
    show_diagram(studio)
    rows = list(_rows(counts))
    with table(("Event", "#Events", "Action", "#Taken", "Share")):
        for one in rows[:MOST_ROWS]:
            _row(one)
    if len(rows) > MOST_ROWS:
        text(f"The first {MOST_ROWS} of {len(rows):,} rows are shown.", "dim small")
    show_people(studio)


def _figures(counts: Counts) -> None:
    """How many events there are, and how many go to each instance."""
    instances: Counter[str] = Counter()
    for taken in counts.names.values():
        for key, number in taken.items():
            instances[key.partition(".")[0]] += number
    shown = [(sum(counts.events.values()), "events"), (sum(counts.unhandled.values()), "taken by no action")]
    if refused := sum(one.number for one in counts.refused.values()):
        shown.append((refused, "refused: see All events"))
    with box("figures-row"):
        for number, words in (*shown, *((number, f"to {name}") for name, number in instances.most_common(6))):
            with box("big-figure"):
                text(f"{number:,}", "number")
                text(words, "dim small")


def _rows(counts: Counts) -> Iterator[Row]:
    for name, number in counts.events.most_common():
        found = counts.names[name].most_common() if name in counts.names else []
        for at, (key, taken) in enumerate(found or [("", 0)]):
            yield Row(name, number, key, taken, is_first=at == 0)


def _row(one: Row) -> None:
    with box("", "tr"):
        text(one.name if one.is_first else "", "strong", tag="td")
        text(f"{one.events:,}" if one.is_first else "", "number", tag="td")
        with box("", "td"):
            if one.key:
                action_link(one.key)
            else:
                text("no action", "dim")
        text(f"{one.taken:,}" if one.key else "", "number", tag="td")
        with box("", "td"), box("bar"):
            box("bar-part").style(f"width: {100 * one.taken / max(one.events, 1):.0f}%")
