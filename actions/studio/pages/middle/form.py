"""The action as a form: when it fires, and what it maps."""

from nicegui import ui

from actions.studio.pages.middle.mapping import Mapping
from actions.studio.pages.middle.trigger import Trigger
from actions.studio.pages.parts import box, empty, text
from actions.studio.pages.window import Window


class Form:
    """Both parts of the form; they are made anew when the action, the event or the text has changed."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._trigger, self._mapping = Trigger(window), Mapping(window)

    def build(self) -> None:
        """Make it."""
        self._body()
        self._window.subscribe(self._changed, "action", "event", "answer", "reveal")

    def refresh(self) -> None:
        """Show what has changed."""
        self._body.refresh()

    def _changed(self) -> None:
        if self._window.view == "form":
            self._body.refresh()

    @ui.refreshable_method
    def _body(self) -> None:
        action = self._window.action
        if self._window.view != "form":
            return
        if action is None:
            empty("Choose an action on the left.")
            return
        with box("form"):
            if self._window.way is None:
                text(
                    "The file cannot be read at present: fix it in the text, and the form can be used again.",
                    "conflict",
                )
            self._trigger.build(action)
            self._mapping.build(action)
