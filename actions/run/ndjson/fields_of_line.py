"""From the line of an event to the fields of its payloads, where there is nothing to explain: for those who send."""

from datetime import datetime
from typing import Any, NamedTuple

import orjson

from actions.event.message_id import NO_IDS
from actions.event.usual import HOURS, read_usual, usual_hour
from actions.plan.compiled.output import Made
from actions.plan.plan import Plan
from actions.run.ndjson.lines import BACKSLASH, find_function
from actions.run.parse_event import MOST_BYTES_A_LINE, is_shallow, may_be_huge


class FieldsOfLine(NamedTuple):
    """What an event is about to send, as `made` of the actions that fire, and what is to be known of the event."""

    name: Any
    user: Any
    anonymous: Any
    message_id: str
    hour: str
    made: Made


def fields_of_line(row: bytes, plan: Plan, now: datetime) -> FieldsOfLine | None:
    """The fields of the payload of each action that fires, in the order of the files, with no decision made.

    None where only decisions can say what happens. The row is UTF-8. Of one without a backslash no more is looked at
    than the actions read.
    """
    if len(row) > MOST_BYTES_A_LINE:
        return None
    try:
        found = (None if BACKSLASH in row else _projected(row, plan, now)) or _whole(row, plan, now)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - any error: the reference path reports it, or succeeds
        return None
    if found is not None:
        for _, _, fields in found.made:
            if fields is None:
                return None  # The reference path has to say what comes of the action.
    return found


def _projected(row: bytes, plan: Plan, now: datetime) -> FieldsOfLine | None:
    try:
        event = plan.projection.decode(row)
        hour = usual_hour(event.timestamp, event.receivedAt, event.sentAt, event.originalTimestamp, now, HOURS)
        if type(hour) is not str:
            event.timestamp, hour = hour[0], hour[1]
        functions, name, message_id = plan.projected_fields, event.event, event.messageId
        make = functions.known[event.type].get(name) or find_function(functions, event.type, name)
        if make is None or not hour or message_id in NO_IDS or not (event.userId or event.anonymousId):
            return None
        return FieldsOfLine(name, event.userId, event.anonymousId, message_id, hour, make(event))
    except Exception:  # noqa: BLE001 - the other reader meets it, or succeeds
        return None


def _whole(row: bytes, plan: Plan, now: datetime) -> FieldsOfLine | None:
    event = read_usual(orjson.loads(row), now) if is_shallow(row) and not may_be_huge(row) else None
    make = None if event is None else plan.fields.find(event[1], event[2])
    if event is None or make is None:
        return None
    body, _, _, message_id, hour = event
    return FieldsOfLine(body.get("event"), body.get("userId"), body.get("anonymousId"), message_id, hour, make(body))
