"""All events at a glance: what each action makes of them, the values of a field, and what nobody reads or takes."""

from nicegui import ui

from actions.event.shape import whole_text
from actions.studio.model.project.over_all import unused_in
from actions.studio.model.project.values import Values, values_of
from actions.studio.model.studio import Studio
from actions.studio.pages.counting import counted_page
from actions.studio.pages.parts import (
    PATHS,
    action_link,
    box,
    button,
    event_link,
    heading,
    path_list,
    table,
    text,
)
from actions.studio.pages.whole.changed import show_changed
from actions.studio.pages.whole.filled import filled
from actions.studio.pages.whole.matrix import show_matrix

MOST_ROWS = 300
MOST_UNUSED = 40
FIRST_PATH = "event"


def show_grid(studio: Studio) -> None:
    """The page."""
    counted_page(studio, "All events", "What every action makes of all events.", _body, _asked)


def _body(studio: Studio) -> None:
    show_matrix(studio)
    _actions(studio)
    _refused(studio)
    _unhandled(studio)


def _asked(studio: Studio) -> None:
    filled(studio).build()
    show_changed(studio)
    _Fields(studio).build()


def _actions(studio: Studio) -> None:
    counts = studio.counts
    with table(("Action", "Instance", "#Fired", "#Failed", "#Lost fields", "First failures")):
        for label in studio.workspace.files:
            for action in studio.workspace.actions(label)[:MOST_ROWS]:
                one = counts.of(action.key)
                with box("", "tr"):
                    with box("", "td"):
                        action_link(action.key, action.name)
                    text(action.instance.name, "dim", tag="td")
                    text(f"{one.fired:,}", "number", tag="td")
                    style = "number trouble" if one.failed else "number"
                    text(f"{one.failed:,}" if one.failed else "", style, tag="td")
                    text(f"{one.left_out:,}" if one.left_out else "", "number", tag="td")
                    with box("", "td"), box("links"):
                        for name in one.failures[:3]:
                            event_link(action.key, name)


def _refused(studio: Studio) -> None:
    """Values that are not events, and lines that are not values: neither is counted above."""
    found, trouble = studio.counts.refused, studio.events.trouble
    if not found and not trouble:
        return
    heading("What is not an event", 2)
    text("These are read, and refused before any action is asked.", "dim")
    with table(("Code", "Why", "#Events", "Such as")):
        for code, one in sorted(found.items()):
            with box("", "tr"):
                text(code, "mono", tag="td")
                text(one.words, tag="td")
                text(f"{one.number:,}", "number", tag="td")
                text(", ".join(one.ids[:3]), "mono small dim", tag="td")
        for words in trouble[:10]:
            with box("", "tr"):
                text("", tag="td")
                text(words, tag="td")
                text("", tag="td")
                text("", tag="td")


def _unhandled(studio: Studio) -> None:
    counts = studio.counts
    heading("Events that no action takes", 2)
    if not counts.unhandled:
        text("Every event is taken by an action.", "dim")
        return
    with table(("Event", "#Events")):
        for name, number in counts.unhandled.most_common(MOST_ROWS):
            with box("", "tr"):
                text(name, tag="td")
                text(f"{number:,}", "number", tag="td")


class _Fields:
    """The values of one path, and the properties that no action reads, each a way to its values."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._path = FIRST_PATH

    def build(self) -> None:
        studio = self._studio
        path_list(studio.events.paths)
        heading("Values of a field", 2)
        with box("whole-head"):
            self._input = ui.input(
                placeholder="properties.plan", value=self._path, on_change=lambda e: self._look(str(e.value or ""))
            )
            self._input.props(f"dense outlined debounce=300 list={PATHS}").classes("mono-input values-path")
            self._input.props["aria-label"] = "path of the values"
        self._values()
        heading("Properties that no action reads", 2)
        actions = [one for one in studio.workspace.whole.plan.actions if one.enabled]
        found = unused_in(actions, studio.events.all)
        if not found:
            text(
                "Every property and trait of the events is read by an action, by itself or with what is around it.",
                "dim",
            )
            return
        with table(("Property", "#Events", "Values")):
            for path, number in found[:MOST_UNUSED]:
                with box("", "tr"):
                    text(path, "mono", tag="td")
                    text(f"{number:,}", "number", tag="td")
                    with box("", "td"):
                        button("Show", lambda path=path: self._input.set_value(path), name=f"Show the values of {path}")

    def _look(self, path: str) -> None:
        self._path = path.strip()
        self._values.refresh()

    @ui.refreshable_method
    def _values(self) -> None:
        if not self._path:
            text("Write a path, such as properties.plan.", "dim")
            return
        try:
            found = values_of(self._studio.events.all, self._path)
        except ValueError as error:
            text(str(error), "trouble")
            return
        _bars(found)


def _bars(found: Values) -> None:
    there = found.total - found.missing
    values = f"{found.different:,} different value{'' if found.different == 1 else 's'}"
    hidden = ", which tell of people and are not shown here" if found.is_hidden else ""
    text(f"{there:,} of {found.total:,} events have it, with {values}{hidden}.", "dim")
    most = max((number for _, number in found.rows), default=1) or 1
    with box("bars"):
        for value, number in found.rows:
            with box("bar-row"):
                text(value, "mono small cut").props["title"] = whole_text(value)
                with box("bar"), box("bar-part").style(f"width: {100 * number / most:.1f}%"):
                    pass
                text(f"{number:,}", "number small")
    if found.rest and not found.is_hidden:
        text(f"{found.rest:,} more have other values.", "dim small")
