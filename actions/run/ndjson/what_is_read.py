"""An event with a value beyond the limits: the parts of it that its actions read."""

import json
from typing import Any, Final

import msgspec

from actions.event.context import Context
from actions.event.event import Event, Refused
from actions.event.read import read_event
from actions.event.shape import MOST_DEPTH
from actions.plan.compiled.projection import ALWAYS
from actions.plan.compiled.reads import reads_of
from actions.plan.plan import Plan
from mappings.event_fields import EVENT_TYPES
from mappings.expr.compiled.reads import Reads
from mappings.functions.missing import filled

# A number beyond what a float holds, a nesting too deep, an integer beyond 64 bits.
BEYOND = frozenset({"E536", "E537", "E538"})
# An integer of so many digits is beyond 64 bits.
MOST_DIGITS: Final = 100
ASKED = ("type", "messageId", "timestamp")


def read_what_is_read(refused: Refused, row: bytes, plan: Plan, context: Context) -> Event | Refused:
    """The event in `row`, which is refused, if that is for nothing but a value that no action reads; else as it is.

    Such a value is not seen where events are decoded to what is read of them. Where an event goes another way, for a
    backslash or whatever else, it must not matter either.
    """
    if refused.diagnostics[0].code not in BEYOND or not _is_json(row):
        return refused
    value = json.loads(row, parse_int=_integer)
    event_type, name = filled(value.get("type")) or context.type, value.get("event")
    if not isinstance(event_type, str) or event_type not in EVENT_TYPES:
        return refused
    found = plan.index.candidates(event_type, name if isinstance(name, str) else None)
    event = read_event(what_is_read(value, reads_of([one.action for one in found])), context)
    return refused if isinstance(event, Refused) and event.diagnostics[0].code in BEYOND else event


def what_is_read(event: dict[str, Any], reads: Reads) -> dict[str, Any]:
    """The event without what nobody reads of it.

    >>> reads = Reads()
    >>> reads.field("properties").field("plan").is_whole = True
    >>> what_is_read({"type": "page", "properties": {"plan": "pro", "size": float("inf")}, "version": 2}, reads)
    {'type': 'page', 'properties': {'plan': 'pro'}}
    """
    if reads.is_whole:
        return event
    for name in (*ASKED, *ALWAYS):
        reads.field(name)
    reads.field("integrations").is_whole = True
    return _fields(event, reads, MOST_DEPTH)


def _fields(value: dict[str, Any], reads: Reads, depth: int) -> dict[str, Any]:
    return {name: _part(part, reads.fields[name], depth) for name, part in value.items() if name in reads.fields}


def _part(value: Any, reads: Reads, depth: int) -> Any:
    # A path may go deeper than any event: then this one is too deep for it.
    if reads.is_whole or depth == 0:
        return value
    if isinstance(value, dict) and reads.items is None:
        # Nothing is left of it where somebody asks no more than whether it is there.
        return _fields(value, reads, depth - 1)
    if isinstance(value, list) and reads.items is not None and not reads.fields:
        if not (reads.items.fields or reads.items.items):
            # Whether an item is empty is still asked: each: passes those over.
            return value
        return [_part(item, reads.items, depth - 1) for item in value]
    return value


def _is_json(row: bytes) -> bool:
    """Whether the row is a JSON object; NaN and Infinity are not JSON."""
    try:
        msgspec.json.decode(row, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _integer(digits: str) -> int:
    # Python reads none of thousands of digits; any that is too large is like another.
    return int(digits) if len(digits) < MOST_DIGITS else 2**MOST_DIGITS
