"""From the line of an event to the fields of its payloads, where there is nothing to explain: for those who send."""

from datetime import datetime
from typing import Any, NamedTuple

from actions.plan.compiled.output import Made
from actions.plan.plan import Plan
from actions.run.ndjson.read_row import read_row


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
    try:
        found = read_row(row, plan, now, plan.projected_fields, plan.fields)
        if found is None:
            return None
        made = found.function(found.event)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException:  # noqa: BLE001 - any error: the reference path reports it, or succeeds
        return None
    for _, _, fields in made:
        if fields is None:
            return None  # The reference path has to say what comes of the action.
    return FieldsOfLine(found.name, found.user, found.anonymous, found.message_id, found.hour, made)
