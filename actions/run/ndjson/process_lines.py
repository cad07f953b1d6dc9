"""Fast path: events as NDJSON in, payloads as NDJSON out."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from actions.decision import Decision, unwritable
from actions.engine.decide import decide_event
from actions.event.context import Context
from actions.event.event import Event, Refused
from actions.event.read import read_event
from actions.json_line import json_line
from actions.plan.plan import Plan
from actions.reading.parse_event import MOST_BYTES_A_LINE, Unreadable, is_utf8, may_be_huge, parse_line
from actions.run.ndjson.lines import write_projected, write_whole
from actions.run.ndjson.what_is_read import read_what_is_read
from destinations.sdk.encode import to_json

# From 128 KiB of results on, glibc gives the memory back after every block and asks for it again.
MOST_BYTES_A_BLOCK = 60_000
BYTES_A_PIECE = 1 << 16
# After so many rows in succession that its reader has left, the rest of a piece is not projected.
MOST_LEFT = 4


def process_lines(data: bytes, plan: Plan, context: Context, *, strict: bool = False) -> Iterator[bytes]:
    """What `Project.process_lines` gives for these bytes."""
    block = bytearray()
    number, counted, left = 1, 0, 0
    for start, piece in _pieces(data):
        rows, left = BytesIO(piece), min(left, MOST_LEFT - 1)
        can_be_projected = not strict and len(piece) <= MOST_BYTES_A_LINE and is_utf8(piece)
        while rows.tell() < len(piece):
            if can_be_projected and left < MOST_LEFT:
                before = rows.tell()
                odd, is_read = write_projected(rows, plan, context, block, MOST_BYTES_A_BLOCK)
                left = left + 1 if odd and not is_read and rows.tell() == before + len(odd) else 0
            else:
                odd, is_read = rows.readline(), False
            stops = False
            # What was read and could not be written has something to explain, however it is read.
            if odd and (is_read or may_be_huge(odd) or not write_whole(odd, plan, context, block)):
                # Lines are counted when one is asked for: to look for their ends takes time.
                at = start + rows.tell() - len(odd)
                number, counted = number + data.count(b"\n", counted, at), at
                event = _read(odd.removesuffix(b"\n"), number, plan, context, strict=strict) if odd.strip() else None
                stops = event is not None and _explain(event, number, plan, block)
            yield from _full_blocks(block)
            if stops:
                yield bytes(block)
                return
    if block:
        yield bytes(block)


def _full_blocks(block: bytearray) -> Iterator[bytes]:
    """Blocks of whole lines, taken from the one at hand while it is too long."""
    while len(block) > MOST_BYTES_A_BLOCK:
        end = block.rfind(b"\n", 0, MOST_BYTES_A_BLOCK) + 1 or block.find(b"\n") + 1
        yield bytes(block[:end])
        del block[:end]


def _pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The bytes in pieces of whole lines, with where these start: so memory stays flat."""
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + BYTES_A_PIECE)
        if end < 0:
            end = data.find(b"\n", start)
        if end < 0 or len(data) - start < BYTES_A_PIECE:
            end = len(data)
        yield start, data[start : end + 1]
        start = end + 1


def _explain(event: Event | Refused, number: int, plan: Plan, block: bytearray) -> bool:
    """Whether the event ends the stream; its decisions are added to `block` as lines."""
    stops = False
    for decision in decide_event(event, plan):
        block += _line(decision, number)
        # After the event and not after this decision: what other actions made of it is delivered.
        stops = stops or decision.stop
    return stops


def _read(row: bytes, number: int, plan: Plan, context: Context, *, strict: bool) -> Event | Refused:
    value = parse_line(row, number)
    event = Refused((value.diagnostic,), None) if isinstance(value, Unreadable) else read_event(value, context)
    return event if strict or isinstance(event, Event) else read_what_is_read(event, row, plan, context)


def _line(decision: Decision, number: int) -> bytes:
    facts: dict[str, Any] = {"instance": decision.instance, "action": decision.action}
    diagnostics = decision.diagnostics
    if decision.status == "fired" and decision.payload is not None:
        try:
            facts |= {"delivery_id": decision.delivery_id, "payload": decision.payload_fields()}
            warned = {"diagnostics": [one.as_dict() for one in diagnostics]} if diagnostics else {}
            return to_json(facts | warned) + b"\n"
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin's payload must not end the stream
            diagnostics = (unwritable(error),)
            facts = {"instance": decision.instance, "action": decision.action}
    facts["message_id"] = decision.message_id
    facts["line"] = number
    facts["diagnostics"] = [one.as_dict() for one in diagnostics]
    return json_line(facts)
