"""All events at a glance: names by actions, how many fire, fail and lose fields; and events that nobody takes."""

from actions.studio.model.studio import Studio
from actions.studio.pages.counting import counted_page
from actions.studio.pages.parts import action_link, box, event_link, heading, table, text

MOST_ROWS = 300


def show_grid(studio: Studio) -> None:
    """The page."""
    counted_page(studio, "All events", "What every action makes of all events.", _body)


def _body(studio: Studio) -> None:
    counts = studio.counts
    with table(("Action", "#Fired", "#Failed", "#Lost fields", "First failures")):
        for label in studio.workspace.files:
            for action in studio.workspace.actions(label)[:MOST_ROWS]:
                one = counts.of(action.key)
                with box("", "tr"):
                    with box("", "td"):
                        action_link(action.key, action.name)
                    text(f"{one.fired:,}", "number", tag="td")
                    text(
                        f"{one.failed:,}" if one.failed else "", "number trouble" if one.failed else "number", tag="td"
                    )
                    text(f"{one.left_out:,}" if one.left_out else "", "number", tag="td")
                    with box("", "td"), box("links"):
                        for name in one.failures[:3]:
                            event_link(action.key, name)
    heading("Events that no action takes", 2)
    if not counts.unhandled:
        text("Every event is taken by an action.", "dim")
        return
    with table(("Event", "#Events")):
        for name, number in counts.unhandled.most_common(MOST_ROWS):
            with box("", "tr"):
                text(name, tag="td")
                text(f"{number:,}", "number", tag="td")
