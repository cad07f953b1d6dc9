"""One field of the mapping being edited: where it comes from, and what happens to the value."""

from collections.abc import Callable
from functools import partial
from typing import Any, get_args

from nicegui import ui

from actions.studio.model.editing.draft import WITH_ITEMS, Draft, DraftError, Pair
from actions.studio.model.editing.draft import Kind as SourceKind
from actions.studio.model.editing.fields import put_constant, put_field
from actions.studio.pages.parts import PATHS, box, button, text
from actions.studio.pages.window import Window
from actions.workbench.editing.words import FIELD
from mappings.file.model import IF_MISSING, Kind

KINDS = {
    "path": "A path",
    "template": "A text with paths in it",
    "each": "Each item of a list",
    "object": "An object of fields",
    "value": "The value itself",
}
NAMES = {
    "path": "path",
    "template": "text, such as {{ properties.plan }}",
    "each": "path of the list",
    "value": "value",
}


class FieldEditor:
    """Keeps what is typed while the form is made anew around it."""

    def __init__(self, window: Window, name: str, written: Any, *, under: str | None, done: Callable[[], None]) -> None:
        self._window, self.name, self._done = window, name, done
        self.key = window.key
        self.is_new = not name
        self.draft = Draft.of(written, under)
        self._shows_all = bool(self.draft.lookup or self.draft.others or self.draft.if_missing)

    def build(self) -> None:
        """The inputs."""
        draft = self.draft
        with box("edit-box", "form").props('aria-label="edit the field"') as form:
            form.on("submit.prevent", lambda _: self._apply(), [])
            with box("edit-row"):
                if self.is_new:
                    self._input("field", self.name, lambda value: setattr(self, "name", value), "narrow mono-input")
                kinds = ui.select(KINDS, value=draft.kind, on_change=lambda e: self._kind(e.value))
                kinds.props('dense outlined options-dense aria-label="kind of source"').classes("kind")
                if draft.kind != "object":
                    self._source()
                if draft.kind not in ("value", "object"):
                    pick = button("Pick", self._pick, icon="ads_click", name="Pick a value of the event")
                    pick.classes("pick-button")
            if self._window.pick is not None:
                text("Click a value of the event on the right.", "picking")
            if draft.kind == "each":
                text("Fields of each item; their paths start at the item.", "dim small")
                self._pairs(draft.items, "field of the item", "path in the item", "Add a field of the items")
            elif draft.kind == "object":
                self._pairs(draft.items, "field inside", "where it comes from", "Add a field inside")
            if draft.kind != "value":
                self._options()
            with box("dialog-row"):
                button("Cancel", self._done)
                button("Apply", self._apply, style="primary")

    def _source(self) -> None:
        draft = self.draft
        made = self._input(
            NAMES[draft.kind], draft.source, lambda value: setattr(draft, "source", value), "grow mono-input"
        )
        if draft.kind in ("path", "each"):
            made.props(f"list={PATHS}")
        made.on("keydown.enter.prevent", lambda _: self._apply(), [])

    def _options(self) -> None:
        draft = self.draft
        with box("edit-row"):
            self._select("as", {"": "as it is", **{one: f"as {one}" for one in get_args(Kind)}}, "convert")
            self._named("default", "default")
            required = ui.checkbox("required", value=draft.required).props("dense").tooltip(FIELD["required"])
            required.on_value_change(lambda e: setattr(draft, "required", bool(e.value)))
            if not self._shows_all:
                button("More options", self._more, name="Lookup and further options")
        if not self._shows_all:
            return
        text("Lookup: what to send for a value.", "dim small")
        self._pairs(draft.lookup, "value", "what to send for it", "Add a value to look up")
        with box("edit-row"):
            missing = {"": "without a value: as by default", **{one: f"without a value: {one}" for one in IF_MISSING}}
            self._select("if_missing", missing, "if_missing", style="wide-select")
            self._named("other options", "others", placeholder="other options, such as {except: [password]}")

    def _select(self, option: str, names: dict[str, str], attribute: str, style: str = "narrow") -> None:
        made = ui.select(names, value=getattr(self.draft, attribute))
        made.props(f'dense outlined options-dense aria-label="{option}"').classes(style).tooltip(FIELD[option])
        made.on_value_change(lambda e: setattr(self.draft, attribute, e.value or ""))

    def _named(self, label: str, attribute: str, placeholder: str | None = None) -> None:
        style = "grow mono-input" if placeholder else "narrow mono-input"
        made = self._input(
            label, getattr(self.draft, attribute), lambda value: setattr(self.draft, attribute, value), style
        )
        if placeholder:
            made.props["placeholder"] = placeholder
        if label in FIELD:
            made.tooltip(FIELD[label])

    def _pairs(self, rows: list[Pair], name: str, value: str, add: str) -> None:
        """A row of two inputs for each, with a way to remove it, and one to add another."""
        arrow = "←" if name.startswith("field") else "→"
        for number, one in enumerate(rows, 1):
            with box("edit-row"):
                self._input(f"{name} {number}", one.name, partial(setattr, one, "name"), "pair mono-input")
                text(arrow, "dim")
                self._input(f"{value} {number}", one.value, partial(setattr, one, "value"), "pair mono-input")
                button("", partial(self._remove, rows, one), icon="close", name=f"Remove {name} {number}")
        with box("edit-row"):
            button(add, lambda: self._add(rows), icon="add")

    def _input(self, label: str, value: str, keep: Callable[[str], None], style: str) -> ui.input:
        made = ui.input(placeholder=label, value=value, on_change=lambda e: keep(str(e.value or "")))
        made.props["aria-label"] = label.partition(",")[0]
        return made.props("dense outlined").classes(style)

    def _more(self) -> None:
        self._shows_all = True
        self._window.publish("action")

    def _add(self, rows: list[Pair]) -> None:
        rows.append(Pair())
        self._window.publish("action")

    def _remove(self, rows: list[Pair], one: Pair) -> None:
        rows.remove(one)
        self._window.publish("action")

    def _kind(self, kind: str) -> None:
        self.draft.kind = next(one for one in get_args(SourceKind) if one == kind)
        if kind in WITH_ITEMS and not self.draft.items:
            self.draft.items.append(Pair())
        self._window.publish("action")

    def _pick(self) -> None:
        self._window.pick = self._picked
        self._window.tab = "event"
        self._window.publish("tab", "answer", "action", "reveal")

    def _picked(self, path: str) -> None:
        self._window.pick, draft = None, self.draft
        draft.source = f"{draft.source}{{{{ {path} }}}}" if draft.kind == "template" else path
        self._window.publish("answer", "action")

    def _apply(self) -> None:
        name = self.name.strip()
        if not name:
            ui.notify("Say which field", type="warning")
            return
        try:
            value = self.draft.written()
        except DraftError as error:
            ui.notify(str(error), type="warning")
            return
        put = put_constant if self.draft.kind == "value" else put_field
        if self._window.change(lambda written, way: put(written, way, name, value)):
            self._done()
