"""An action's payloads as a line of NDJSON."""

from typing import Final

import orjson
from msgspec import Struct

from actions.event.delivery_id import action_part


class LineForm(Struct, frozen=True):
    """A line is `start`, the event's part of the delivery id, `rest`, the payload, and a brace."""

    start: str
    rest: str


NO_LINE: Final = LineForm("", "")


def line_form(instance: str, action: str) -> LineForm:
    """The form of the lines of this action.

    >>> line_form("mixpanel", "orders").start
    '{"instance":"mixpanel","action":"orders","delivery_id":"'
    """
    names = orjson.dumps({"instance": instance, "action": action}).decode()
    return LineForm(f'{names[:-1]},"delivery_id":"', f'{action_part(instance, action)}","payload":')
