"""From the line of an event to the lines of its payloads, with no more decoded than somebody reads."""

from datetime import datetime

from msgspec import MsgspecError

from actions.event.usual import read_decoded
from actions.plan.compiled.writers import Writers
from actions.run.parse_event import BACKSLASH, MOST_BYTES_A_LINE, is_shallow


def write_usual(row: bytes, writers: Writers, now: datetime) -> bytes | None:
    """The lines, none for an event that nobody wants; None for an event that has to be read as a whole.

    `row` is UTF-8, and there is no integer beyond 64 bits in it. A text with a backslash in it is not the text that
    it stands for.
    """
    if BACKSLASH in row or len(row) > MOST_BYTES_A_LINE or not is_shallow(row):
        return None
    try:
        event = writers.decode(row)
    except (MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    switches = event.integrations
    if switches and False in switches.values():
        return None
    hour = read_decoded(event, now)
    if hour is None:
        return None
    write = writers.by_name[event.type].get(event.event) or writers.find(event.type, event.event)
    try:
        lines = write(event, hour)
    except Exception:  # noqa: BLE001 - whatever it is, the slower ways meet it too, or do without
        return None
    return None if lines is None else lines.encode()
