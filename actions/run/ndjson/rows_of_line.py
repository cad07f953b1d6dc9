"""From the line of an event to the rows of its payloads, where there is nothing to explain: for senders."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from actions.event.context import Context
from actions.event.delivery_id import event_part
from actions.plan.payloads.maker import payload_maker
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.run.ndjson.fields_of_line import fields_of_line
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
    instance. The row is UTF-8. Of one without a backslash no more is looked at than the actions read.
    """
    found = fields_of_line(row, plan, context.now)
    if found is None:
        return None
    try:
        return [
            _ready(action, fields or {}, event_part(found.hour, found.message_id, item) + action.id_part, settings)
            for action, item, fields in found.made
        ]
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - any error: the reference path reports it, or succeeds
        return None


def _ready(action: PlannedAction, fields: dict[str, Any], delivery_id: str, settings: Mapping[str, Settings]) -> Ready:
    kind = action.action_type
    make = record_maker(kind.payload) or payload_maker(kind.payload)
    payload = make(fields, delivery_id)
    return Ready(action, delivery_id, payload, kind.write_rows(payload, settings[action.instance.name]))
