"""The action as a form: when it fires, and what it maps."""

from actions.studio.pages.drawing.drawing import Drawing
from actions.studio.pages.drawing.parts import box, empty, text
from actions.studio.pages.middle.mapping import Mapping
from actions.studio.pages.middle.trigger import Trigger
from actions.studio.pages.window import Window


class Form:
    """Both parts of the form; what has changed in the action, the event or the text changes in place."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._trigger, self._mapping = Trigger(window), Mapping(window)

    def build(self) -> None:
        """Make it."""
        self._drawing = Drawing(self._draw)
        self._window.subscribe(self.refresh, "action", "event", "answer", "reveal")
        self._window.subscribe(self._drawing.restore, "refused")

    def refresh(self) -> None:
        """Show what has changed."""
        if self._window.view == "form" or self._window.file is None:
            self._drawing.refresh()

    def _draw(self) -> None:
        action = self._window.action
        if self._window.view != "form" and self._window.file is not None:
            return
        if action is None:
            empty(self._why_empty())
            return
        # Another action has other inputs, even where their names are the same.
        with box("form", key=action.key):
            if self._window.way is None:
                text(
                    "The file cannot be read at present: fix it in the text, and the form can be used again.",
                    "conflict",
                )
            self._trigger.draw(action)
            self._mapping.draw(action)

    def _why_empty(self) -> str:
        window = self._window
        if window.gone:
            return f"{window.gone} is gone: somebody removed or renamed it. Choose an action on the left."
        if window.key and window.label:
            return "This action has a mistake, or is not there any more: see the text, or choose another on the left."
        return "Choose an action on the left."
