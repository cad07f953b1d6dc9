"""From the line of an event to the rows of its payloads, where there is nothing to explain: for those who send."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from msgspec import Struct

from actions.event.context import Context
from actions.event.delivery_id import event_part
from actions.event.usual import read_usual
from actions.plan.payloads.maker import payload_maker
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.run.parse_event import MOST_BYTES_A_LINE, is_shallow
from destinations.sdk.payload import Payload
from destinations.sdk.rows.record import Record, record_maker
from destinations.sdk.settings import Settings


class Ready(Struct, gc=False):
    """What one action sends of an event: the rows of its payload as JSON, and the payload's record."""

    action: PlannedAction
    delivery_id: str
    payload: Record | Payload
    rows: Sequence[bytes]


def rows_of_line(row: bytes, plan: Plan, context: Context, settings: Mapping[str, Settings]) -> list[Ready] | None:
    """The rows of each action that fires, in the order of the files, with no decision made.

    None where only decisions can say what happens, or an action type has no rows. `settings` are those of each
    instance; in `row` there must be no integer beyond 64 bits, as `may_be_huge` says.
    """
    if len(row) > MOST_BYTES_A_LINE or not is_shallow(row):
        return None
    try:
        event = read_usual(orjson.loads(row), context.now)
        make = None if event is None else plan.fields.find(event[1], event[2])
        if event is None or make is None:
            return None
        ready = []
        for action, item, fields in make(event[0]):
            if fields is None:
                return None
            part = event_part(event[4], event[3], item)
            ready.append(_ready(action, fields, part + action.id_part, settings))
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - any error: the reference path reports it, or succeeds
        return None
    return ready


def _ready(action: PlannedAction, fields: dict[str, Any], delivery_id: str, settings: Mapping[str, Settings]) -> Ready:
    kind = action.action_type
    make = record_maker(kind.payload) or payload_maker(kind.payload)
    payload = make(fields, delivery_id)
    return Ready(action, delivery_id, payload, kind.write_rows(payload, settings[action.instance.name]))
