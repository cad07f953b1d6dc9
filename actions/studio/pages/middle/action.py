"""The head of the middle column: the action, its file, and what can be done with it."""

from nicegui import ui

from actions.studio.pages.middle.findings import show_findings
from actions.studio.pages.middle.form import Form
from actions.studio.pages.middle.text import TextView
from actions.studio.pages.parts import box, button, empty, heading, switch, text
from actions.studio.pages.window import Window


def show_action_column(window: Window) -> None:
    """The action in both views."""
    with box("panel middle", "main"):
        _Head(window).build()
        show_findings(window)
        with box("views"):
            form, editor = Form(window), TextView(window)
            with box("view scroll") as form_box:
                form.build()
            with box("view fill") as text_box:
                editor.build()

        def show() -> None:
            form_box.set_visibility(window.view == "form")
            text_box.set_visibility(window.view == "text")
            if window.view == "text":
                editor.reveal()
            else:
                form.refresh()

        show()
        window.subscribe(show, "files")


class _Head:
    def __init__(self, window: Window) -> None:
        self._window = window

    def build(self) -> None:
        self._title()
        self._window.subscribe(self._title.refresh, "action", "files")

    @ui.refreshable_method
    def _title(self) -> None:
        window, action, file = self._window, self._window.action, self._window.file
        if file is None:
            empty("There is no mapping file.")
            return
        with box("panel-head action-head"):
            with box("title"):
                heading(action.name if action else file.label, 1)
                place = f"{file.label}:{action.spot.place.line}" if action else file.label
                text(f"{action.label} · {place}" if action else place, "dim small")
            box("grow")
            undo = button("", lambda: window.workspace.undo(file.label), icon="undo", name="Undo")
            undo.set_enabled(file.can_undo)
            redo = button("", lambda: window.workspace.redo(file.label), icon="redo", name="Redo")
            redo.set_enabled(file.can_redo)
            save = button("Save", window.save, icon="save", style="primary" if file.is_changed else "")
            save.set_enabled(file.is_changed and not window.studio.read_only)
            save.tooltip("Ctrl-S")
            switch({"form": "Form", "text": "Text"}, window.view, self._switch, "view")
        if action and action.action_type.help:
            text(action.action_type.help, "help")

    def _switch(self, name: str) -> None:
        self._window.view = "text" if name == "text" else "form"
        self._window.publish("files")
