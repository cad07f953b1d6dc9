"""The instances and their actions in the order of the files, with what comes of the events."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from nicegui import ui

from actions.plan.planned import PlannedAction
from actions.studio.model.project.counts import ActionCounts
from actions.studio.pages.parts import box, choice, empty, heading, if_changed, text
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
        self._rows: dict[str, _Row] = {}

    def build(self) -> None:
        with box("panel"):
            with box("panel-head"):
                heading("Actions", 2)
                box("grow")
                self._progress()
            search = ui.input(placeholder="Search actions", on_change=lambda e: self._search(str(e.value or "")))
            search.props('dense outlined clearable aria-label="Search actions" debounce=120').classes("search")
            with box("scroll"):
                self._list()
        self._window.subscribe(if_changed(self._state, self._list.refresh), "action", "file_list", "findings")
        self._window.subscribe(self._update, "action", "counts", "file_list")
        self._window.subscribe(self._progress.refresh, "counts")

    def _state(self) -> object:
        """All that rows are made of."""
        workspace = self._window.workspace
        files = [
            (label, one.is_changed, one.theirs is not None, self._errors(label))
            for label, one in workspace.files.items()
        ]
        actions = [
            (one.key, one.name, one.label, one.enabled) for label in workspace.files for one in workspace.actions(label)
        ]
        return self._window.opened, files, actions, list(workspace.unreadable.values())

    def _search(self, wanted: str) -> None:
        self._wanted = wanted.strip().lower()
        self._list.refresh()

    @ui.refreshable_method
    def _progress(self) -> None:
        counts = self._window.studio.counts
        if counts.total and not counts.is_done:
            text(f"counting {counts.done:,} of {counts.total:,}", "dim small")
        elif counts.total:
            text(f"over {counts.total:,} events", "dim small")

    @ui.refreshable_method
    def _list(self) -> None:
        self._rows.clear()
        shown = 0
        for label in self._window.workspace.files:
            actions = [one for one in self._window.workspace.actions(label) if self._is_wanted(one, label)]
            if not actions and self._wanted:
                continue
            self._file(label)
            for one in actions:
                self._row(one)
                shown += 1
        for trouble in self._window.workspace.unreadable.values():
            text(trouble, "trouble")
        if not shown:
            empty("No action has this in its name." if self._wanted else "There is no action yet.")

    def _is_wanted(self, action: PlannedAction, label: str) -> bool:
        words = f"{action.name} {action.key} {action.action_type.name} {label}".lower()
        return self._wanted in words

    def _file(self, label: str) -> None:
        file = self._window.workspace.files[label]
        chosen = label == self._window.opened
        with choice(lambda: self._window.choose_file(label), "file-row", chosen=chosen, name=f"file {label}"):
            text(PurePosixPath(label).name, "file-name", tag="span").tooltip(label)
            if file.is_changed:
                text("changed", "chip", tag="span")
            if file.theirs is not None:
                text("changed on disk", "chip warn", tag="span")
            errors = self._errors(label)
            if errors:
                text(f"{errors} to fix", "chip bad", tag="span")

    def _errors(self, label: str) -> int:
        window = self._window
        found = window.findings if label == window.label else window.workspace.findings_of(label)
        return sum(one.severity == "error" for one in found)

    def _row(self, action: PlannedAction) -> None:
        made = choice(lambda: self._window.choose_action(action.key), "action-row", chosen=False, name=action.name)
        with made:
            with box("row-words", "span"):
                text(action.name, "row-name", tag="span")
                text(action.label, "row-kind", tag="span")
            if not action.enabled:
                text("off", "chip", tag="span")
            with box("figures", "span"):
                figures = tuple(text("", "figure", tag="span") for _ in HELP)
                for one, told in zip(figures, HELP, strict=True):
                    one.tooltip(told)
        self._rows[action.key] = _Row(action.name, action.label, made, figures)
        self._rows[action.key].show(self._window.studio.counts.of(action.key), chosen=action.key == self._window.key)

    def _update(self) -> None:
        """Show what may change while the rows stay: a row made anew would lose the click that is on its way."""
        for key, row in self._rows.items():
            row.show(self._window.studio.counts.of(key), chosen=key == self._window.key)


@dataclass(slots=True)
class _Row:
    """The row of an action, and the figures in it."""

    name: str
    label: str
    row: ui.element
    figures: tuple[ui.label, ...]

    def show(self, counts: ActionCounts, *, chosen: bool) -> None:
        self.row.classes(add="chosen" if chosen else "", remove="" if chosen else "chosen")
        self.row.props["aria-current"] = "true" if chosen else "false"
        self.row.props["aria-label"] = f"{self.name}, {self.label}, fired {counts.fired}, failed {counts.failed}"
        for number, one, style in zip(counts.figures, self.figures, STYLES, strict=True):
            one.set_text(f"{number:,}")
            one.classes(add=style if number else "none", remove="none" if number else style)
            one.set_visibility(number > 0 or style == "fired")
