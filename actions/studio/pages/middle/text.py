"""The text of the file in an editor, with what is found in it marked as one types."""

from typing import Any, Literal

from nicegui import ui

from actions.studio.model.editing.lines import Lines
from actions.studio.pages.window import Window
from mappings.findings.diagnostic import Diagnostic

# A larger file is shown without the colours that take the browser long.
MOST_COLOURED = 512 << 10


class TextView:
    """The editor; what is typed in it is the file's text, and what is changed elsewhere shows in it."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._editor: Any = None
        self._label: str | None = None

    def build(self) -> None:
        """Make the editor."""
        window, file = self._window, self._window.file
        value = file.text if file else ""
        self._label = file.label if file else None
        self._editor = ui.codemirror(
            value,
            language="YAML" if len(value) < MOST_COLOURED else None,
            theme=_theme(is_dark=window.is_dark),
            indent="  ",
            on_change=lambda e: self._typed(str(e.value)),
        ).classes("editor")
        self._editor.props["aria-label"] = "mapping file"
        if window.studio.read_only:
            self._editor.disable()
        self._editor.decorations, self._editor.line_tooltips = self._found()
        window.subscribe(self._take_over, "text")
        window.subscribe(self._mark, "findings")
        window.subscribe(lambda: self._editor.set_theme(_theme(is_dark=window.is_dark)), "dark")

    def reveal(self) -> None:
        """Scroll to the line that was asked for, else to the action."""
        action = self._window.action
        line = self._window.line or (action.spot.place.line if action else 1)
        self._window.line = None
        self._editor.reveal_line(line)

    def _typed(self, text: str) -> None:
        file = self._window.file
        if file is not None and text != file.text:
            self._window.type_text(text)

    def _take_over(self) -> None:
        file = self._window.file
        if file is not None and self._editor.value != file.text:
            self._label = file.label
            self._editor.set_value(file.text)
        self._mark()

    def _mark(self) -> None:
        """Mark the lines of findings; their words show beside the pointer."""
        # As properties they would travel with the whole text, and take back what was typed meanwhile.
        marks, tooltips = self._found()
        self._editor.run_method("setDecorations", marks)
        self._editor.run_method("setLineTooltips", tooltips)

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


def _theme(*, is_dark: bool) -> Literal["githubDark", "githubLight"]:
    return "githubDark" if is_dark else "githubLight"


def _marks(one: Diagnostic, lines: Lines) -> list[dict[str, Any]]:
    place = one.place
    if place is None:
        return []
    made: list[dict[str, Any]] = [{"kind": "line", "line": place.line, "class": f"line-{one.severity}"}]
    start, end = lines.start(place), lines.end(place)
    if end > start:
        made.append({"kind": "mark", "from": start, "to": end, "class": f"mark-{one.severity}"})
    return made
