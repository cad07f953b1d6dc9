"""One field of the mapping being edited: where it comes from, and what happens to the value."""

from collections.abc import Callable
from functools import partial
from typing import Any, get_args

from nicegui import ui

from actions.studio.model.editing.draft import WITH_ITEMS, Draft, DraftError, Pair
from actions.studio.model.editing.draft import Kind as SourceKind
from actions.studio.model.editing.fields import put_constant, put_field
from actions.studio.pages.drawing.parts import box, button, checkbox, entry, select, text
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

    def draw(self) -> None:
        """The inputs, in a form that is sent with whatever is done in it."""
        draft = self.draft
        with box("edit-box", "form", key=f"editor {id(self)}").set(aria_label="edit the field") as form:
            form.on("submit", lambda _: self._apply()).on("form", self._take)
            with box("edit-row"):
                if self.is_new:
                    entry("field", self.name, "narrow mono", name="name", hint="field")
                select("kind of source", KINDS, draft.kind, "kind", name="kind", on_change=lambda _: self._kind())
                if draft.kind != "object":
                    self._source()
                if draft.kind not in ("value", "object"):
                    button("Pick", self._pick, icon="ads_click", name="Pick a value of the event", key="pick")
            if self._window.pick is not None:
                text("Click a value of the event on the right.", "picking")
            if draft.kind == "each":
                text("Fields of each item; their paths start at the item.", "dim small")
                self._pairs(draft.items, "field of the item", "path in the item", "Add a field of the items")
            elif draft.kind == "object":
                self._pairs(draft.items, "field inside", "where it comes from", "Add a field inside")
            if draft.kind != "value":
                self._options()
            with box("dialog-row", key="end"):
                button("Cancel", self._done)
                button("Apply", None, style="primary")

    def _source(self) -> None:
        label, _, example = NAMES[self.draft.kind].partition(", ")
        entry(
            label, self.draft.source, "grow mono", name="source", hint=f"{label}, {example}" if example else label,
            paths=self.draft.kind in ("path", "each"), key=f"source {self.draft.kind}",
        )  # fmt: skip

    def _options(self) -> None:
        draft = self.draft
        with box("edit-row", key="options"):
            kinds = {"": "as it is", **{one: f"as {one}" for one in get_args(Kind)}}
            select("as", kinds, draft.convert, "narrow", name="convert", title=FIELD["as"])
            entry("default", draft.default, "narrow mono", name="default", hint="default", title=FIELD["default"])
            checkbox("required", value=draft.required, name="required", title=FIELD["required"])
            if not self._shows_all:
                button("More options", self._more, name="Lookup and further options")
        if not self._shows_all:
            return
        text("Lookup: what to send for a value.", "dim small")
        self._pairs(draft.lookup, "value", "what to send for it", "Add a value to look up")
        with box("edit-row", key="further"):
            missing = {"": "without a value: as by default", **{one: f"without a value: {one}" for one in IF_MISSING}}
            select("if_missing", missing, draft.if_missing, "wide-select", name="if_missing", title=FIELD["if_missing"])
            hint = "other options, such as {except: [password]}"
            entry("other options", draft.others, "grow mono", name="others", hint=hint)

    def _pairs(self, rows: list[Pair], name: str, value: str, add: str) -> None:
        """A row of two inputs for each, with a way to remove it, and one to add another."""
        arrow = "←" if name.startswith("field") else "→"
        for number, one in enumerate(rows, 1):
            with box("edit-row", key=f"pair {id(one)}"):
                entry(f"{name} {number}", one.name, "pair mono", name=f"name-{id(one)}", hint=name)
                text(arrow, "dim")
                entry(f"{value} {number}", one.value, "pair mono", name=f"value-{id(one)}", hint=value)
                button("", partial(self._remove, rows, one), icon="close", name=f"Remove {name} {number}")
        with box("edit-row", key=add):
            button(add, lambda: self._add(rows), icon="add")

    def _take(self, typed: dict[str, Any]) -> None:
        """What stands in the inputs."""
        draft = self.draft
        self.name = str(typed.get("name", self.name))
        draft.kind = next((one for one in get_args(SourceKind) if one == typed.get("kind")), draft.kind)
        for attribute in ("source", "convert", "default", "if_missing", "others"):
            setattr(draft, attribute, str(typed.get(attribute, getattr(draft, attribute))))
        draft.required = bool(typed.get("required", draft.required))
        for one in (*draft.items, *draft.lookup):
            one.name = str(typed.get(f"name-{id(one)}", one.name))
            one.value = str(typed.get(f"value-{id(one)}", one.value))

    def _more(self) -> None:
        self._shows_all = True
        self._window.publish("action")

    def _add(self, rows: list[Pair]) -> None:
        rows.append(Pair())
        self._window.publish("action")

    def _remove(self, rows: list[Pair], one: Pair) -> None:
        rows.remove(one)
        self._window.publish("action")

    def _kind(self) -> None:
        if self.draft.kind in WITH_ITEMS and not self.draft.items:
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
