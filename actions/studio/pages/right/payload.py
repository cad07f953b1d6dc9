"""The payload: each field with its value, and the line and the path that it came by."""

from actions.studio.pages.drawing.parts import box, button, empty, text
from actions.studio.pages.window import Window
from actions.workbench.explaining.fields import FieldRow


def show_payload(window: Window) -> None:
    """A row for each field."""
    answer = window.answer
    if answer is None:
        return
    if not answer.rows:
        empty("There is no payload: see Why.")
        return
    if answer.status == "not_fired":
        way = answer.hide(answer.ways[0], reveal=window.reveal) if answer.ways else ""
        text(f"It does not fire. The payload would be this: {way}" if way else "", "reason")
    if len(answer.payloads) > 1:
        text(f"The first of {len(answer.payloads)} payloads", "dim small")
    there = [one for one in answer.rows if one.is_there or one.notes]
    with box("rows"):
        for one in there:
            _row(window, one)
    missing = [one.field for one in answer.rows if not one.is_there and not one.notes]
    if missing:
        text(f"Nothing was found for {', '.join(missing)}.", "dim small")


def _row(window: Window, row: FieldRow) -> None:
    answer = window.answer
    if answer is None:
        return
    value = answer.value_of(row, reveal=window.reveal)
    with box("payload-row"):
        text(row.field, "field-name")
        text(value if row.is_there else "left out", "value" if row.is_there else "value trouble")
        with box("origin"):
            text(row.found_by or row.source, "mono small")
            for conversion in row.conversions:
                text(conversion, "chip")
            _place(window, row)
        for note in row.notes:
            text(answer.hide(note.message, reveal=window.reveal), "trouble small")


def _place(window: Window, row: FieldRow) -> None:
    place = row.place
    if place is None or place.file not in window.workspace.files:
        text(row.layer, "dim small")
        return

    def go() -> None:
        window.view, window.line = "text", place.line
        window.publish("file_list")

    button(f"line {place.line}", go, style="place")
