"""What one browser window looks at, and who shows it."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from time import monotonic
from typing import Any, Final, Literal
from urllib.parse import quote, urlencode

from nicegui import ui

from actions.plan.planned import PlannedAction
from actions.studio.model.asking.answer import Answer, ask
from actions.studio.model.editing.change import CannotChangeError
from actions.studio.model.editing.lines import Way, ways_of_actions
from actions.studio.model.editing.reading import readable_documents
from actions.studio.model.files.events import SeenEvent
from actions.studio.model.files.file import EditedFile
from actions.studio.model.project.changes import Comparison
from actions.studio.model.studio import Studio
from actions.studio.security.places import NotAllowedError
from mappings.findings.diagnostic import Diagnostic

Topic = Literal[
    "action",
    "event",
    "text",
    "answer",
    "findings",
    "counts",
    "file_list",
    "reveal",
    "dark",
    "tab",
    "refused",
    "marks",
    "comparison",
]
# So long after the last key press the text is looked at; and so long is what one waits for on its way to the browser.
PAUSE: Final = 0.01
SENT: Final = 0.03


class Window:
    """The action and the event that are chosen in one browser window; parts of the page subscribe to what changes."""

    def __init__(self, studio: Studio, key: str | None, event_id: str | None, opened: str | None = None) -> None:
        self.studio, self.workspace, self.events = studio, studio.workspace, studio.events
        self.line: int | None = None
        self.view: Literal["form", "text"] = "form"
        self.tab = "why"
        self.reveal = self.is_dark = False
        self.event_name: str | None = None
        self.findings: list[Diagnostic] = []
        self.pick: Callable[[str], None] | None = None
        self.comparison = Comparison(studio, self._compared)
        self._subscribers: dict[str, list[Callable[[], Any]]] = defaultdict(list)
        self._answer: tuple[object, Answer | None] = (None, None)
        self._way: tuple[object, Way | None] = (None, None)
        self._pending: asyncio.Task[None] | None = None
        self._is_mine = self._is_stale = False
        # A file that is looked at as a whole: it may have no action, as fragments have none.
        self.opened: str | None = None
        # The file that is looked at, and which of how many actions: its name may be what somebody changes.
        self._label: str | None = None
        self._place = (0, 0)
        self.gone: str | None = None
        self._was: str | None = None
        self.key: str | None = None
        self.event_id: str | None = None
        self._go_to(key, event_id, opened)
        self.client = ui.context.client
        self.is_closed = False
        self._end = self.workspace.listen(self._heard)
        # A page that was left stays for a while, in case that it connects again; nothing is worked out for it.
        self._is_behind = False
        self.client.on_connect(self._catch_up)
        self.client.on_delete(self._close)
        self._look()

    def subscribe(self, subscriber: Callable[[], Any], *topics: Topic) -> None:
        """Have it called whenever one of these changes."""
        for topic in topics:
            self._subscribers[topic].append(subscriber)

    def publish(self, *topics: Topic) -> None:
        """Tell those who show any of these, each once."""
        for one in dict.fromkeys(one for topic in topics for one in self._subscribers[topic]):
            one()

    @property
    def action(self) -> PlannedAction | None:
        found = self.workspace.find_action(self.key) if self.key else None
        return found[1] if found else None

    @property
    def label(self) -> str | None:
        """The file of the action that is chosen, or the one that is looked at as a whole."""
        return self._label

    @property
    def file(self) -> EditedFile | None:
        return self.workspace.files.get(self.label or "")

    @property
    def event(self) -> SeenEvent | None:
        return self.events.find(self.event_id) if self.event_id else None

    @property
    def is_unreadable(self) -> bool:
        """Whether the text of the file is no YAML at present: what is shown of its actions is of the text before."""
        return self.file is not None and readable_documents(self.file.text) is None

    @property
    def way(self) -> Way | None:
        """Where the action stands in its file; None while the file cannot be read."""
        action, file = self.action, self.file
        if action is None or file is None:
            return None
        known = (action.key, action.spot.place.line, file.text)
        if self._way[0] != known:
            documents, line = readable_documents(file.text) or (), action.spot.place.line
            found = next((way for way, spot in ways_of_actions(documents) if spot.place.line == line), None)
            self._way = known, found
        return self._way[1]

    @property
    def answer(self) -> Answer | None:
        """What the action does with the event; None where none of them is chosen."""
        action, event, label = self.action, self.event, self.label
        if action is None or event is None or label is None:
            return None
        known = (self.workspace.revision, self.key, self.event_id)
        if self._answer[0] != known:
            self._answer = known, ask(action, self.workspace.last_good(label).plan, event.value)
        return self._answer[1]

    @property
    def address(self) -> str:
        """The address that shows the same."""
        event = {"event": self.event_id or ""}
        if self.opened:
            return f"/?{urlencode({'file': self.opened, **event}, errors='replace')}"
        return f"/a/{quote(self.key, safe='')}?{urlencode(event)}" if self.key else f"/?{urlencode(event)}"

    def choose_action(self, key: str) -> None:
        """Look at another action."""
        if key != self.key:
            before = self.label
            self.key, self.opened = key, None
            self.pick = None
            self._look()
            ui.navigate.history.push(self.address)
            self.publish("action", "answer", "findings", "file_list")
            if before != self.label:
                self.publish("text")

    def choose_file(self, label: str) -> None:
        """Look at the text of a file as a whole."""
        if label != self.opened:
            self.key, self.opened, self.view, self.pick = None, label, "text", None
            self._look()
            ui.navigate.history.push(self.address)
            self.publish("action", "answer", "findings", "text", "file_list")

    def choose_event(self, name: str) -> None:
        """Look at another event."""
        if name != self.event_id:
            self.event_id = name
            ui.navigate.history.push(self.address)
            self.publish("event", "answer")

    def show(self, key: str | None, event_id: str | None, opened: str | None) -> None:
        """Look at what an address says: the browser went back."""
        self._go_to(key, event_id, opened)
        self.pick = None
        self._look()
        self.publish("action", "event", "answer", "findings", "text", "file_list")

    def type_text(self, label: str, text: str) -> None:
        """The text that somebody types into the editor of the file."""
        self._is_mine = True
        try:
            self.workspace.put(label, text, monotonic())
        finally:
            self._is_mine = False

    def change(self, make: Callable[[str, Way], str]) -> bool:
        """Change the text of the file by an edit at the action; false, and a word, where that cannot be done."""
        way, file = self.way, self.file
        if self.studio.read_only:
            return self._refuse("The studio was started with --read-only")
        if way is None or file is None:
            return self._refuse("The file cannot be read: fix it in the text first")
        try:
            made = make(file.text, way)
        except CannotChangeError as error:
            return self._refuse(str(error))
        self.workspace.put(file.label, made)
        return True

    def _refuse(self, words: str) -> Literal[False]:
        ui.notify(words, type="warning")
        self.publish("refused")
        return False

    def step(self, *, back: bool) -> None:
        """Take back the last change of the file, or make it again."""
        if self.label is not None:
            (self.workspace.undo if back else self.workspace.redo)(self.label)

    def save(self, *, over: bool = False) -> None:
        """Write the file that is looked at; with `over` also over what is no text any more."""
        file = self.file
        if file is None or not (file.is_changed or file.is_gone or file.is_in_conflict):
            return
        if self.studio.read_only:
            ui.notify("The studio was started with --read-only", type="warning")
            return
        try:
            is_saved = self.workspace.save(file.label, over=over)
        except (NotAllowedError, OSError) as error:
            why = getattr(error, "strerror", None) or str(error)
            ui.notify(f"{file.label} cannot be saved: {why}", type="negative")
            return
        if is_saved:
            ui.notify(f"Saved {file.label}", type="positive")
        elif file.unreadable is not None:
            ui.notify(f"Not saved. {file.unreadable}", type="warning")
        else:
            ui.notify(f"{file.label} was changed on disk meanwhile: see the difference", type="warning")
        self.publish("file_list")

    def _compared(self) -> None:
        if not self.is_closed and self.tab == "changes":
            self.publish("comparison")

    def tell_counts(self) -> None:
        """Show how far the counts are."""
        if self._is_seen():
            with self.client:
                self.publish("counts")

    def _is_seen(self) -> bool:
        """Whether a browser shows the page now; else it is told when it connects."""
        is_seen = not self.is_closed and self.client.has_socket_connection
        self._is_behind = self._is_behind or not is_seen
        return is_seen

    def _catch_up(self) -> None:
        if self._is_behind:
            self._is_behind = False
            self.tell_counts()
            self._soon()

    def _close(self) -> None:
        self.is_closed = True
        self._end()

    def _heard(self, _: str) -> None:
        """A file has changed, here or in another window: shown soon, as more key presses may follow."""
        self._is_stale = self._is_stale or not self._is_mine
        self._soon()

    def _soon(self) -> None:
        if self._pending is not None:
            self._pending.cancel()
        self._pending = asyncio.create_task(self._after_pause())

    async def _after_pause(self) -> None:
        await asyncio.sleep(PAUSE)
        if not self._is_seen():
            return
        with self.client:
            self._look()
            if self._is_stale:
                self._is_stale = False
                self.publish("text")
            # What one waits for while typing comes first, and goes out before the rest is worked out.
            self.publish("marks")
            await asyncio.sleep(SENT)
            self.publish("findings", "file_list")
            await asyncio.sleep(0)
            self.publish("answer", "action")

    def _look(self) -> None:
        """Find the file and the action that are looked at, and what is wrong in the file."""
        files, found = self.workspace.files, self.workspace.find_action(self.key) if self.key else None
        if self.opened:
            self._label = self.opened if self.opened in files else None
        elif found is not None:
            self._label, keys = found[0], [one.key for one in self.workspace.actions(found[0])]
            self._place = keys.index(self.key or ""), len(keys)
        elif self._label in files:
            # As many as before: its name was changed. Else it has a mistake, or was removed.
            actions, (number, count) = self.workspace.actions(self._label or ""), self._place
            if count == len(actions) > 0:
                self.key = actions[number].key
        elif self._label is None and self.gone is None:
            self._label = next(iter(files), None)
        else:
            self._label = None
        self.gone = None if self._label else self.gone or self.opened or self._was
        self._was = self._label
        self.findings = self.workspace.check_file(self.label) if self.label else []

    def _go_to(self, key: str | None, event_id: str | None, opened: str | None) -> None:
        """Choose what an address says: a file, or an action, the first where it has none, and an event."""
        self.opened = opened if opened in self.workspace.files else None
        if self.opened:
            self.key, self.view = None, "text"
        else:
            self.key = key if key and self.workspace.find_action(key) else self._first_action()
        if event_id and self.events.find(event_id):
            self.event_id = event_id
        else:
            # Who opens the first page has chosen nothing yet; an address without its event is that of a link.
            self.event_id = self._first_event() if event_id or (key and event_id is None) else None

    def _first_action(self) -> str | None:
        return next((one.key for label in self.workspace.files for one in self.workspace.actions(label)), None)

    def _first_event(self) -> str | None:
        return next((one.id for one in self.events.all), None)
