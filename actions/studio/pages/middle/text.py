"""The text of the file in an editor, with what is found in it marked as one types."""

import asyncio
from typing import Any

from nicegui import ui

from actions.studio.model.completing.allowed import schema_of_file
from actions.studio.model.completing.offers import offers
from actions.studio.model.editing.lines import Lines
from actions.studio.model.files.merge import merged
from actions.studio.pages.middle.editor import Editor
from actions.studio.pages.window import Window
from mappings.findings.diagnostic import Diagnostic


class TextView:
    """The editor; what is typed in it is the file's text, and what is changed elsewhere shows in it."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._said = False
        # The line to scroll to when the text is there.
        self._wanted = 0

    def build(self) -> None:
        """Make the editor."""
        window, file = self._window, self._window.file
        # The file whose text the editor shows: another one than is chosen, until the browser has changed to that.
        self._label = self._next = file.label if file else ""
        self._editor = Editor(
            file.text if file else "",
            is_dark=window.is_dark,
            read_only=window.studio.read_only,
            on_typed=self._typed,
        )
        self._editor.classes("editor")
        self._editor.props["decorations"], self._editor.props["line-tooltips"] = self._found()
        ui.on("studio-attached", lambda _: self._attached())
        ui.on("studio-taken", lambda e: self._taken(e.args["changes"]))
        ui.on("studio-complete", lambda e: self._complete(e.args))
        window.subscribe(self._take_over, "text")
        window.subscribe(self._mark, "marks")
        window.subscribe(lambda: self._editor.darken(is_dark=window.is_dark), "dark")

    def reveal(self) -> None:
        """Show the text, at the line that was asked for, else at the action."""
        action = self._window.action
        self._wanted = self._window.line or (action.spot.place.line if action else 1)
        self._window.line = None
        self._take_over()

    def _typed(self, before: str, after: str) -> None:
        """Put it into the file, beside what others changed there meanwhile."""
        file = self._window.workspace.files.get(self._label)
        if file is None:
            return
        both = merged(before, after, file.text)
        if before != file.text and not self._said:
            self._said = True
            ui.notify("This file is changed in another place at the same time: what both write is kept")
        self._window.type_text(self._label, both)
        if both != after:
            self._take_over()

    def _attached(self) -> None:
        self._editor.attached()
        self._take_over()

    def _take_over(self) -> None:
        """Have the editor show the file as it is."""
        file, editor = self._window.file, self._editor
        # A browser takes minutes to lay out a long text that it was given while the editor was hidden.
        if file is None or editor.is_taking or not editor.is_attached or self._window.view != "text":
            return
        if file.label != self._label or file.text != editor.value:
            self._next = file.label
            editor.take(file.text)
            return
        self._mark()
        if self._wanted:
            editor.reveal_line(self._wanted)
            self._wanted = 0

    def _taken(self, changes: list[Any]) -> None:
        self._editor.taken([(int(start), int(end), words) for start, end, words in changes])
        self._label = self._next
        self._take_over()

    async def _complete(self, asked: dict[str, Any]) -> None:
        file, event, line = self._window.file, self._window.event, int(asked["line"])
        found = None
        if file is not None and file.label == self._label:
            # The first time for a destination this takes seconds, in which what is typed has to be heard.
            await asyncio.to_thread(schema_of_file, file.label, file.text.split("\n"), line)
            found = offers(
                file.label, file.text, line, str(asked["before"]), str(asked["after"]),
                self._window.events, event.value if event else None, asked=bool(asked["explicit"]),
            )  # fmt: skip
        if not self._window.is_closed:
            self._editor.answer(int(asked["request"]), found)

    def _mark(self) -> None:
        """Mark the lines of findings; their words show beside the pointer."""
        file = self._window.file
        if file is not None and (file.label, file.text) == (self._label, self._editor.value):
            self._editor.mark_lines(*self._found())

    def _found(self) -> tuple[list[dict[str, Any]], dict[int, str]]:
        """The marks, and the words for each line."""
        file = self._window.file
        if file is None:
            return [], {}
        lines = Lines(file.text)
        marks: list[dict[str, Any]] = []
        tooltips: dict[int, str] = {}
        for one in self._window.findings:
            if one.place is None or one.place.line > len(lines.lines):
                continue
            marks += _marks(one, lines)
            finding_text = f"{one.code} {one.message}" + (f"\n{one.hint}" if one.hint else "")
            tooltips[one.place.line] = (
                f"{tooltips[one.place.line]}\n{finding_text}" if one.place.line in tooltips else finding_text
            )
        return marks, tooltips


def _marks(one: Diagnostic, lines: Lines) -> list[dict[str, Any]]:
    place = one.place
    if place is None:
        return []
    made: list[dict[str, Any]] = [{"kind": "line", "line": place.line, "class": f"line-{one.severity}"}]
    start, end = lines.start(place), lines.end(place)
    if end > start:
        made.append({"kind": "mark", "from": start, "to": end, "class": f"mark-{one.severity}"})
    return made
