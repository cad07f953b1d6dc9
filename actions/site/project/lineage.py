"""Who gets what: pictures and a table of the places in events that are read."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from actions.insight.lineage.edges import Edge
from actions.insight.lineage.ways import show_way
from actions.site.page import Page, code, heading, paragraph, table
from actions.site.picture import Line, picture

# A picture with more lines says nothing any more.
MOST = 60


def picture_of(edges: Sequence[Edge]) -> str:
    """A picture of what goes into the fields of an action; nothing where that is nothing."""
    lines = list(dict.fromkeys(_lines(edges)))
    if not lines:
        return ""
    drawn = picture(lines[:MOST], "From places in events to fields of the payload")
    rest = paragraph(f"Of {len(lines)} lines, the first {MOST} are drawn.") if len(lines) > MOST else ""
    return drawn + rest


def _lines(edges: Sequence[Edge]) -> Iterator[Line]:
    for one in edges:
        if one.source is not None and one.target and one.layer != "action type":
            personal = one.personal() is not None
            name = f"{one.action.instance.name} · {one.action.name}"
            yield Line(show_way(one.source.way), name, show_way(one.target), personal, one.use != "value")


def lineage_page(edges: Sequence[Edge]) -> Page:
    """The page with a row for each place in events, tool and way in which it goes there."""
    read = [one for one in edges if one.source is not None and one.layer != "action type"]
    rows = []
    for place, same in groupby(sorted(read, key=_order), lambda one: show_way(one.source.way) if one.source else ""):
        for number, (key, inside) in enumerate(groupby(same, lambda one: one.action.key)):
            found = list(inside)
            fields = dict.fromkeys(show_way(one.target) if one.target else "whether it fires" for one in found)
            sent = dict.fromkeys(filter(None, (one.sent() for one in found)))
            shown = "" if number else code(place)
            rows.append((shown, code(key), ", ".join(map(code, fields)), ", ".join(sent)))
    body = heading(1, "Who gets what", "who-gets-what")
    body += paragraph(
        "Each place in events that is read, and the fields that it goes to. For personal data: how it leaves."
    )
    return Page(
        "lineage.html",
        "Who gets what",
        body + table(("in events", "action", "fields", "personal"), rows),
        "Your mappings",
    )


def _order(edge: Edge) -> tuple[str, str]:
    return show_way(edge.source.way) if edge.source else "", edge.action.key
