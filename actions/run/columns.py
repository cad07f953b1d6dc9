"""Decisions as columns: what bulk engines get of many events, each of them a line of JSON."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from actions.decision import Decision, unwritable
from actions.event.context import Context
from actions.json_line import json_line
from actions.plan.plan import Plan
from actions.reading.parse_event import is_utf8
from actions.run.ndjson.one_line import decide_line, text_of_line
from destinations.sdk.encode import to_json

# How a line that was written as it stands goes on: see `actions/plan/line.py`.
NAME: Final = b'"delivery_id":"'
ID_LENGTH: Final = 35
PART_LENGTH: Final = 10
PAYLOAD: Final = b'","payload":'
Text = str | bytes | None


class Row(NamedTuple):
    """A decision that fired, with its payload as JSON, or one that failed, with its diagnostics as JSON."""

    instance: Text
    action: Text
    message_id: Text
    delivery_id: Text
    payload: Text
    failed: Text
    mapping_hash: Text


class RowMaker:
    """Makes rows of events, one after the other; once one of them asks for it by `on_error: stop`, it `has_ended`."""

    def __init__(self, plan: Plan, context: Context) -> None:
        self.has_ended = False
        self._plan = plan
        self._context = context
        self._actions = {
            one.id_part.encode(): (one.instance.name, one.id, one.mapping_hash) for one in plan.actions if one.enabled
        }

    def rows(self, event: bytes) -> list[Row]:
        """The rows of the event, in the order of the files; none where no action wants it."""
        quick = text_of_line(event, self._plan, self._context.now) if is_utf8(event) else None
        if quick is not None:
            return list(self._of_text(*quick))
        decisions = decide_line(event, 1, self._plan, self._context)
        self.has_ended = any(one.stop for one in decisions)
        return [_of_decision(one) for one in decisions]

    def _of_text(self, message_id: str, text: bytes) -> Iterator[Row]:
        for line in text.split(b"\n"):
            if line:
                start = line.index(NAME) + len(NAME)
                end = start + ID_LENGTH
                instance, action, mapping = self._actions[line[end - PART_LENGTH : end]]
                payload = line[end + len(PAYLOAD) : -1]
                yield Row(instance, action, message_id, line[start:end], payload, None, mapping)


def _of_decision(decision: Decision) -> Row:
    names = decision.instance, decision.action, decision.message_id
    diagnostics = decision.diagnostics
    if decision.status == "fired":
        try:
            payload = to_json(decision.payload_fields())
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin's payload must not end the job
            diagnostics = (unwritable(error),)
        else:
            return Row(*names, decision.delivery_id, payload, None, decision.mapping_hash)
    failed = json_line([one.as_dict() for one in diagnostics]).rstrip(b"\n")
    return Row(*names, None, None, failed, decision.mapping_hash)
