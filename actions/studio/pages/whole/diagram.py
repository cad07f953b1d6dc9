"""The way of the events drawn: names of events, actions, instances, with bands as wide as they are many."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from nicegui import ui

from actions.studio.model.project.flow import BOX, NOBODY, OTHERS, WIDTH, Band, Box, diagram
from actions.studio.model.studio import Studio
from actions.studio.pages.parts import box, text

HEADS = ("Events", "Actions", "Instances")
LONGEST = 38


def show_diagram(studio: Studio) -> None:
    """The drawing; each action in it is a link."""
    workspace = studio.workspace
    names = {one.key: one.key for label in workspace.files for one in workspace.actions(label)}
    drawn = diagram(studio.counts, names)
    with box("diagram"), ui.element("svg").props(f'viewBox="0 0 {WIDTH} {drawn.height:.0f}" role="group"') as picture:
        picture.props["aria-label"] = "events, actions and instances; the table below says the same"
        for head, column in zip(HEADS, drawn.columns, strict=True):
            if column:
                _words(head, column[0].x + BOX / 2, 14, "diagram-head", "middle")
        for band in drawn.bands:
            _band(band)
        for number, column in enumerate(drawn.columns):
            for one in column:
                _box(one, number)


def _band(one: Band) -> None:
    (x, y), (to_x, to_y) = one.start, one.end
    bend = (to_x - x) / 2
    path = f"M {x:.1f} {y:.1f} C {x + bend:.1f} {y:.1f}, {to_x - bend:.1f} {to_y:.1f}, {to_x:.1f} {to_y:.1f}"
    made = ui.element("path").classes(f"band {'nobody' if one.is_nobody else ''}")
    made.props["d"] = path
    made.props["stroke-width"] = f"{one.width:.1f}"
    with made:
        text(one.words, tag="title")


def _box(one: Box, column: int) -> None:
    is_action = column == 1 and one.key not in (NOBODY, OTHERS)
    with svg_link(f"/a/{quote(one.key, safe='')}" if is_action else None):
        made = ui.element("rect").classes("box nobody" if one.key == NOBODY else "box")
        for name, value in (("x", one.x), ("y", one.y), ("width", BOX), ("height", one.height), ("rx", 2)):
            made.props[name] = f"{value:.1f}"
        with made:
            text(f"{one.words}: {one.number:,}", tag="title")
        words = one.words if len(one.words) <= LONGEST else f"{one.words[: LONGEST - 1]}…"
        middle = one.y + one.height / 2 + 4
        if column == 0:
            _words(f"{words} · {one.number:,}", one.x - 8, middle, "", "end")
        else:
            _words(f"{words} · {one.number:,}", one.x + BOX + 8, middle, "", "start")


@contextmanager
def svg_link(address: str | None) -> Iterator[None]:
    """A link around what is drawn inside; nothing where there is no address."""
    if address is None:
        yield
        return
    with ui.element("a").classes("diagram-link") as made:
        made.props["href"] = address
        yield


def _words(words: str, x: float, y: float, style: str, anchor: str) -> None:
    made = text(words, f"diagram-words {style}", tag="text")
    made.props["x"], made.props["y"] = f"{x:.1f}", f"{y:.1f}"
    made.props["text-anchor"] = anchor
