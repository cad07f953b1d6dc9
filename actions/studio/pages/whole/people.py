"""Where personal data goes: read from the files, so that it holds for events that nobody has seen yet."""

from actions.insight.lineage.ways import show_way
from actions.studio.model.project.over_all import personal_data
from actions.studio.model.studio import Studio
from actions.studio.pages.parts import action_link, box, heading, prose, table, text

MOST_ROWS = 300


def show_people(studio: Studio) -> None:
    """A row for each place in events that holds personal data, and field that it goes to."""
    heading("Where personal data goes", 2)
    found = personal_data([one for one in studio.workspace.whole.plan.actions if one.enabled])
    if not found:
        text("No action sends any.", "dim")
        return
    with table(("In events", "Action", "Field", "How")):
        for one in found[:MOST_ROWS]:
            edge = one.edge
            with box("", "tr"):
                text(show_way((*(edge.source.way if edge.source else ()), *one.rest)), "mono", tag="td")
                with box("", "td"):
                    action_link(edge.action.key)
                text(show_way(one.target) if one.target else "", "mono", tag="td")
                text(edge.sent(one.rest) or "", "trouble" if edge.sent(one.rest) == "in clear" else "dim", tag="td")
    if len(found) > MOST_ROWS:
        prose(f"The first {MOST_ROWS} of {len(found):,}; `actions lineage --personal` has all of them.", "dim small")
