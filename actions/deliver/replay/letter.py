"""Replays a dead letter: its event with today's mapping, or the recorded payload."""

from collections.abc import Callable
from typing import Any

from actions.decision import Decision
from actions.deliver.arrivals import arrival_of, of_one_source
from actions.deliver.outcome import read_about
from actions.deliver.replay.use import With
from actions.reading.parse_event import parse_event
from actions.run.results import decide_read
from destinations.delivery.outbox.entry import Arrival, Entry, Kind, Replayed
from destinations.delivery.outbox.file.search import Found
from destinations.delivery.outbox.forget import person


def replay(found: Found, decide: Callable[[Any], list[Decision]], use: With) -> Arrival | None:
    """What to accept for the dead letter, of its own action only; None where the event no longer causes it."""
    if found.is_damaged:
        return None
    about = read_about(found.about)
    replayed = Replayed(found.letter, found.tries, bool(found.is_delivery))
    if use is With.recorded:
        if found.payload is None or found.id is None:
            return None
        kind = Kind(found.instance or "", found.action or "", found.type or "", found.mapping or "")
        entry = Entry(found.id, kind, found.payload, found.about)
        return _arrival(found, Arrival(found.event, found.name, found.message_id, entries=[entry]), replayed)
    event = parse_event(found.event)
    decisions = decide_read(event, decide)
    if found.action is not None:
        item = about.get("item")
        own = (found.instance, found.action, item)
        decisions = [one for one in decisions if one.action is None or (one.instance, one.action, one.item) == own]
    note = {key: value for key, value in about.items() if key in ("file", "line", "source")}
    if isinstance(source := about.get("source"), str):
        decisions = of_one_source(decisions, source)
    arrival = arrival_of(event, decisions, note)
    return _arrival(found, arrival, replayed) if arrival.entries or arrival.failures else None


def _arrival(found: Found, arrival: Arrival, replayed: Replayed) -> Arrival:
    event = parse_event(found.event)
    fields = event if isinstance(event, dict) else {}
    user, anonymous = person(fields.get("userId")), person(fields.get("anonymousId"))
    return Arrival(
        found.event, found.name, found.message_id, user, anonymous, arrival.entries, arrival.failures, replayed
    )
