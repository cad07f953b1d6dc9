"""What is found wrong in the file, with a button for each that can be fixed; and what somebody else wrote to it."""

from actions.studio.model.files.file import EditedFile
from actions.studio.pages.drawing.drawing import Drawing
from actions.studio.pages.drawing.parts import box, button, difference, text
from actions.studio.pages.window import Window
from mappings.findings.diagnostic import Diagnostic

MOST_SHOWN = 6


def show_findings(window: Window) -> None:
    """The findings of the file, and the difference where it was changed on disk."""
    _Findings(window).build()


class _Findings:
    def __init__(self, window: Window) -> None:
        self._window = window

    def build(self) -> None:
        conflict, found = Drawing(self._conflict), Drawing(self._list, "findings")
        found.props('role="status" aria-live="polite"')
        self._window.subscribe(found.refresh, "findings")
        self._window.subscribe(conflict.refresh, "file_list", "action")

    def _conflict(self) -> None:
        file = self._window.file
        if file is not None and file.is_gone:
            self._gone(file)
        if file is not None and file.unreadable is not None:
            self._unreadable(file.unreadable)
        if file is None or file.theirs is None:
            return
        with box("conflict").set(role="alert"):
            text(f"{file.label} was changed on disk while you changed it here.", "strong")
            with box("difference").set(tabindex="0", role="group", aria_label="what differs"):
                difference(file.changed_lines())
            with box("dialog-row"):
                settle = self._window.workspace.settle
                button("Take what is on disk", lambda: settle(file.label, mine=False))
                button("Keep mine", lambda: settle(file.label, mine=True), style="primary")

    def _gone(self, file: EditedFile) -> None:
        with box("conflict").set(role="alert"):
            text(f"{file.label} is not on disk any more: somebody removed or renamed it.", "strong")
            with box("dialog-row"):
                button("Drop my changes", lambda: self._window.workspace.drop(file.label))
                button("Write it again", self._window.save, style="primary")

    def _unreadable(self, why: str) -> None:
        with box("conflict").set(role="alert"):
            text(f"Somebody changed the file on disk. {why}", "strong")
            text("What is shown here is what the file was before.")
            with box("dialog-row"):
                button("Write it again", lambda: self._window.save(over=True), style="primary")

    def _list(self) -> None:
        found = sorted(self._window.findings, key=lambda one: one.severity)
        for one in found[:MOST_SHOWN]:
            self._finding(one)
        if len(found) > MOST_SHOWN:
            text(f"and {len(found) - MOST_SHOWN} more", "dim small")

    def _finding(self, one: Diagnostic) -> None:
        with box(f"finding {one.severity}"):
            text("!" if one.severity == "error" else "?", "finding-mark").set(aria_hidden="true")
            with box("finding-words"):
                text(f"{one.code} {one.message}")
                if one.hint:
                    text(one.hint, "dim small")
            if one.place:
                button(f"line {one.place.line}", lambda: self._go(one), style="place")
            if one.fix is not None and not self._window.studio.read_only:
                button(
                    "Fix",
                    lambda: self._window.workspace.apply_fix(one),
                    style="primary",
                    name=f"Fix: {one.hint or one.fix}",
                )

    def _go(self, one: Diagnostic) -> None:
        if one.place:
            self._window.view, self._window.line = "text", one.place.line
            self._window.publish("file_list")
