"""The events: names with how many there are, then single ones."""

from itertools import islice

from nicegui import events as nicegui_events
from nicegui import ui

from actions.studio.model.files.events import PASTED, SeenEvent
from actions.studio.pages.parts import box, button, choice, empty, heading, text
from actions.studio.pages.window import Window

MOST_SHOWN = 60


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
        # The rows that are shown, by the ids of their events, and the one that is marked as chosen.
        self._made: dict[str, ui.element] = {}
        self._marked = ""
        self._number = -1

    def build(self) -> None:
        with box("panel"):
            with box("panel-head"):
                heading("Events", 2)
                box("grow")
                button("Add", self._add, icon="add", name="Add events: paste JSON or drop a file")
            search = ui.input(placeholder="Name, id or text", on_change=lambda e: self._search(str(e.value or "")))
            search.props('dense outlined clearable aria-label="Filter events" debounce=200').classes("search")
            with box("scroll"):
                self._list()
        self._window.subscribe(self._follow, "event")

    def _follow(self) -> None:
        """Show which event is chosen; the list is made anew only where it has others, as that takes long."""
        row = self._made.get(self._window.event_id or "")
        if row is None or self._number != self._count():
            self._list.refresh()
            return
        for one in (self._made.get(self._marked), row):
            if one is not None:
                chosen = one is row
                one.classes(add="chosen" if chosen else "", remove="" if chosen else "chosen")
                one.props["aria-current"] = "true" if chosen else "false"
        self._marked = self._window.event_id or ""

    def _count(self) -> int:
        return sum(map(len, self._window.events.sources.values()))

    def _search(self, wanted: str) -> None:
        self._wanted, self._shown = wanted, MOST_SHOWN
        self._list.refresh()

    def _open(self, name: str) -> None:
        self._name = None if name == self._name else name
        self._shown = MOST_SHOWN
        self._list.refresh()

    @ui.refreshable_method
    def _list(self) -> None:
        self._made.clear()
        self._marked, self._number = self._window.event_id or "", self._count()
        names = self._window.events.names(self._wanted)
        if not names:
            empty(
                "No event has this in it."
                if self._wanted
                else "There are no events: add some, or put a file into samples/."
            )
        for name, number in names.most_common():
            is_open = name == self._name
            row = choice(
                lambda name=name: self._open(name),
                "name-row",
                chosen=False,
                name=f"{name}, {number:,} event{'' if number == 1 else 's'}",
            )
            row.props["aria-expanded"] = "true" if is_open else "false"
            with row:
                text("▾" if is_open else "▸", "twist", tag="span")
                text(name, "row-name", tag="span")
                text(f"{number:,}", "figure none", tag="span")
            if is_open:
                self._rows(name, number)
        for trouble in self._window.events.trouble[:3]:
            text(trouble, "trouble")

    def _rows(self, name: str, number: int) -> None:
        for one in islice(self._window.events.matching(self._wanted, name), self._shown):
            self._row(one)
        if number > self._shown:
            button(f"{number - self._shown:,} more", self._more, style="more")

    def _more(self) -> None:
        self._shown += MOST_SHOWN * 4
        self._list.refresh()

    def _row(self, one: SeenEvent) -> None:
        chosen = one.id == self._window.event_id
        row = choice(
            lambda: self._window.choose_event(one.id),
            "event-row",
            chosen=chosen,
            name=f"event {one.id}, {one.time}, {one.person}",
        )
        self._made[one.id] = row
        with row:
            text(one.time, "event-time", tag="span")
            text(one.person, "event-person", tag="span")
            made = text(one.id, "event-id", tag="span")
            made.props["title"] = one.id

    def _add(self) -> None:
        with ui.dialog() as dialog, ui.card().classes("dialog"):
            heading("Add events", 2)
            text("They stay in this studio and are written nowhere.", "dim")
            area = ui.textarea(label="JSON: one event, a list, or one on each line").props("outlined").classes("wide")
            area.props["aria-label"] = "JSON of events"
            trouble = text("", "trouble")
            upload = ui.upload(label="or drop a file", auto_upload=True, max_file_size=8 << 20).classes("wide")
            upload.props('flat bordered accept=".json,.ndjson,.jsonl"')

            async def uploaded(e: nicegui_events.UploadEventArguments) -> None:
                take(e.file.name, await e.file.read())

            def take(name: str, data: bytes) -> None:
                try:
                    number = self._window.events.add_text(name, data)
                except ValueError as error:
                    trouble.set_text(str(error))
                    return
                added = self._window.events.sources[name][-number]
                self._name, self._wanted = added.name, ""
                dialog.close()
                self._window.choose_event(added.id)
                self._window.publish("event")

            upload.on_upload(uploaded)
            with box("dialog-row"):
                button("Cancel", dialog.close)
                button("Add", lambda: take(PASTED, str(area.value or "").encode()), style="primary")
        dialog.open()
