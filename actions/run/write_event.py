"""The lines of an event whose actions have nothing to explain."""

from actions.engine.standing import kept_back
from actions.event.delivery_id import event_part
from actions.event.event import Event
from actions.plan.planned import Plan


def write_event(event: Event, plan: Plan) -> list[bytes] | None:
    """A line for each action that fires, with no decision made; None where only decisions can say what happens."""
    body = event.body
    switches = body.get("integrations")
    taken: set[tuple[str, str]] = set()
    lines: list[bytes] = []
    part = b""
    try:
        for candidate in plan.index.candidates(event.type, event.name):
            action = candidate.action
            fields = action.run(body)
            if fields is None:
                continue
            if (switches or action.exclusive is not None) and kept_back(action, event, taken) is not None:
                continue
            form = action.line
            if form.write is None:
                return None
            part = part or event_part(event.hour, event.message_id).encode()
            lines.append(b"".join((form.start, part, form.rest, form.write(fields), b"}\n")))
    except Exception:  # noqa: BLE001 - whatever it is, the decisions meet it too, or do without
        return None
    return lines
