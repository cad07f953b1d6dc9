"""The result in tabs."""

from collections.abc import Callable

from nicegui import ui

from actions.studio.pages.drawing.drawing import Drawing
from actions.studio.pages.drawing.parts import box, empty, text
from actions.studio.pages.parts import box as element
from actions.studio.pages.right.changes import show_changes
from actions.studio.pages.right.event import show_event
from actions.studio.pages.right.payload import show_payload
from actions.studio.pages.right.request import show_request
from actions.studio.pages.right.why import show_why
from actions.studio.pages.window import Window

VERDICTS = {
    "fired": "Fires",
    "failed": "Fires, but cannot be built",
    "not_fired": "Does not fire",
    "refused": "This is not an event",
    "broken": "Has a mistake",
}
NOTHING = "Choose an action on the left and an event below it: what comes of the two is shown here."
NO_EVENT = "Choose an event on the left: what the action does with it is shown here."
STALE = "The file cannot be read at present: this is what came of it before."
BROKEN = "The action cannot be read: fix what is marked in the text, and what comes of it is shown here."
TABS: dict[str, tuple[str, Callable[[Window], None]]] = {
    "why": ("Why", show_why),
    "payload": ("Payload", show_payload),
    "request": ("Request", show_request),
    "event": ("Event", show_event),
    "changes": ("Changes", show_changes),
}


def show_result_column(window: Window) -> None:
    """The verdict, and the tabs below it."""
    _Result(window).build()


class _Result:
    def __init__(self, window: Window) -> None:
        self._window = window

    def build(self) -> None:
        with element("panel right", "section").props('aria-label="result"'):
            verdict = Drawing(self._verdict)
            with ui.tabs() as tabs:
                tabs.props("dense no-caps align=left inline-label").classes("tabs")
                for name, (words, _) in TABS.items():
                    ui.tab(name, label=words)
            tabs.set_value(self._window.tab)
            # Whoever picks a path is led to the event.
            self._window.subscribe(lambda: tabs.set_value(self._window.tab), "tab")
            with element("scroll tab-scroll").props("tabindex=0"):
                self._body = Drawing(self._draw_body, "tab-body")
        tabs.on_value_change(lambda e: self._switch(str(e.value)))
        self._window.subscribe(verdict.refresh, "answer")
        self._window.subscribe(self._body.refresh, "answer", "reveal", "comparison")

    @property
    def _is_broken(self) -> bool:
        window = self._window
        return window.key is not None and window.action is None and window.label is not None

    def _switch(self, name: str) -> None:
        self._window.tab = name
        self._body.refresh()

    def _verdict(self) -> None:
        window = self._window
        answer, event = window.answer, window.event
        with box("verdict-row"):
            if answer is None or event is None:
                if self._is_broken:
                    text(VERDICTS["broken"], "verdict broken")
                else:
                    text("No event is chosen" if window.action else "Nothing is chosen", "verdict none")
                return
            text(VERDICTS[answer.status], f"verdict {answer.status}").set(role="status")
            for words, style in ((f"for {event.name}", "event-name dim"), (event.id, "dim small mono cut")):
                text(words, style, title=words)
        if window.is_unreadable:
            text(STALE, "conflict stale").set(role="status")

    def _draw_body(self) -> None:
        if self._window.answer is None and self._window.tab != "changes":
            empty(BROKEN if self._is_broken else NO_EVENT if self._window.action else NOTHING)
            return
        with box("tab-part", key=self._window.tab):
            TABS[self._window.tab][1](self._window)
