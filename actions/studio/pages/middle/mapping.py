"""The mapping as a table: each field, where it comes from, and its value for the event at hand."""

from dataclasses import replace

from actions.plan.planned import PlannedAction
from actions.studio.model.editing.fields import Field, clear_field, fields_of, value_at
from actions.studio.pages.drawing.parts import box, button, heading, text
from actions.studio.pages.middle.field_editor import FieldEditor
from actions.studio.pages.window import Window

MOST_EMPTY = 8


class Mapping:
    """The card of the mapping."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._editing: FieldEditor | None = None
        self._shows_all = False

    def draw(self, action: PlannedAction) -> None:
        """Draw it for the action."""
        window, file = self._window, self._window.file
        fields = fields_of(action, file.text if file else "", window.way)
        if self._editing and self._editing.key != action.key:
            self._editing = None
        filled = [one for one in fields if one.layer or one.required]
        rest = [one for one in fields if not (one.layer or one.required)]
        with box("card", "section").set(aria_label="what it maps"):
            with box("card-head"):
                heading("Mapping", 2)
                text(f"{sum(one.is_own for one in fields)} of {len(fields)} fields are yours", "dim small")
                box("grow")
                if not window.studio.read_only:
                    button("Add field", self._add, icon="add")
            if self._editing and self._editing.is_new:
                with box("field-row", key="new"):
                    self._editing.draw()
            with box("fields"):
                with box("field-row columns-head"):
                    for words in ("Field", "Comes from", "For this event", ""):
                        text(words)
                for one in filled:
                    self._row(one)
                for one in rest if self._shows_all else rest[:MOST_EMPTY]:
                    self._row(one)
            if len(rest) > MOST_EMPTY and not self._shows_all:
                button(f"{len(rest) - MOST_EMPTY} more fields that nothing fills", self._all, style="more", key="more")

    def _row(self, one: Field) -> None:
        with box("field-row", key=f"field {one.name}"):
            with box("field-words"):
                text(one.name, "field-name", title=one.help or None)
                kind = "; ".join([one.kind, *one.roles]) if one.kind else ""
                if one.required:
                    text("required", "required small")
                text(kind, "field-kind")
            with box("field-from"):
                style = "" if one.is_own else "default"
                text(one.source or "nothing", f"field-source {style}", title=one.source or None)
                with box("origin"):
                    for option in one.options:
                        text(option, "chip")
                    if one.layer and not one.is_own:
                        text(one.layer, "dim small")
            self._value(one)
            with box("field-buttons"):
                if not self._window.studio.read_only:
                    button("", lambda: self._edit(one), icon="edit", style="edit-field", name=f"Edit {one.name}")
                    if one.is_own:
                        button("", lambda: self._clear(one), icon="close", name=f"Clear {one.name}")
            if self._editing and self._editing.name == one.name and not self._editing.is_new:
                self._editing.draw()

    def _value(self, one: Field) -> None:
        answer = self._window.answer
        row = value_at(answer.as_it_is, one.name, answer.payload_as_it_is) if answer else None
        if answer and row and not answer.payload_as_it_is and row.seen is not None:
            # Nothing was built, so there is no value: what the path found says more than nothing.
            words = answer.value_of(replace(row, value=row.seen), reveal=self._window.reveal)
            text(f"found {words}", "field-value dim", title=words)
            return
        if answer is None or row is None or not row.is_there:
            text("" if row is None or not row.notes else "left out", "field-value dim")
            return
        words = answer.value_of(row, reveal=self._window.reveal)
        text(words, "field-value dim" if answer.status == "not_fired" else "field-value", title=words)

    def _edit(self, one: Field) -> None:
        self._editing = FieldEditor(self._window, one.name, one.written, under=one.under, done=self._done)
        self._refresh()

    def _add(self) -> None:
        self._editing = FieldEditor(self._window, "", None, under=None, done=self._done)
        self._refresh()

    def _all(self) -> None:
        self._shows_all = True
        self._refresh()

    def _done(self) -> None:
        self._editing = None
        self._window.pick = None
        self._refresh()

    def _clear(self, one: Field) -> None:
        self._window.change(lambda written, way: clear_field(written, way, one.name))

    def _refresh(self) -> None:
        self._window.publish("action")
