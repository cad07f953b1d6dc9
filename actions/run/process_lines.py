"""The short way from bytes to bytes: events as NDJSON in, payloads as NDJSON out."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import orjson

from actions.decision import Decision
from actions.engine.decide import decide_event
from actions.event.context import Context
from actions.event.event import Event, Refused
from actions.event.read import read_event, read_sound
from actions.plan.planned import Plan
from actions.run.parse_event import MOST_BYTES_A_LINE, Unreadable, is_shallow, may_be_huge, parse_line
from actions.run.write_event import write_event
from destinations.sdk.encode import to_json

# From 128 KiB of results on, glibc gives the memory back after every block and asks for it again.
MOST_BYTES_A_BLOCK = 60_000
BYTES_A_PIECE = 1 << 16


def process_lines(data: bytes, plan: Plan, context: Context) -> Iterator[bytes]:
    """What `Project.process_lines` gives for these bytes."""
    block: list[bytes] = []
    size = 0
    for number, event in read_events(data, context):
        lines, stops = _lines(event, plan, number)
        for line in lines:
            if size + len(line) > MOST_BYTES_A_BLOCK and block:
                yield b"".join(block)
                block, size = [], 0
            block.append(line)
            size += len(line)
        if stops:
            break
    if block:
        yield b"".join(block)


def read_events(data: bytes, context: Context) -> Iterator[tuple[int, Event | Refused]]:
    """Each line that is not blank, with its number from 1, as an event or as what keeps it from being one."""
    number = 0
    for piece in _pieces(data):
        is_exact = not may_be_huge(piece)
        # Lines of a stream, as a split looks at every byte twice as long.
        for number, line in enumerate(BytesIO(piece), number + 1):  # noqa: B020 - it goes on counting
            if is_exact and is_shallow(line) and len(line) <= MOST_BYTES_A_LINE:
                try:
                    yield number, read_sound(orjson.loads(line), context)
                    continue
                except orjson.JSONDecodeError:
                    pass  # The careful way says what is wrong with it.
            if line.strip():
                yield number, _read_carefully(line.removesuffix(b"\n"), number, context)


def _pieces(data: bytes) -> Iterator[bytes]:
    """The bytes in pieces of whole lines: so memory stays flat."""
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + BYTES_A_PIECE)
        if end < 0:
            end = data.find(b"\n", start)
        if end < 0 or len(data) - start < BYTES_A_PIECE:
            end = len(data)
        yield data[start : end + 1]
        start = end + 1


def _read_carefully(line: bytes, number: int, context: Context) -> Event | Refused:
    value = parse_line(line, number)
    return Refused((value.diagnostic,), None) if isinstance(value, Unreadable) else read_event(value, context)


def _lines(event: Event | Refused, plan: Plan, number: int) -> tuple[list[bytes], bool]:
    """The lines of the event, and whether the stream ends with them."""
    written = write_event(event, plan) if isinstance(event, Event) else None
    if written is not None:
        return written, False
    lines: list[bytes] = []
    for decision in decide_event(event, plan):
        if decision.status != "not_fired":
            lines.append(_line(decision, number))
        if decision.stop:
            return lines, True
    return lines, False


def _line(decision: Decision, number: int) -> bytes:
    facts: dict[str, Any] = {"instance": decision.instance, "action": decision.action}
    if decision.status == "fired" and decision.payload is not None:
        facts["delivery_id"] = decision.delivery_id
        facts["payload"] = decision.payload.model_dump(exclude_none=True)
    else:
        facts["message_id"] = decision.message_id
        facts["line"] = number
        facts["diagnostics"] = [one.as_dict() for one in decision.diagnostics]
    return to_json(facts) + b"\n"
