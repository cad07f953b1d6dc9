"""The event as a tree; a click on a value offers its path."""

from actions.studio.model.asking.event import Branch, tree_of
from actions.studio.pages.drawing.parts import box, choice, text
from actions.studio.pages.window import Window


def show_event(window: Window) -> None:
    """The tree."""
    event = window.event
    if event is None:
        return
    text(
        "Click a value to use its path." if window.pick else "Click Pick beside a field, then a value here.",
        "dim small",
    )
    with box("tree event-tree"):
        for one in tree_of(event.value, reveal=window.reveal):
            _branch(window, one)


def _branch(window: Window, one: Branch) -> None:
    with box("node"):
        with choice(lambda: _picked(window, one), "branch", chosen=False, name=f"{one.path} {one.text}"):
            text(one.name, "branch-name", tag="span")
            if not one.parts:
                text(one.text, "branch-value", tag="span")
        if one.parts:
            with box("node-parts"):
                for part in one.parts:
                    _branch(window, part)


def _picked(window: Window, one: Branch) -> None:
    if window.pick is not None:
        window.pick(one.path)
