"""What the changes that are not saved yet make of this event."""

from actions.studio.model.asking.changes import differences, saved_answer
from actions.studio.pages.parts import box, empty, text
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
    text("Payload", "heading")
    if old == new:
        text("The payload stays the same for this event.", "dim")
    else:
        with box("diff"):
            for kind, line in differences(old, new):
                text(answer.hide(line, reveal=window.reveal), f"diff-line {kind}")
    text("File", "heading")
    with box("diff"):
        for line in file.difference().splitlines()[2:]:
            kind = {"+": "added", "-": "removed"}.get(line[:1], "same")
            text(line, f"diff-line {kind}")
