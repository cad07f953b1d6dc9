"""From the line of an event to the rows of its payloads, where there is nothing to explain: for those who send."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from msgspec import Struct

from actions.engine.suppression import suppressed_by
from actions.event.context import Context
from actions.event.delivery_id import event_part
from actions.event.event import Event
from actions.event.usual import Parts, read_usual
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
        if event is None:
            return None
        part = event_part(event[4], event[3])
        return [_ready(action, fields, part + action.id_part, settings) for action, fields in _fired(plan, event)]
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - any error: the reference path reports it, or succeeds
        return None


def _fired(plan: Plan, event: Parts) -> Iterator[tuple[PlannedAction, dict[str, Any]]]:
    """The actions that fire, each with its payload's fields."""
    body, switches = event[0], event[0].get("integrations")
    actions = [one.action for one in plan.index.candidates(event[1], event[2])]
    run = plan.runs.find(event[1], event[2]) if len(actions) > 1 else None
    found = [one.run(body) for one in actions] if run is None else run(body)
    taken: set[tuple[str, str]] = set()
    for action, fields in zip(actions, found, strict=True):
        is_plain = not switches and action.exclusive is None
        if fields is not None and (is_plain or suppressed_by(action, Event(*event), taken) is None):
            yield action, fields


def _ready(action: PlannedAction, fields: dict[str, Any], delivery_id: str, settings: Mapping[str, Settings]) -> Ready:
    kind = action.action_type
    make = record_maker(kind.payload) or payload_maker(kind.payload)
    payload = make(fields, delivery_id)
    return Ready(action, delivery_id, payload, kind.write_rows(payload, settings[action.instance.name]))
