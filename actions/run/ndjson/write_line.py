"""From the line of an event to the lines of its payloads, where there is nothing to explain."""

import orjson

from actions.engine.suppression import suppressed_by
from actions.event.context import Context
from actions.event.delivery_id import event_part
from actions.event.event import Event, Refused
from actions.event.read import read_sound
from actions.event.usual import Parts, read_usual
from actions.plan.line import LINE_END
from actions.plan.plan import Plan
from actions.run.parse_event import MOST_BYTES_A_LINE, is_shallow

_loads = orjson.loads


def write_line(row: bytes, plan: Plan, context: Context, block: bytearray) -> bool:
    """Whether `block` now ends with a line for each action that fires, with no decision made.

    False where only decisions can say what happens; then `block` is left as it was. In `row` there must be no
    integer beyond 64 bits, as `may_be_huge` says.
    """
    if len(row) > MOST_BYTES_A_LINE or not is_shallow(row):
        return False
    start = len(block)
    try:
        value = _loads(row)
        event = read_usual(value, context.now) or _as_parts(read_sound(value, context))
        if event is None:
            return False
        body, event_type, name, message_id, hour = event
        switches = body.get("integrations")
        taken: set[tuple[str, str]] | None = None
        part = b""
        candidates = plan.index.candidates(event_type, name)
        run = plan.runs.find(event_type, name) if len(candidates) > 1 else None
        found = None if run is None else run(body)
        for number, candidate in enumerate(candidates):
            action = candidate.action
            fields = action.run(body) if found is None else found[number]
            if fields is None:
                continue
            if switches or action.exclusive is not None:
                taken = set() if taken is None else taken
                if suppressed_by(action, Event(*event), taken) is not None:
                    continue
            form = action.line
            if not part:
                part = event_part(hour, message_id).encode()
            # Copied at once: what orjson gives takes three times as long where it is kept for the end.
            block += b"".join((form.start, part, form.rest, form.write(fields), LINE_END))
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - any error: the reference path reports it, or succeeds
        del block[start:]
        return False
    return True


def _as_parts(event: Event | Refused) -> Parts | None:
    """The event as `read_usual` gives it; None where there is something to say of it."""
    return None if isinstance(event, Refused) or event.warnings else event[:5]
