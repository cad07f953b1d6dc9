"""One field of the mapping being edited: where it comes from, and what happens to the value."""

from collections.abc import Callable
from typing import Any, get_args

from nicegui import ui

from actions.studio.model.editing.fields import put_constant, put_field
from actions.studio.model.editing.values import read_value, show_value
from actions.studio.pages.parts import PATHS, box, button, text
from actions.studio.pages.window import Window
from actions.workbench.editing.words import FIELD
from mappings.file.model import Kind

KINDS = {"path": "A path", "template": "A text with paths in it", "value": "The value itself"}
PLAIN_KEYS = ("from", "template", "as", "default", "required")


class FieldEditor:
    """Keeps what is typed while the form is made anew around it."""

    def __init__(self, window: Window, name: str, written: Any, *, under: str | None, done: Callable[[], None]) -> None:
        self._window, self.name, self._done = window, name, done
        self.key = window.key
        self.is_new = not name
        options = written if isinstance(written, dict) and under == "map" else {}
        self.kind = "value" if under == "set" else "template" if "template" in options else "path"
        source = (
            written if under == "set" or not options else options.get(self.kind if self.kind == "template" else "from")
        )
        self.source = show_value(source) if under == "set" else _paths_text(source)
        self.convert = options.get("as")
        self.default = show_value(options.get("default"))
        self.required = options.get("required") is True
        # What this form has no field for stays as it is written.
        self.rest = {key: value for key, value in options.items() if key not in PLAIN_KEYS}

    def build(self) -> None:
        """The inputs."""
        with box("edit-box", "form").props('aria-label="edit the field"') as form:
            form.on("submit.prevent", lambda _: self._apply(), [])
            with box("edit-row"):
                if self.is_new:
                    self._input("field", self.name, lambda value: setattr(self, "name", value), "narrow mono-input")
                kinds = ui.select(KINDS, value=self.kind, on_change=lambda e: self._kind(e.value))
                kinds.props('dense outlined options-dense aria-label="kind of source"').classes("narrow")
                self._source()
                if self.kind != "value":
                    pick = button("Pick", self._pick, icon="ads_click", name="Pick a value of the event")
                    pick.classes("pick-button")
            if self._window.pick is not None:
                text("Click a value of the event on the right.", "picking")
            if self.kind != "value":
                self._options()
            if self.rest:
                text(f"kept as written: {show_value(self.rest)}", "dim small")
            with box("dialog-row"):
                button("Cancel", self._done)
                button("Apply", self._apply, style="primary")

    def _source(self) -> None:
        names = {"path": "path", "template": "text, such as {{ properties.plan }}", "value": "value"}
        made = self._input(
            names[self.kind], self.source, lambda value: setattr(self, "source", value), "grow mono-input"
        )
        if self.kind == "path":
            made.props(f"list={PATHS}")
        made.on("keydown.enter.prevent", lambda _: self._apply(), [])

    def _options(self) -> None:
        with box("edit-row"):
            kinds = {"": "as it is", **{one: f"as {one}" for one in get_args(Kind)}}
            convert = ui.select(kinds, value=self.convert or "")
            convert.props('dense outlined options-dense aria-label="as"').classes("narrow").tooltip(FIELD["as"])
            convert.on_value_change(lambda e: setattr(self, "convert", e.value or None))
            made = self._input(
                "default", self.default, lambda value: setattr(self, "default", value), "narrow mono-input"
            )
            made.tooltip(FIELD["default"])
            required = ui.checkbox("required", value=self.required).props("dense").tooltip(FIELD["required"])
            required.on_value_change(lambda e: setattr(self, "required", bool(e.value)))

    def _input(self, label: str, value: str, keep: Callable[[str], None], style: str) -> ui.input:
        made = ui.input(placeholder=label, value=value, on_change=lambda e: keep(str(e.value or "")))
        made.props["aria-label"] = label.partition(",")[0]
        return made.props("dense outlined").classes(style)

    def _kind(self, kind: str) -> None:
        self.kind = kind
        self._window.publish("action")

    def _pick(self) -> None:
        self._window.pick = self._picked
        self._window.tab = "event"
        self._window.publish("tab", "answer", "action", "reveal")

    def _picked(self, path: str) -> None:
        self._window.pick = None
        self.source = f"{self.source}{{{{ {path} }}}}" if self.kind == "template" else path
        self._window.publish("answer", "action")

    def _apply(self) -> None:
        name = self.name.strip()
        if not name or not self.source.strip():
            ui.notify("Say which field, and where it comes from", type="warning")
            return
        if self.kind == "value":
            value = read_value(self.source)
            done = self._window.change(lambda written, way: put_constant(written, way, name, value))
        else:
            value = self._written()
            done = self._window.change(lambda written, way: put_field(written, way, name, value))
        if done:
            self._done()

    def _written(self) -> Any:
        """What stands in the file: the path alone, or a map of it and the options."""
        source: Any = self.source.strip()
        if self.kind == "path" and source.startswith("[") and isinstance(read_value(source), list):
            source = read_value(source)
        made = {"template" if self.kind == "template" else "from": source, **self.rest}
        if self.convert:
            made["as"] = self.convert
        if self.default:
            made["default"] = read_value(self.default)
        if self.required:
            made["required"] = True
        return made["from"] if list(made) == ["from"] and isinstance(source, str) else made


def _paths_text(source: Any) -> str:
    """A path as it is typed; several of them in brackets."""
    return source if isinstance(source, str) else show_value(source)
