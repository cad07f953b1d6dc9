"""The events: names with how many there are, then single ones."""

from functools import partial
from itertools import islice

from nicegui import events as nicegui_events
from nicegui import ui

from actions.studio.model.files.events import MOST_PASTED, PASTED, SeenEvent
from actions.studio.pages.drawing import parts as drawn
from actions.studio.pages.drawing.drawing import Drawing
from actions.studio.pages.parts import box, button, heading, if_changed, text
from actions.studio.pages.window import Window
from actions.studio.security.places import SAMPLES

MOST_SHOWN = 60
LARGEST_FILE = MOST_PASTED
REFUSED = (
    f"A file has to be .json, .ndjson or .jsonl, with {LARGEST_FILE >> 20} MiB at most: "
    f"put a larger one into {SAMPLES}/."
)
# The button of the library has the input of the file inside it, which a screen reader cannot tell apart: here they
# stand side by side, and the keyboard reaches the button.
FILE_HEAD = """
<div class="file-head">
  <span>or drop a file here, or</span>
  <button type="button" class="small-button native" @click="props.pickFiles">Choose a file</button>
  <q-uploader-add-trigger></q-uploader-add-trigger>
</div>
"""


def show_events(window: Window) -> None:
    """The list, with a box to filter it and ways to add events."""
    _Events(window).build()


class _Events:
    def __init__(self, window: Window) -> None:
        self._window = window
        self._wanted = ""
        self._shown = MOST_SHOWN
        event = window.event
        self._name = event.name if event else None
        # What the list shows, and of which words, name and number that is so.
        self._found: tuple[object, list[tuple[str, int]], list[SeenEvent]] = (None, [], [])

    def build(self) -> None:
        with box("panel"):
            with box("panel-head"):
                heading("Events", 2)
                box("grow")
                button("Add", self._add, icon="add", name="Add events: paste JSON or drop a file")
            self._box = ui.input(placeholder="Name, id or text", on_change=lambda e: self._search(str(e.value or "")))
            self._box.props('dense outlined clearable aria-label="Filter events" debounce=200').classes("search")
            with box("scroll"):
                self._drawing = Drawing(self._draw)
        self._window.subscribe(if_changed(lambda: self._window.event_id, self._follow), "event")
        self._window.subscribe(self._drawing.refresh, "event")
        self._window.subscribe(if_changed(lambda: self._window.event_id, self._drawing.reveal), "event")

    def _follow(self) -> None:
        """Show the event that is chosen among those of its name."""
        event = self._window.event
        if event is not None and event.name != self._name:
            self._name, self._shown = event.name, MOST_SHOWN

    def _search(self, wanted: str) -> None:
        self._wanted, self._shown = wanted, MOST_SHOWN
        self._drawing.refresh()

    def _open(self, name: str) -> None:
        self._name = None if name == self._name else name
        self._shown = MOST_SHOWN
        self._drawing.refresh()

    def _draw(self) -> None:
        events = self._window.events
        state = (self._wanted, self._name, self._shown, events.number)
        if self._found[0] != state:
            names = events.names(self._wanted).most_common()
            matching = events.matching(self._wanted, self._name) if self._name is not None else ()
            self._found = state, names, list(islice(matching, self._shown))
        _, names, rows = self._found
        if not names:
            drawn.empty(
                "No event has this in it."
                if self._wanted
                else "There are no events: add some, or put a file into samples/ and start the studio anew."
            )
        for name, number in names:
            is_open = name == self._name
            row = drawn.choice(
                partial(self._open, name), "name-row", chosen=False,
                name=f"{name}, {number:,} event{'' if number == 1 else 's'}", key=f"name {name}",
            )  # fmt: skip
            with row.set(aria_expanded="true" if is_open else "false"):
                drawn.text("▾" if is_open else "▸", "twist", tag="span")
                drawn.text(name, "row-name", tag="span")
                drawn.text(f"{number:,}", "figure none", tag="span")
            if is_open:
                with drawn.box("event-rows", key=f"rows {name}"):
                    for one in rows:
                        self._row(one)
                    if number > self._shown:
                        drawn.button(f"{number - self._shown:,} more", self._more, style="more")
        for trouble in events.trouble[:3]:
            drawn.text(trouble, "trouble")

    def _more(self) -> None:
        self._shown += MOST_SHOWN * 4
        self._drawing.refresh()

    def _row(self, one: SeenEvent) -> None:
        row = drawn.choice(
            lambda: self._window.choose_event(one.id), "event-row", chosen=one.id == self._window.event_id,
            name=f"event {one.id}, {one.time}, {one.person}", key=one.id,
        )  # fmt: skip
        with row:
            drawn.text(one.time, "event-time", tag="span")
            drawn.text(one.person, "event-person", tag="span")
            drawn.text(one.id, "event-id", tag="span", title=one.id)

    def _add(self) -> None:
        with ui.dialog().props('aria-label="Add events"') as dialog, ui.card().classes("dialog"):
            heading("Add events", 2)
            text("They stay in this studio and are written nowhere.", "dim")
            area = ui.textarea(label="JSON: one event, a list, or one on each line").props("outlined").classes("wide")
            area.props["aria-label"] = "JSON of events"
            trouble = text("", "trouble")
            upload = ui.upload(auto_upload=True, max_file_size=LARGEST_FILE).classes("wide")
            upload.props('flat bordered accept=".json,.ndjson,.jsonl"').add_slot("header", FILE_HEAD)

            async def uploaded(e: nicegui_events.UploadEventArguments) -> None:
                take(e.file.name, await e.file.read())

            def take(name: str, data: bytes) -> None:
                try:
                    added = self._window.events.add_text(name, data)[0]
                except ValueError as error:
                    trouble.set_text(str(error))
                    return
                self._box.set_value("")
                dialog.close()
                self._window.choose_event(added.id)
                self._window.publish("event")

            upload.on_upload(uploaded)
            upload.on_rejected(lambda _: trouble.set_text(REFUSED))
            with box("dialog-row"):
                button("Cancel", dialog.close)
                button("Add", lambda: take(PASTED, str(area.value or "").encode()), style="primary")
        dialog.open()
