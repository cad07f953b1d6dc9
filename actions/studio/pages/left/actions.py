"""The instances and their actions in the order of the files, with what comes of the events."""

from functools import partial
from pathlib import PurePosixPath

from nicegui import ui

from actions.plan.planned import PlannedAction
from actions.studio.pages.drawing import parts as drawn
from actions.studio.pages.drawing.drawing import Drawing
from actions.studio.pages.drawing.node import Kept, Node
from actions.studio.pages.parts import box, heading, if_changed
from actions.studio.pages.window import Window

STYLES = ("fired", "failed", "left")
HELP = ("events that fire it", "events for which it cannot be built", "events of which fields were left out")


def show_actions(window: Window) -> None:
    """The list, with a box to search it."""
    _Actions(window).build()


class _Actions:
    def __init__(self, window: Window) -> None:
        self._window = window
        self._wanted = ""
        self._kept = Kept()

    def build(self) -> None:
        with box("panel"):
            with box("panel-head"):
                heading("Actions", 2)
                box("grow")
                progress = Drawing(self._progress)
            search = ui.input(placeholder="Search actions", on_change=lambda e: self._search(str(e.value or "")))
            search.props('dense outlined clearable aria-label="Search actions" debounce=120').classes("search")
            with box("scroll"):
                self._drawing = Drawing(self._list)
        self._window.subscribe(
            if_changed(self._state, self._drawing.refresh), "action", "counts", "file_list", "findings"
        )
        self._window.subscribe(if_changed(lambda: self._window.key, self._drawing.reveal), "action")
        self._window.subscribe(progress.refresh, "counts")

    def _state(self) -> object:
        """All that the list is made of."""
        workspace = self._window.workspace
        return list(map(self._state_of, workspace.files)), list(workspace.unreadable.values())

    def _state_of(self, label: str) -> object:
        """All that the rows of a file are made of."""
        window, counts = self._window, self._window.studio.counts
        file, opened = window.workspace.files[label], window.opened == label
        actions = [
            (one.key, one.name, one.label, one.enabled, counts.of(one.key).figures, one.key == window.key)
            for one in window.workspace.actions(label)
        ]
        marks = self._marks(label)
        return self._wanted, opened, file.is_changed, file.is_in_conflict, self._errors(label), marks, actions

    def _search(self, wanted: str) -> None:
        self._wanted = wanted.strip().lower()
        self._drawing.refresh()

    def _progress(self) -> None:
        counts = self._window.studio.counts
        if counts.total and not counts.is_done:
            with drawn.box("counting").set(title=f"{counts.done:,} of {counts.total:,} events are counted"):
                drawn.text(f"counting {counts.done:,}", "dim small")
                drawn.progress("counted events", counts.done, counts.total)
        elif counts.total:
            drawn.text(f"over {counts.total:,} events", "dim small")

    def _list(self) -> None:
        shown = 0
        for label in self._window.workspace.files:
            actions = [one for one in self._window.workspace.actions(label) if self._is_wanted(one, label)]
            if not actions and self._wanted:
                continue
            self._kept.draw(label, self._state_of(label), partial(self._rows, label, actions))
            shown += len(actions)
        for trouble in self._window.workspace.unreadable.values():
            drawn.text(trouble, "trouble")
        if not shown:
            drawn.empty("No action has this in its name." if self._wanted else "There is no action yet.")

    def _rows(self, label: str, actions: list[PlannedAction]) -> Node:
        with drawn.box("file", key=label) as made:
            self._file(label)
            marks = self._marks(label)
            for one in actions:
                self._row(one, marks.get(one.key))
        return made

    def _is_wanted(self, action: PlannedAction, label: str) -> bool:
        words = f"{action.name} {action.key} {action.action_type.name} {label}".lower()
        return self._wanted in words

    def _file(self, label: str) -> None:
        file = self._window.workspace.files[label]
        chosen = label == self._window.opened
        with drawn.choice(lambda: self._window.choose_file(label), "file-row", chosen=chosen, name=f"file {label}"):
            drawn.text(PurePosixPath(label).name, "file-name", tag="span", title=label)
            if file.is_changed:
                drawn.text("changed", "chip", tag="span")
            if file.is_in_conflict:
                drawn.text("changed on disk", "chip warn", tag="span")
            errors = self._errors(label)
            if errors:
                drawn.text(f"{errors} to fix", "chip bad", tag="span")

    def _marks(self, label: str) -> dict[str, tuple[str, int]]:
        """For each action in which something is found: how bad it is, and how much."""
        workspace = self._window.workspace
        lines = {one.key: one.spot.place for one in workspace.actions(label)}
        made: dict[str, tuple[str, int]] = {}
        for found in workspace.known_findings(label):
            line = found.place.line if found.place else 0
            key = next((key for key, at in lines.items() if at.line <= line <= at.end_line), None)
            if key is not None:
                worst, number = made.get(key, ("warning", 0))
                made[key] = "error" if found.severity == "error" else worst, number + 1
        return made

    def _errors(self, label: str) -> int:
        return sum(one.severity == "error" for one in self._window.workspace.known_findings(label))

    def _row(self, action: PlannedAction, mark: tuple[str, int] | None) -> None:
        counts = self._window.studio.counts.of(action.key)
        row = drawn.choice(
            lambda: self._window.choose_action(action.key), "action-row", chosen=action.key == self._window.key,
            name=f"{action.name}, {action.label}, fired {counts.fired}, failed {counts.failed}", key=action.key,
        )  # fmt: skip
        with row:
            with drawn.box("row-words", "span"):
                drawn.text(action.name, "row-name", tag="span")
                drawn.text(action.label, "row-kind", tag="span")
            if not action.enabled:
                drawn.text("off", "chip", tag="span")
            if mark is not None:
                severity, number = mark
                told = f"{number} finding{'' if number == 1 else 's'} in this action"
                style = f"finding-sign {severity}"
                drawn.text("!" if severity == "error" else "?", style, tag="span", title=told)
            with drawn.box("figures", "span"):
                for number, told, style in zip(counts.figures, HELP, STYLES, strict=True):
                    if number or style == "fired":
                        drawn.text(f"{number:,}", f"figure {style if number else 'none'}", tag="span", title=told)
