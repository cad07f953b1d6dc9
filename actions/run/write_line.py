"""From the line of an event to the lines of its payloads, where there is nothing to explain."""

import orjson

from actions.engine.standing import kept_back
from actions.event.context import Context
from actions.event.delivery_id import event_part
from actions.event.event import Event
from actions.event.read import read_sound
from actions.event.shape import MOST_DEPTH
from actions.event.usual import read_usual
from actions.plan.line import LINE_END
from actions.plan.planned import Plan
from actions.run.parse_event import LIST_OPENS, MOST_BYTES_A_LINE

_loads = orjson.loads


def write_line(row: bytes, plan: Plan, context: Context, block: bytearray) -> bool:
    """Whether `block` now ends with a line for each action that fires, with no decision made.

    False where only decisions can say what happens; then `block` is left as it was. In `row` there must be no
    integer beyond 64 bits, as `may_be_huge` says.
    """
    # To take the brackets out and see what is left takes a third of the time of counting them.
    opened = len(row) - len(row.replace(b"{", b""))
    if LIST_OPENS in row:
        opened += row.count(b"[")
    if opened > MOST_DEPTH or len(row) > MOST_BYTES_A_LINE:
        return False
    start = len(block)
    try:
        value = _loads(row)
        body, event_type, name, message_id, hour = read_usual(value, context.now) or read_sound(value, context)
        switches = body.get("integrations")
        taken: set[tuple[str, str]] | None = None
        part = b""
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
            if not part:
                part = event_part(hour, message_id).encode()
            # Written at once: to keep what orjson gives for the end takes as long as to make it twice again.
            block += b"".join((form.start, part, form.rest, form.write(fields), LINE_END))
    except Exception:  # noqa: BLE001 - whatever it is, the slow way meets it too, or does without
        del block[start:]
        return False
    return True
