"""From the line of an event to the lines of its payloads, where there is nothing to explain."""

import orjson

from actions.engine.standing import kept_back
from actions.event.context import Context
from actions.event.delivery_id import event_part
from actions.event.event import Event
from actions.event.read import read_sound
from actions.plan.planned import Plan
from actions.run.parse_event import MOST_BYTES_A_LINE, is_shallow


def write_line(row: bytes, plan: Plan, context: Context) -> list[bytes] | None:
    """A line for each action that fires, with no decision made; None where only decisions can say what happens.

    In `row` there must be no integer beyond 64 bits, as `may_be_huge` says.
    """
    if len(row) > MOST_BYTES_A_LINE or not is_shallow(row):
        return None
    try:
        event = read_sound(orjson.loads(row), context)
        return _write(event, plan) if type(event) is Event else None
    except Exception:  # noqa: BLE001 - whatever it is, the slow way meets it too, or does without
        return None


def _write(event: Event, plan: Plan) -> list[bytes] | None:
    body, event_type, name, message_id, hour = event
    switches = body.get("integrations")
    taken: set[tuple[str, str]] = set()
    lines: list[bytes] = []
    part = b""
    for candidate in plan.index.candidates(event_type, name):
        action = candidate.action
        fields = action.run(body)
        if fields is None:
            continue
        if (switches or action.exclusive is not None) and kept_back(action, event, taken) is not None:
            continue
        form = action.line
        if form.write is None:
            return None
        part = part or event_part(hour, message_id).encode()
        lines.append(b"".join((form.start, part, form.rest, form.write(fields), b"}\n")))
    return lines
