"""Names of events by actions as a field of squares: which take which, and where something fails."""

from collections import Counter
from urllib.parse import quote

from nicegui import ui

from actions.plan.planned import PlannedAction
from actions.studio.model.project.counts import Counts
from actions.studio.model.studio import Studio
from actions.studio.pages.parts import box, text
from actions.studio.pages.whole.diagram import svg_link

MOST_NAMES, MOST_ACTIONS = 25, 200
# Fewer actions than these have their names above the squares.
NAMED = 40
LEFT, LEAST, LARGEST = 190, 5, 56
LONGEST, LONGEST_KEY = 26, 38
LEGEND = "A square is an action that takes events of the name: full where all, pale where some, red where some fail."


def show_matrix(studio: Studio) -> None:
    """The squares; the tables below say the same in figures."""
    counts, workspace = studio.counts, studio.workspace
    every = [one for label in workspace.files for one in workspace.actions(label)]
    names = [name for name, _ in counts.events.most_common(MOST_NAMES)]
    if not every or not names:
        return
    actions = (every if len(every) <= NAMED else _takers(counts, every, names))[:MOST_ACTIONS]
    side = max(LEAST, min(LARGEST, (1150 - LEFT) // len(actions)))
    top = _room(actions) if len(actions) <= NAMED else 16
    width, height = LEFT + side * len(actions) + 125, top + 22 * len(names) + 6
    text(LEGEND, "dim")
    with box("diagram"), ui.element("svg").props(f'viewBox="0 0 {width} {height}" role="group"') as picture:
        picture.props["aria-label"] = "names of events by actions; the table below says the same"
        picture.style(f"max-width: {max(width * 1.05, 700 if len(actions) > NAMED else 0):.0f}px; margin: 0")
        if len(actions) <= NAMED:
            for number, action in enumerate(actions):
                _head(action, LEFT + side * number + side / 2, top - 6)
        for row, name in enumerate(names):
            _row(counts, actions, name, side, top + 22 * row)
    rest = len(counts.events) - len(names)
    if rest > 0:
        text(f"The {MOST_NAMES} most frequent names; {rest:,} more are not drawn.", "dim small")
    if len(every) > len(actions):
        text(f"{len(every) - len(actions):,} actions that take none of these are not drawn.", "dim small")


def _takers(counts: Counts, every: list[PlannedAction], names: list[str]) -> list[PlannedAction]:
    """The actions that take any of the names; of many, the others would leave the drawing empty."""
    taken = {key for name in names for key in counts.names.get(name, ())}
    return [one for one in every if one.key in taken] or every


def _room(actions: list[PlannedAction]) -> int:
    """How high the names above the squares are: their letters are about 6 wide, and they stand at an angle."""
    longest = max(min(len(one.key), LONGEST_KEY) for one in actions)
    return 24 + round(4.3 * longest)


def _head(action: PlannedAction, x: float, y: float) -> None:
    made = text(_short(action.key, LONGEST_KEY), "diagram-words small-words", tag="text")
    made.props["transform"] = f"translate({x + 3:.0f} {y:.0f}) rotate(-50)"


def _row(counts: Counts, actions: list[PlannedAction], name: str, side: int, y: float) -> None:
    words = text(_short(name, LONGEST), "diagram-words", tag="text")
    words.props["x"], words.props["y"], words.props["text-anchor"] = str(LEFT - 10), f"{y + 14:.0f}", "end"
    taken, failed = counts.names.get(name, Counter()), counts.failed.get(name, Counter())
    ground = ui.element("rect").classes("square-ground")
    for key, value in (("x", LEFT), ("y", y + 1), ("width", side * len(actions)), ("height", 18)):
        ground.props[key] = str(value)
    for number, action in enumerate(actions):
        if action.key in taken:
            numbers = (taken[action.key], failed[action.key], counts.events[name])
            _square(action, name, numbers, LEFT + side * number, y, side)


def _square(action: PlannedAction, name: str, numbers: tuple[int, int, int], x: int, y: float, side: int) -> None:
    taken, failed, events = numbers
    with svg_link(f"/a/{quote(action.key, safe='')}"):
        made = ui.element("rect").classes("square failed" if failed else "square")
    for key, value in (("x", x + 0.5), ("y", y + 1), ("width", side - 1), ("height", 18), ("rx", 2)):
        made.props[key] = str(value)
    made.props["fill-opacity"] = f"{0.35 + 0.65 * taken / max(events, 1):.2f}"
    words = f"{name} → {action.key}: {taken - failed:,} of {events:,} fire it"
    with made:
        text(f"{words}, {failed:,} fail" if failed else words, tag="title")


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
