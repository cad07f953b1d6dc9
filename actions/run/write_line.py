"""From the line of an event to the lines of its payloads, where there is nothing to explain."""

import orjson

from actions.engine.standing import kept_back
from actions.event.context import Context
from actions.event.delivery_id import event_part
from actions.event.event import Event
from actions.event.read import read_sound
from actions.event.usual import read_usual
from actions.plan.line import LINE_END
from actions.plan.planned import Plan
from actions.run.parse_event import MOST_BYTES_A_LINE, is_shallow

_loads = orjson.loads


def write_line(row: bytes, plan: Plan, context: Context, block: list[bytes]) -> int | None:
    """How many bytes were added to `block`: a line for each action that fires, with no decision made.

    None where only decisions can say what happens; then `block` is left as it was. The lines come in pieces. In
    `row` there must be no integer beyond 64 bits, as `may_be_huge` says.
    """
    if len(row) > MOST_BYTES_A_LINE or not is_shallow(row):
        return None
    start = len(block)
    try:
        value = _loads(row)
        body, event_type, name, message_id, hour = read_usual(value, context.now) or read_sound(value, context)
        switches = body.get("integrations")
        taken: set[tuple[str, str]] | None = None
        size, part = 0, b""
        for candidate in plan.index.candidates(event_type, name):
            action = candidate.action
            fields = action.run(body)
            if fields is None:
                continue
            if switches or action.exclusive is not None:
                taken = set() if taken is None else taken
                if kept_back(action, Event(body, event_type, name, message_id, hour), taken) is not None:
                    continue
            form = action.line
            payload = form.write(fields)
            part = part or event_part(hour, message_id).encode()
            block += (form.start, part, form.rest, payload, LINE_END)
            size += form.size + len(payload)
    except Exception:  # noqa: BLE001 - whatever it is, the slow way meets it too, or does without
        del block[start:]
        return None
    return size
