"""From the line of an event to what is sent of it, where there is nothing to explain: for senders, line by line.

Each function gives None where only decisions can say what happens. The row is UTF-8. Of one without a backslash no more
is looked at than the actions read.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

import orjson

from actions.decision import Decision, Failed
from actions.engine.decide import decide_event
from actions.event.context import Context
from actions.event.delivery_id import event_part
from actions.event.event import Event, Refused
from actions.event.message_id import NO_IDS
from actions.event.read import read_event
from actions.event.usual import HOURS, read_usual, usual_hour
from actions.plan.compiled.functions import Functions
from actions.plan.compiled.output import Made, MakeFields
from actions.plan.plan import Plan
from actions.reading.parse_event import MOST_BYTES_A_LINE, Unreadable, is_shallow, may_be_huge, parse_line
from actions.run.ndjson.lines import BACKSLASH, find_function
from actions.run.ndjson.what_is_read import read_what_is_read

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


class ReadRow(NamedTuple, Generic[FunctionT]):
    """An event as its generated `function` takes it, and what else is to be known of it."""

    event: Any
    function: FunctionT
    name: Any
    user: Any
    anonymous: Any
    message_id: str
    hour: str


def fields_of_line(row: bytes, plan: Plan, now: datetime) -> tuple[ReadRow[MakeFields], Made] | None:
    """The event, and the fields of the payload of each action that fires, in the order of the files."""
    try:
        found = _read(row, plan, now, plan.projected_fields, plan.fields)
        made = found.function(found.event) if found else []
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - any error: the reference path reports it, or succeeds
        return None
    for _, _, fields in made:
        if fields is None:
            return None  # The reference path has to say what comes of the action.
    return (found, made) if found else None


def text_of_line(row: bytes, plan: Plan, now: datetime) -> tuple[str, bytes] | None:
    """The id of the event, and the lines that `process_lines` writes of it."""
    try:
        found = _read(row, plan, now, plan.projected_lines, plan.lines)
        return (found.message_id, found.function(found.event, found.hour).encode()) if found else None
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - as above
        return None


def decide_line(row: bytes, number: int, plan: Plan, context: Context) -> list[Decision]:
    """The decisions about the event in line `number`, as `decide` makes them; of a blank line there are none.

    Other than for the functions above, the row may be any bytes. A number beyond all bounds that no action reads does
    not matter.
    """
    if not row.strip():
        return []
    value = parse_line(row, number)
    if isinstance(value, Unreadable):
        return [Failed.refused(Refused((value.diagnostic,), None))]
    event = read_event(value, context)
    return decide_event(event if isinstance(event, Event) else read_what_is_read(event, row, plan, context), plan)


def decide_plain_line(row: bytes, plan: Plan, now: datetime) -> list[Decision] | None:
    """What `decide_line` gives, made without reading more of the event than the actions do."""
    found = fields_of_line(row, plan, now)
    if found is None:
        return None
    (_, _, _, _, _, message_id, hour), made = found
    decisions: list[Decision] = []
    try:
        for action, item, fields in made:
            name = event_part(hour, message_id, item) + action.id_part
            decisions.append(action.fired(fields or {}, message_id, name, item))
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - as above
        return None
    return decisions


def _read(
    row: bytes, plan: Plan, now: datetime, projected: Functions[FunctionT], whole: Functions[FunctionT]
) -> ReadRow[FunctionT] | None:
    """The event, decoded to what its actions read where that is possible, and its function of one of these kinds."""
    if len(row) > MOST_BYTES_A_LINE:
        return None
    return (None if BACKSLASH in row else _projected(row, plan, now, projected)) or _whole(row, now, whole)


def _projected(row: bytes, plan: Plan, now: datetime, functions: Functions[FunctionT]) -> ReadRow[FunctionT] | None:
    try:
        event = plan.projection.decode(row)
        hour = usual_hour(event.timestamp, event.receivedAt, event.sentAt, event.originalTimestamp, now, HOURS)
        if type(hour) is not str:
            event.timestamp, hour = hour[0], hour[1]
        name, user, anonymous, message_id = event.event, event.userId, event.anonymousId, event.messageId
        function = functions.known[event.type].get(name) or find_function(functions, event.type, name)
    except Exception:  # noqa: BLE001 - the other reader meets it, or succeeds
        return None
    if function is None or not hour or message_id in NO_IDS or not (user or anonymous):
        return None
    return ReadRow(event, function, name, user, anonymous, message_id, hour)


def _whole(row: bytes, now: datetime, functions: Functions[FunctionT]) -> ReadRow[FunctionT] | None:
    event = read_usual(orjson.loads(row), now) if is_shallow(row) and not may_be_huge(row) else None
    function = None if event is None else functions.find(event[1], event[2])
    if event is None or function is None:
        return None
    body, _, _, message_id, hour = event
    name, user, anonymous = body.get("event"), body.get("userId"), body.get("anonymousId")
    return ReadRow(body, function, name, user, anonymous, message_id, hour)
