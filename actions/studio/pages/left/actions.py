"""The instances and their actions in the order of the files, with what comes of the events."""

from pathlib import PurePosixPath

from nicegui import ui

from actions.plan.planned import PlannedAction
from actions.studio.pages.parts import box, choice, empty, heading, if_changed, text
from actions.studio.pages.window import Window


def show_actions(window: Window) -> None:
    """The list, with a box to search it."""
    _Actions(window).build()


class _Actions:
    def __init__(self, window: Window) -> None:
        self._window = window
        self._wanted = ""

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
        self._window.subscribe(if_changed(self._state, self._list.refresh), "action", "counts", "files", "findings")
        self._window.subscribe(self._progress.refresh, "counts")

    def _state(self) -> object:
        """All that the list shows."""
        workspace, counts = self._window.workspace, self._window.studio.counts
        files = [
            (label, one.is_changed, one.theirs is not None, self._errors(label))
            for label, one in workspace.files.items()
        ]
        actions = [
            (one.key, one.name, one.label, one.enabled, counts.of(one.key).figures)
            for label in workspace.files
            for one in workspace.actions(label)
        ]
        return self._window.key, files, actions, list(workspace.unreadable.values())

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
        with box("file-row"):
            text(PurePosixPath(label).name, "file-name").tooltip(label)
            if file.is_changed:
                text("changed", "chip")
            if file.theirs is not None:
                text("changed on disk", "chip warn")
            errors = self._errors(label)
            if errors:
                text(f"{errors} to fix", "chip bad")

    def _errors(self, label: str) -> int:
        window = self._window
        found = window.findings if label == window.label else window.workspace.findings_of(label)
        return sum(one.severity == "error" for one in found)

    def _row(self, action: PlannedAction) -> None:
        counts = self._window.studio.counts.of(action.key)
        chosen = action.key == self._window.key
        words = f"{action.name}, {action.label}, fired {counts.fired}, failed {counts.failed}"
        with choice(lambda: self._window.choose_action(action.key), "action-row", chosen=chosen, name=words):
            with box("row-words", "span"):
                text(action.name, "row-name", tag="span")
                text(action.label, "row-kind", tag="span")
            if not action.enabled:
                text("off", "chip", tag="span")
            with box("figures", "span"):
                text(f"{counts.fired:,}", "figure fired" if counts.fired else "figure none", tag="span").tooltip(
                    "events that fire it"
                )
                if counts.failed:
                    text(f"{counts.failed:,}", "figure failed", tag="span").tooltip(
                        "events for which it cannot be built"
                    )
                if counts.left_out:
                    text(f"{counts.left_out:,}", "figure left", tag="span").tooltip(
                        "events of which fields were left out"
                    )
