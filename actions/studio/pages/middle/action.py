"""The head of the middle column: the action, its file, and what can be done with it."""

from actions.studio.pages.drawing.drawing import Drawing
from actions.studio.pages.drawing.parts import path_list
from actions.studio.pages.middle.findings import show_findings
from actions.studio.pages.middle.form import Form
from actions.studio.pages.middle.text import TextView
from actions.studio.pages.parts import box, button, heading, if_changed, switch, text
from actions.studio.pages.window import Window


def show_action_column(window: Window) -> None:
    """The action in both views."""
    with box("panel middle", "main"):
        _Head(window).build()
        _paths(window)
        show_findings(window)
        with box("views"):
            form, editor = Form(window), TextView(window)
            with box("view scroll") as form_box:
                form.build()
            with box("view fill") as text_box:
                editor.build()

        shown = [""]

        def show() -> None:
            # A file that is gone has no text: the form says so.
            view = window.view if window.file else "form"
            if shown[0] == view and window.line is None:
                return
            shown[0] = view
            form_box.set_visibility(view == "form")
            text_box.set_visibility(view == "text")
            if view == "text":
                editor.reveal()
            else:
                form.refresh()

        show()
        window.subscribe(show, "file_list")


def _paths(window: Window) -> None:
    """The paths of the events, for every input of the column that takes one; again when events were added."""
    drawing = Drawing(lambda: path_list(window.events.paths))
    window.subscribe(if_changed(lambda: len(window.events.paths), drawing.refresh), "event")


class _Head:
    """Made once: a button that is made anew between two halves of a click would not be clicked."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def build(self) -> None:
        window = self._window
        with box("panel-head action-head"):
            with box("title"):
                self._name = heading("", 1)
                self._place = text("", "dim small")
            box("grow")
            self._undo = button("", lambda: window.step(back=True), icon="undo", name="Undo")
            self._redo = button("", lambda: window.step(back=False), icon="redo", name="Redo")
            self._save = button("Save", window.save, icon="save")
            self._save.tooltip("Ctrl-S")
            self._save.set_enabled(not window.studio.read_only)
            self._switch = switch({"form": "Form", "text": "Text"}, window.view, self._choose, "view")
        self._help = text("", "help")
        self._show()
        window.subscribe(self._show, "action", "file_list")

    def _show(self) -> None:
        window, action, file = self._window, self._window.action, self._window.file
        label = file.label if file else window.gone or "No file"
        self._name.set_text(action.name if action else label)
        self._place.set_text(f"{action.label} · {label}:{action.spot.place.line}" if action else "")
        self._help.set_text(action.action_type.help if action else "")
        self._undo.set_enabled(file is not None and file.can_undo)
        self._redo.set_enabled(file is not None and file.can_redo)
        is_changed = file is not None and file.is_changed
        self._save.classes(add="primary" if is_changed else "", remove="" if is_changed else "primary")
        self._switch(window.view)

    def _choose(self, name: str) -> None:
        self._window.view = "text" if name == "text" else "form"
        self._window.publish("file_list")
