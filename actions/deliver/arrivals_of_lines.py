"""Lines of events as the outbox keeps them, made without decisions where there is nothing to explain."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from actions.decision import Decision
from actions.deliver.arrivals import about_of, arrival_of, text_of
from actions.engine.decide import decide_event
from actions.event.context import Context
from actions.event.delivery_id import event_part, of_source
from actions.event.event import Event
from actions.event.read import read_event
from actions.plan.payloads.maker import payload_maker
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.reading.parse_event import is_utf8, parse_line
from actions.run.ndjson.one_line import fields_of_line
from actions.run.ndjson.what_is_read import read_what_is_read
from actions.run.results import decide_read
from destinations.delivery.outbox.entry import Arrival, Entry, Kind
from destinations.delivery.outbox.forget import person
from destinations.delivery.outbox.stored import StoredError, fields_writer, write_payload
from destinations.sdk.destination import one_batch
from destinations.sdk.rows.record import record_maker

# The fields of a payload, the delivery id and the note in; what the outbox keeps of them out.
MakeEntry = Callable[[dict[str, Any], str, bytes], Entry]


class LinesReader:
    """Makes arrivals of lines, by a plan and for events that come at `now`; with a `source`, their ids are of it."""

    def __init__(self, plan: Plan, now: datetime, source: str | None = None) -> None:
        self._plan = plan
        self._now = now
        self._source = source
        self._makers: dict[str, MakeEntry] = {}

    def arrival(self, row: bytes, note: Mapping[str, Any]) -> Arrival | None:
        """What `arrival_of` gives for the event in the row, which is UTF-8, and its decisions.

        None where only decisions can say what happens.
        """
        found = fields_of_line(row, self._plan, self._now)
        if found is None:
            return None
        (_, _, name, user, anonymous, message_id, hour), made = found
        entries: list[Entry] = []
        of_event, about_event = "", b""
        try:
            for action, item, fields in made:
                make = self._makers.get(action.id_part) or self._maker(action)
                if item is not None:
                    part, about = self._part(hour, message_id, item), about_of(message_id, note, item)
                else:
                    # The same for all actions, and worked out for the first that fires.
                    part = of_event = of_event or self._part(hour, message_id)
                    about = about_event = about_event or about_of(message_id, note)
                entries.append(make(fields or {}, part + action.id_part, about))
        except StoredError:
            return None
        return Arrival(row, text_of(name), text_of(message_id), person(user), person(anonymous), entries)

    def _part(self, hour: str, message_id: str, item: int | None = None) -> str:
        part = event_part(hour, message_id, item)
        return part if self._source is None else of_source(part, self._source)

    def _maker(self, action: PlannedAction) -> MakeEntry:
        made = self._makers[action.id_part] = _entry_maker(action)
        return made


def _entry_maker(action: PlannedAction) -> MakeEntry:
    kind, write = action.action_type, fields_writer(action.action_type.payload)
    of_what = Kind(action.instance.name, action.id, kind.name, action.mapping_hash)
    make_payload = payload_maker(kind.payload)
    # A record is enough where it becomes rows; a batch key may ask more of a payload.
    make_record = record_maker(kind.payload) if kind.rows is not None and kind.batch_key is one_batch else None
    make_model = make_record or make_payload

    def make(fields: dict[str, Any], delivery_id: str, about: bytes) -> Entry:
        text = write(fields)
        if text is not None:
            return Entry(delivery_id, of_what, text, about, make_model(fields, delivery_id))
        payload = make_payload(fields, delivery_id)
        return Entry(delivery_id, of_what, write_payload(payload), about, payload)

    return make


def arrivals_of_lines(rows: Sequence[tuple[int, bytes]], plan: Plan, context: Context) -> list[Arrival]:
    """What the outbox keeps of the events in these rows, which have numbers; blank ones are left out."""
    reader = LinesReader(plan, context.now)
    can_be_read = is_utf8(b"\n".join(row for _, row in rows))
    arrivals: list[Arrival] = []
    for number, row in rows:
        note = {"line": number}
        arrival = reader.arrival(row, note) if can_be_read else None
        if arrival is None and row.strip():
            value = parse_line(row, number)
            arrival = arrival_of(value, _decided(value, row, plan, context), note, row)
        if arrival:
            arrivals.append(arrival)
    return arrivals


def _decided(value: Any, row: bytes, plan: Plan, context: Context) -> list[Decision]:
    def decide(value: Any) -> list[Decision]:
        event = read_event(value, context)
        # A number beyond all bounds that no action reads does not matter, as it does not where lines are processed.
        read = event if isinstance(event, Event) else read_what_is_read(event, row, plan, context)
        return decide_event(read, plan)

    return decide_read(value, decide)
