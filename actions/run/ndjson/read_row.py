"""The event in a row, and the generated function that it meets: for senders, who look at one row at a time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

import orjson

from actions.event.message_id import NO_IDS
from actions.event.usual import HOURS, read_usual, usual_hour
from actions.plan.compiled.functions import Functions
from actions.plan.plan import Plan
from actions.reading.parse_event import MOST_BYTES_A_LINE, is_shallow, may_be_huge
from actions.run.ndjson.lines import BACKSLASH, find_function

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


class ReadRow(NamedTuple, Generic[FunctionT]):
    """An event as its `function` takes it, and what else is to be known of it."""

    event: Any
    function: FunctionT
    name: Any
    user: Any
    anonymous: Any
    message_id: str
    hour: str


def read_row(
    row: bytes, plan: Plan, now: datetime, projected: Functions[FunctionT], whole: Functions[FunctionT]
) -> ReadRow[FunctionT] | None:
    """The event, decoded to what its actions read where that is possible, and its function of one of these kinds.

    None where only decisions can say what happens. It may raise, which says the same. The row is UTF-8.
    """
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
