"""The requests as the tool would get them: secrets by name, people hidden until asked for."""

import json

from actions.json_line import json_line
from actions.studio.pages.drawing.parts import box, button, empty, text
from actions.studio.pages.middle.sending import ask_to_send
from actions.studio.pages.window import Window

MOST_SHOWN = 20


def show_request(window: Window) -> None:
    """Each request: method and address, headers, body."""
    answer = window.answer
    if answer is None:
        return
    if not answer.requests:
        empty("There is no request: see Why.")
        return
    if answer.status == "not_fired":
        way = f": {answer.hide(answer.ways[0], reveal=window.reveal)}" if answer.ways else "."
        text(f"It does not fire. The request would be this{way}", "reason")
    elif not window.studio.read_only:
        with box("row-end"):
            button("Test this event", lambda: ask_to_send(window), icon="send", style="primary")
    for one in answer.requests[:MOST_SHOWN]:
        shown = answer.hide(json.loads(json_line(one)), reveal=window.reveal)
        with box("request"):
            text(f"{shown.get('method', 'write')} {shown.get('url', shown.get('to', ''))}", "mono strong")
            for name, value in (shown.get("headers") or {}).items():
                text(f"{name}: {value}", "mono small dim")
            body = shown.get(
                "body", {key: value for key, value in shown.items() if key not in ("method", "url", "headers")}
            )
            text(body if isinstance(body, str) else json.dumps(body, indent=2, ensure_ascii=False), "json", tag="pre")
    if len(answer.requests) > MOST_SHOWN:
        text(f"and {len(answer.requests) - MOST_SHOWN} more", "dim small")
