"""What the changes that are not saved yet make of this event."""

from actions.studio.model.asking.changes import differences, saved_answer
from actions.studio.pages.drawing.parts import difference, empty, heading, text
from actions.studio.pages.window import Window


def show_changes(window: Window) -> None:
    """The payloads of the saved file and those of now, line by line; and what saving would write."""
    answer, file, event, key = window.answer, window.file, window.event, window.key
    if answer is None or file is None or event is None or key is None:
        return
    if not file.is_changed:
        empty("Nothing is changed: the file is as it is on disk.")
        return
    before = saved_answer(window.workspace, file.label, key, event.value)
    was = before.status if before else "missing"
    if was != answer.status:
        text(f"Saved: {was.replace('_', ' ')}. Now: {answer.status.replace('_', ' ')}.", "reason strong")
    old = list(before.payloads) if before and before.status == "fired" else []
    new = list(answer.payloads) if answer.status == "fired" else []
    heading("Payload")
    if old == new:
        text("The payload stays the same for this event.", "dim")
    else:
        difference((kind, answer.hide(line, reveal=window.reveal)) for kind, line in differences(old, new))
    heading("File")
    difference(file.changed_lines())
