"""An editor whose text others may change while somebody types in it."""

import json
from collections.abc import Callable
from typing import Any, Literal

from nicegui import ui
from nicegui.events import GenericEventArguments

from actions.studio.model.files.merge import apply_units, region, units

# A larger file is shown without the colours and the broken lines that take the browser long.
MOST_COLOURED = 512 << 10


class Editor(ui.codemirror):
    """CodeMirror with `editor.js`: `seen` counts the changes that the browser has told of.

    `value` is what the browser shows once it has told of all: what others write is sent to it as a change, and becomes
    part of `value` when the browser says where it was put in. `on_typed` hears the text before and after each change
    that somebody types.
    """

    def __init__(self, value: str, *, is_dark: bool, read_only: bool, on_typed: Callable[[str, str], None]) -> None:
        is_short = len(value) < MOST_COLOURED
        super().__init__(
            value, language="YAML" if is_short else None, theme=theme(is_dark=is_dark), indent="  ",
            line_wrapping=is_short, on_change=lambda _: self._changed(),
        )  # fmt: skip
        self.seen, self._is_short = 0, is_short
        self.is_attached = self.is_taking = self._is_settling = False
        self._on_typed, self._before = on_typed, value
        self._sent = ""
        self.props["aria-label"] = "mapping file"
        if read_only:
            self.disable()
        flag = json.dumps(read_only)
        ui.timer(0, lambda: ui.run_javascript(f"studioEditor.attach({self.id}, {flag})"), once=True)

    def attached(self) -> None:
        """The browser counts from now on."""
        self.is_attached, self.seen = True, 0

    def take(self, text: str) -> None:
        """Have the browser change to this text, which others wrote; only one change is under way at a time."""
        is_short = len(text) < MOST_COLOURED
        if is_short != self._is_short:
            self._is_short = is_short
            self.run_method("setLanguage", "YAML" if is_short else None)
            self.run_method("setLineWrapping", is_short)
        one, self.is_taking = region(self.value, text), True
        self._sent = one.words
        start, end = units(self.value, one.start), units(self.value, one.end)
        self._call("take", self.seen, start, end, one.words)

    def taken(self, changes: list[tuple[int, int, str | None]]) -> None:
        """The browser has put it in there; None stands for the words that were sent to it."""
        text = apply_units(
            self.value, [(start, end, self._sent if words is None else words) for start, end, words in changes]
        )
        self._is_settling, self._send_update_on_value_change = True, False
        self._codepoints = b"\1" * len(text) if text.isascii() else self._encode_codepoints(text)
        self.value = text
        self._is_settling, self._send_update_on_value_change = False, True
        self.is_taking = False

    def mark_lines(self, marks: list[dict[str, Any]], tooltips: dict[int, str]) -> None:
        """Show these marks, unless something was typed meanwhile."""
        # As properties they would travel with the whole text, and take back what was typed meanwhile.
        self._call("mark", self.seen, marks, tooltips)

    def answer(self, request: int, found: dict[str, Any] | None) -> None:
        """How the words may go on at the place that the request asked about."""
        self.client.run_javascript(f"studioEditor.answer({request}, {json.dumps(found)})")

    def darken(self, *, is_dark: bool) -> None:
        """Be light or dark."""
        self.run_method("setTheme", theme(is_dark=is_dark))

    def _event_args_to_value(self, e: GenericEventArguments) -> str:
        self.seen += 1
        self._before = self.value
        return super()._event_args_to_value(e)

    def _changed(self) -> None:
        if not self._is_settling:
            self._on_typed(self._before, self.value)

    def _call(self, function: str, *arguments: object) -> None:
        given = ", ".join(map(json.dumps, (self.id, *arguments)))
        self.client.run_javascript(f"studioEditor.{function}({given})")


def theme(*, is_dark: bool) -> Literal["githubDark", "githubLight"]:
    """The colours of the editor."""
    return "githubDark" if is_dark else "githubLight"
