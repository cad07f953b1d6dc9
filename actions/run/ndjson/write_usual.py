"""From lines of events to lines of payloads, with no more decoded than somebody reads."""

from datetime import datetime
from io import BytesIO

from actions.event.integrations import may_be_off
from actions.event.message_id import NO_IDS
from actions.event.usual import usual_hour
from actions.plan.compiled.several.writers import Writers

BACKSLASH = ord("\\")


def write_usual(rows: BytesIO, writers: Writers, now: datetime, block: bytearray, most: int) -> bytes | None:
    """The first row that has to be read with more care; `block` has the lines of all rows before it.

    None where there is no such row, or once the block is longer than `most`. The rows are UTF-8, and none is too long.
    They are read as a stream, as a split looks at every byte; all in one function, as every event comes through here.
    """
    decode, known, hours = writers.decode, writers.known, writers.hours
    for row in rows:
        # A text with a backslash in it is not the text that it stands for.
        if BACKSLASH in row:
            return row
        try:
            event = decode(row)
            switches = event.integrations
            # A text may say no as well.
            has_off = switches and (False in switches.values() or str in map(type, switches.values()))
            is_refused = (has_off and may_be_off(switches, writers.names)) or event.messageId in NO_IDS
            if is_refused or not (event.userId or event.anonymousId):
                return row
            hour = usual_hour(event.timestamp, event.receivedAt, event.sentAt, event.originalTimestamp, now, hours)
            if type(hour) is not str:  # quicker than to ask isinstance
                event.timestamp, hour = hour[0], hour[1]
            if not hour:
                return row
            write = known[event.type].get(event.event) or writers.find(event.type, event.event)
            # Copied at once: what is kept for the end takes three times as long.
            block += write(event, hour).encode()
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException:  # noqa: BLE001 - whatever it is, the slower ways meet it too, or do without
            return row
        if len(block) > most:
            return None
    return None
