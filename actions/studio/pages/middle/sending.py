"""Sends one event, after it has said to whom and how much."""

from nicegui import ui

from actions.studio.model.asking.sending import CannotSendError, Ready, prepare, send, why_not_real
from actions.studio.pages.parts import box, button, heading, text
from actions.studio.pages.window import Window


def ask_to_send(window: Window) -> None:
    """A dialog that names hosts and the number of requests; nothing is sent before its button is pressed."""
    action, event = window.action, window.event
    if action is None or event is None:
        return
    try:
        ready = prepare(window.studio, action, event.value)
    except CannotSendError as error:
        ui.notify(str(error), type="warning")
        return
    with ui.dialog().props('aria-label="Test this event"') as dialog, ui.card().classes("dialog"):
        heading("Test this event", 2)
        number = f"{ready.requests} request{'' if ready.requests == 1 else 's'}"
        text(f"{number} to {', '.join(ready.hosts)}")
        refused = why_not_real(window.studio)
        if refused:
            text(f"Real tools are out of reach: {refused}.", "dim small")
        answers = box("answers wide")

        async def go(*, real: bool) -> None:
            await _send(window, ready, answers, real=real)

        with box("dialog-row"):
            button("Close", dialog.close)
            button("Send to the stand-in", lambda: go(real=False), style="" if not refused else "primary")
            if not refused:
                button(f"Send to {', '.join(ready.hosts)}", lambda: go(real=True), style="danger")
    dialog.open()


async def _send(window: Window, ready: Ready, answers: ui.element, *, real: bool) -> None:
    answers.clear()
    try:
        exchanges = await send(window.studio, ready, real=real)
    except CannotSendError as error:
        with answers:
            text(str(error), "trouble")
        return
    answer = window.answer
    with answers:
        for one in exchanges:
            good = one.status is not None and one.status < 400  # noqa: PLR2004 - HTTP's word for no mistake
            text(f"{one.status or 'no answer'} in {one.seconds * 1000:.0f} ms", f"chip {'good' if good else 'bad'}")
            words = one.answer or "(empty)"
            text(answer.hide(words, reveal=window.reveal) if answer else words, "json", tag="pre")
