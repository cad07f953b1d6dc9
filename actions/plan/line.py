"""How an action's payloads stand in a line of NDJSON."""

from dataclasses import dataclass

import orjson

from actions.event.delivery_id import action_part
from actions.plan.payload_writer import Write, payload_writer
from destinations.sdk.payload import Payload


@dataclass(frozen=True, slots=True)
class LineForm:
    """A line is `start`, the event's part of the delivery id, `rest`, the payload as `write` gives it, and `}`.

    `write` is None where only the payload itself knows how it is written.
    """

    start: bytes
    rest: bytes
    write: Write | None


def line_form(instance: str, action: str, payload: type[Payload]) -> LineForm:
    """The form of the lines of this action.

    >>> line_form("mixpanel", "orders", Payload).start
    b'{"instance":"mixpanel","action":"orders","delivery_id":"'
    """
    names = orjson.dumps({"instance": instance, "action": action})
    rest = f'{action_part(instance, action)}","payload":'.encode()
    return LineForm(names[:-1] + b',"delivery_id":"', rest, payload_writer(payload))
