"""From a portion to what its lane has to deliver, and what of it can never be delivered."""

from dataclasses import dataclass
from datetime import UTC, datetime

from actions.decision import Decision, Fired
from actions.event.context import Context
from actions.plan.plan import Plan
from actions.reading.parse_event import is_utf8
from actions.run.ndjson.one_line import decide_line, decide_plain_line
from actions.stream.failed_event import FailedEvent, FailedEventError, read_failed_events
from actions.stream.portion import Portion
from destinations.delivery.outbox.entry import Cause

GONE = "the mapping makes no such delivery of the event any more"


@dataclass(frozen=True, slots=True)
class Due:
    """One delivery, with the failed event that is handed on where it does not arrive."""

    decision: Fired
    failed: FailedEvent


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to be delivered of a portion, in its order, and what is dead already."""

    due: list[Due]
    dead: list[FailedEvent]


def decide_portion(portion: Portion, plan: Plan, lane: str, now: float, *, takes_refused: bool) -> Decided:
    """What the actions of `plan`, which are those of the lane, make of the portion's events.

    Events that are refused concern no lane more than another: only one that `takes_refused` has failed events of them.
    """
    context = _moment(portion.at or now)
    found = Decided([], [])
    if portion.is_again:
        _decide_failed(portion, plan, lane, now, found)
        return found
    quick = is_utf8(portion.data)
    for number, row in enumerate(portion.data.split(b"\n"), 1):
        decisions = decide_plain_line(row, plan, context.now) if quick else None
        if decisions is None:
            decisions = decide_line(row, number, plan, context)
        failed = FailedEvent(row, lane, first_at=portion.at or now) if decisions else None
        for decision in decisions:
            if failed and (decision.action is not None or takes_refused):
                _add(found, decision, failed, now)
    return found


def _moment(at: float) -> Context:
    return Context(datetime.fromtimestamp(at, UTC))


def failed_events_of(portion: Portion, lane: str, now: float) -> list[FailedEvent]:
    """A failed event for each event of the portion, of which nothing is decided."""
    if portion.is_again:
        try:
            return read_failed_events(portion.data)
        except FailedEventError:
            return [FailedEvent(portion.data, lane, first_at=portion.at or now)]
    return [FailedEvent(row, lane, first_at=portion.at or now) for row in portion.data.split(b"\n") if row.strip()]


def _decide_failed(portion: Portion, plan: Plan, lane: str, now: float, found: Decided) -> None:
    try:
        failed_events = read_failed_events(portion.data)
    except FailedEventError as error:
        found.dead.append(FailedEvent(portion.data, lane, cause=Cause.UNREADABLE.value, reason=str(error), at=now))
        return
    for failed in failed_events:
        # The moment that the event was decided about at first.
        context = _moment(failed.first_at or now)
        own = [one for one in decide_line(failed.event, 1, plan, context) if _is_meant(one, failed)]
        for decision in own:
            _add(found, decision, failed, now)
        # Of a failed event of all actions, none at all may have fired to begin with.
        if not own and failed.action is not None:
            found.dead.append(failed.ended(Cause.NOT_BUILT, GONE, failed.status, now))


def _is_meant(decision: Decision, failed: FailedEvent) -> bool:
    return failed.action is None or (decision.action, decision.item) == (failed.action, failed.item)


def _add(found: Decided, decision: Decision, failed: FailedEvent, now: float) -> None:
    own = FailedEvent(
        failed.event,
        failed.instance,
        decision.action,
        decision.item,
        decision.delivery_id,
        decision.message_id,
        decision.mapping_hash,
        tries=failed.tries,
        first_at=failed.first_at,
    )
    if decision.status == "fired":
        found.due.append(Due(decision, own))
    elif decision.status == "failed":
        cause = Cause.REFUSED if decision.action is None else Cause.NOT_BUILT
        found.dead.append(own.ended(cause, decision.reason, None, now))
