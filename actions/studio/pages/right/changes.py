"""What is other than in another version: for this event than on disk, and over all events than in git, too."""

from actions.studio.model.asking.changes import differences, saved_answer
from actions.studio.model.files.file import EditedFile
from actions.studio.pages.comparing import show_comparison
from actions.studio.pages.drawing.parts import difference, heading, text
from actions.studio.pages.window import Window


def show_changes(window: Window) -> None:
    """The payloads of the saved file and those of now, what saving would write, and what is other over all events."""
    file = window.file
    if file is not None and file.is_changed:
        _payloads(window, file)
        heading("File")
        difference(file.changed_lines())
    else:
        text("Nothing is changed here: the file is as it is on disk.", "dim")
    heading("All events")
    show_comparison(window.comparison, events=window.events.number, first=window.key, reveal=window.reveal)


def _payloads(window: Window, file: EditedFile) -> None:
    answer, event, key = window.answer, window.event, window.key
    if answer is None or event is None or key is None:
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
