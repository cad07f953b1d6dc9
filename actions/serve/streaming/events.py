"""From a record to the event that workers get: joined with its request, with the rules of its source applied."""

import time
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.deliver.arrivals import event_bytes
from actions.event.context import Context
from actions.run.results import decide_read
from actions.serve.decider.joining import join
from actions.serve.decider.passing import Blocked, apply_rules, switched_off
from actions.serve.decider.rules import Rules, SourceRules
from actions.serve.journal import Record
from actions.serve.privacy.whose import people_of
from actions.stream.failed_event import FailedEvent
from actions.stream.sink import New, new
from destinations.delivery.outbox.entry import Cause

# The lane of letters that no instance's lane has.
LANE = "serve"
MICRO = 1_000_000
SHOWN = 10_000
Id = tuple[str, str]


@dataclass(slots=True)
class Written:
    """What goes into the stream of records: events, and letters of those that go nowhere.

    `ids` has the source and the message id of each event that has one.
    """

    events: list[New] = field(default_factory=list)
    letters: list[FailedEvent] = field(default_factory=list)
    ids: list[Id] = field(default_factory=list)


def written(records: Sequence[Record], rules: Rules, known: Container[Id] = ()) -> Written:
    """What becomes of the records, by the rules of their sources; nothing of people who are suppressed.

    Nothing becomes of those either whose ids are `known`.
    """
    found = Written()
    for record in records:
        own = rules.sources.get(record.source)
        event = join(record, own.ip if own else "keep").event
        name = event.get("messageId") if type(event) is dict else None
        if isinstance(name, str) and name:
            if (record.source, name) in known:
                continue
            found.ids.append((record.source, name))
        if any(who in rules.suppressions for who in people_of(event, record.body)):
            continue
        made = _made(record, event, own)
        if isinstance(made, FailedEvent):
            found.letters.append(made)
        else:
            found.events.append(new(event_bytes(made), made))
    return found


def _made(record: Record, event: Any, rules: SourceRules | None) -> FailedEvent | dict[str, Any]:
    """The event as any worker may decide about it; a letter of one that goes nowhere."""
    if record.code:
        return letter_of(record, event, f"{record.code}: {record.message}")
    if rules is None:
        return letter_of(record, event, f"no_source: no source is named {record.source} any more")
    if type(event) is not dict:
        refused = decide_read(event, lambda value: rules.project.decide(value, Context.current()))
        return letter_of(record, event, "; ".join(one.reason or one.status for one in refused))
    passed = apply_rules(record, event, rules)
    if isinstance(passed, Blocked):
        kept = switched_off(event, {*rules.gate.held_back(event), *rules.others})
        return letter_of(record, kept, f"{passed.code}: {passed.reason}")
    return switched_off(passed.event, {*passed.held_back, *rules.others})


def letter_of(record: Record, event: Any, reason: str) -> FailedEvent:
    """The dead letter of an event that no lane gets."""
    is_event = type(event) is dict
    name = event.get("messageId") if is_event else None
    at = record.received / MICRO
    return FailedEvent(
        event_bytes(event) if is_event else record.body,
        LANE,
        message_id=name if isinstance(name, str) else None,
        cause=Cause.REFUSED.value,
        reason=reason,
        first_at=at,
        at=at,
    )


def too_long(line: bytes) -> FailedEvent:
    """The dead letter of an event that no message can hold, with its beginning."""
    reason = f"too_large: {len(line)} bytes are more than a message of the broker holds"
    return FailedEvent(
        line[:SHOWN], LANE, cause=Cause.REFUSED.value, reason=reason, first_at=time.time(), at=time.time()
    )
