"""From the line of an event to the rows of its payloads, where there is nothing to explain: for senders."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from msgspec import Struct

from actions.event.context import Context
from actions.event.delivery_id import event_part
from actions.event.message_id import NO_IDS
from actions.event.usual import HOURS, read_usual, usual_hour
from actions.plan.compiled.output import Made
from actions.plan.payloads.maker import payload_maker
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.run.ndjson.lines import BACKSLASH, find_function
from actions.run.parse_event import MOST_BYTES_A_LINE, is_shallow
from destinations.sdk.payload import Payload
from destinations.sdk.rows.record import Record, record_maker
from destinations.sdk.settings import Settings

# What an event is about to send: its hour, its message id, and the fields of its payloads.
Found = tuple[str, str, Made]


class Ready(Struct, gc=False):
    """What one action sends of an event: the rows of its payload as JSON, and the payload's record."""

    action: PlannedAction
    delivery_id: str
    payload: Record | Payload
    rows: Sequence[bytes]


def rows_of_line(row: bytes, plan: Plan, context: Context, settings: Mapping[str, Settings]) -> list[Ready] | None:
    """The rows of each action that fires, in the order of the files, with no decision made.

    None where only decisions can say what happens, or an action type has no rows. `settings` are those of each
    instance. The row is UTF-8, and in it there must be no integer beyond 64 bits, as `may_be_huge` says. Of a row
    without a backslash no more is looked at than the actions read.
    """
    if len(row) > MOST_BYTES_A_LINE:
        return None
    try:
        found = (None if BACKSLASH in row else _projected(row, plan, context.now)) or _whole(row, plan, context.now)
        if found is None or any(fields is None for _, _, fields in found[2]):
            return None
        hour, message_id, made = found
        return [
            _ready(action, fields or {}, event_part(hour, message_id, item) + action.id_part, settings)
            for action, item, fields in made
        ]
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - any error: the reference path reports it, or succeeds
        return None


def _projected(row: bytes, plan: Plan, now: datetime) -> Found | None:
    try:
        event = plan.projection.decode(row)
        hour = usual_hour(event.timestamp, event.receivedAt, event.sentAt, event.originalTimestamp, now, HOURS)
        if type(hour) is not str:
            event.timestamp, hour = hour[0], hour[1]
        functions = plan.projected_fields
        make = functions.known[event.type].get(event.event) or find_function(functions, event.type, event.event)
        is_usual = hour and event.messageId not in NO_IDS and (event.userId or event.anonymousId)
        return (hour, event.messageId, make(event)) if make is not None and is_usual else None
    except Exception:  # noqa: BLE001 - the other reader meets it, or succeeds
        return None


def _whole(row: bytes, plan: Plan, now: datetime) -> Found | None:
    event = read_usual(orjson.loads(row), now) if is_shallow(row) else None
    make = None if event is None else plan.fields.find(event[1], event[2])
    return None if event is None or make is None else (event[4], event[3], make(event[0]))


def _ready(action: PlannedAction, fields: dict[str, Any], delivery_id: str, settings: Mapping[str, Settings]) -> Ready:
    kind = action.action_type
    make = record_maker(kind.payload) or payload_maker(kind.payload)
    payload = make(fields, delivery_id)
    return Ready(action, delivery_id, payload, kind.write_rows(payload, settings[action.instance.name]))
