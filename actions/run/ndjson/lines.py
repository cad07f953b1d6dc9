"""From lines of events to lines of payloads, where there is nothing to explain: two readers, and one writer."""

from io import BytesIO

import orjson

from actions.event.context import Context
from actions.event.event import Event, Refused
from actions.event.message_id import NO_IDS
from actions.event.read import read_sound
from actions.event.usual import HOURS, Parts, read_usual, usual_hour
from actions.plan.compiled.functions import Functions, FunctionT
from actions.plan.plan import Plan
from actions.reading.parse_event import MOST_BYTES_A_LINE, is_shallow

BACKSLASH = ord("\\")
_loads = orjson.loads


def write_projected(rows: BytesIO, plan: Plan, context: Context, block: bytearray, most: int) -> tuple[bytes, bool]:
    """The first row that cannot be written from its projection, and whether it was read; no row if there is none.

    `block` then has the lines of all rows before it. It also stops once the block is longer than `most`. The rows are
    UTF-8, and none is too long. They are read as a stream, as a split looks at every byte; all in one function, as
    every event comes through here. A row that was read is one of which only decisions can say what happens.
    """
    lines, decode, hours, now = plan.projected_lines, plan.projection.decode, HOURS, context.now
    known = lines.known
    for row in rows:
        # A text with a backslash in it is not the text that it stands for.
        if BACKSLASH in row:
            return row, False
        write = None
        try:
            event = decode(row)
            if event.messageId in NO_IDS or not (event.userId or event.anonymousId):
                return row, False
            hour = usual_hour(event.timestamp, event.receivedAt, event.sentAt, event.originalTimestamp, now, hours)
            if type(hour) is not str:  # quicker than to ask isinstance
                event.timestamp, hour = hour[0], hour[1]
            if not hour:
                return row, False
            write = known[event.type].get(event.event) or find_function(lines, event.type, event.event)
            if write is None:
                return row, False
            # Copied at once: what is kept for the end takes three times as long.
            block += write(event, hour).encode()
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException:  # noqa: BLE001 - any error: the other reader or the reference path meets it, or succeeds
            return row, write is not None
        if len(block) > most:
            break
    return b"", False


def find_function(functions: Functions[FunctionT], event_type: str, name: str | None) -> FunctionT | None:
    """The function for an event of this type and name, which is None or a text like any other."""
    if (name is None and event_type == "track") or (name is not None and not name.strip()):
        return None
    return functions.find(event_type, name)


def write_whole(row: bytes, plan: Plan, context: Context, block: bytearray) -> bool:
    """Whether `block` now ends with a line for each payload of the event in `row`, all of which is read.

    False where only decisions can say what happens. In `row` there must be no integer beyond 64 bits, as `may_be_huge`
    says.
    """
    if len(row) > MOST_BYTES_A_LINE or not is_shallow(row):
        return False
    try:
        value = _loads(row)
        event = read_usual(value, context.now) or _as_parts(read_sound(value, context))
        if event is None:
            return False
        body, event_type, name, _, hour = event
        write = plan.lines.find(event_type, name)
        if write is None:
            return False
        block += write(body, hour).encode()
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - any error: the reference path reports it, or succeeds
        return False
    return True


def _as_parts(event: Event | Refused) -> Parts | None:
    """The event as `read_usual` gives it; None where there is something to say of it."""
    return None if isinstance(event, Refused) or event.warnings else event[:5]
