"""How an action's payloads stand in a line of NDJSON."""

from typing import Any

import orjson
from msgspec import Struct

from actions.event.delivery_id import action_part
from actions.plan.payloads.writer import Write, payload_writer
from destinations.sdk.payload import Payload

LINE_END = b"}\n"


class LineForm(Struct, frozen=True):
    """A line is `start`, the event's part of the delivery id, `rest`, the payload as `write` gives it, and its end.

    `write` raises where only the payload itself knows how it is written.
    """

    start: bytes
    rest: bytes
    write: Write


def line_form(instance: str, action: str, payload: type[Payload]) -> LineForm:
    """The form of the lines of this action.

    >>> line_form("mixpanel", "orders", Payload).start
    b'{"instance":"mixpanel","action":"orders","delivery_id":"'
    """
    names = orjson.dumps({"instance": instance, "action": action})
    rest = f'{action_part(instance, action)}","payload":'.encode()
    start = names[:-1] + b',"delivery_id":"'
    return LineForm(start, rest, payload_writer(payload) or _refuse)


def _refuse(fields: dict[str, Any]) -> bytes:
    raise NotImplementedError(f"only the payload knows how {', '.join(fields)} are written")
