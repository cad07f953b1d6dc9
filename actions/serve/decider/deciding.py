"""The rules of a source, applied to the records of a claim: what becomes of each, and what the outbox is to keep."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from hashlib import blake2b
from typing import Any, NamedTuple

from msgspec.structs import replace

from actions.decision import Decision
from actions.deliver.arrivals import arrival_of, event_bytes, of_one_source
from actions.deliver.arrivals_of_lines import LinesReader
from actions.event.context import Context
from actions.event.shape import whole_text
from actions.json_line import json_line
from actions.reading.parse_event import Unreadable
from actions.run.results import decide_read
from actions.serve.decider.joining import Joined, join
from actions.serve.decider.passing import Blocked, apply_rules, switched_off
from actions.serve.decider.rules import Rules, SourceRules
from actions.serve.journal import Record
from actions.serve.privacy.json_schema import Violation
from actions.serve.privacy.whose import people_of
from destinations.delivery.outbox.entry import Arrival, Cause, Failure, Kind
from destinations.delivery.outbox.forget import person

LOGGER = logging.getLogger("actions.serve")
NO_KIND = Kind("", "", "", "")
# So many dead letters an hour are made of the events of one source that the engine refuses; the journal has them all.
MOST_EXPLAINED = 5000
HOUR = 3600.0


class Became(StrEnum):
    """What became of a record. All but `refused` and `repeated` were accepted, and are decided with this.

    Of an `invalid` event the engine can make nothing, such as one with a time in the far future: it is a dead letter.
    """

    DECIDED = "decided"
    INVALID = "invalid"
    SUPPRESSED = "suppressed"
    BLOCKED = "blocked"
    REPEATED = "repeated"
    REFUSED = "refused"


class Made(NamedTuple):
    """What was decided about an action, without its payload: `fired`, `failed`, or `not_fired` if it was held back."""

    instance: str | None
    action: str | None
    status: str
    reason: str | None = None
    delivery_id: str | None = None
    item: int | None = None

    @classmethod
    def of(cls, decision: Decision) -> "Made":
        """What a decision says."""
        return cls(
            decision.instance,
            decision.action,
            decision.status,
            decision.reason or None,
            decision.delivery_id,
            decision.item,
        )


class Verdict(NamedTuple):
    """What became of a record; `arrival` is what the outbox is to keep of it, None where it keeps nothing."""

    record: Record
    became: Became
    event: Any = None
    key: str | None = None
    decisions: Sequence[Made] = ()
    arrival: Arrival | None = None
    code: str = ""
    violations: Sequence[Violation] = ()
    suppressed: bool = False


class Explained:
    """How many dead letters were made of refused events of each source in this hour."""

    def __init__(self, most: int = MOST_EXPLAINED) -> None:
        self._most = most
        self._hour = -1
        self._counts: Counter[str] = Counter()

    def take(self, source: str, now: float) -> bool:
        """Whether there may be one more."""
        hour = int(now // HOUR)
        if hour != self._hour:
            self._hour = hour
            self._counts.clear()
        self._counts[source] += 1
        return self._counts[source] <= self._most


def join_claim(records: Sequence[Record], rules: Rules) -> list[Joined]:
    """The events of the records, in their order."""
    return [join(one, own.ip if (own := rules.sources.get(one.source)) else "keep") for one in records]


def decide_claim(
    records: Sequence[Record],
    events: Sequence[Joined],
    rules: Rules,
    known: Collection[str],
    is_suppressed: Callable[[str], bool] | None,
    context: Context,
    explained: Explained,
) -> list[Verdict]:
    """What becomes of each record of a claim.

    `events` are what `join_claim` gave, `known` the keys of events that came before. Of a person for whom
    `is_suppressed` is true nothing is kept, not even that the event was refused; it is None where nobody is, but for
    those whom the rules name.
    """
    known = set(known)
    verdicts = []
    readers: dict[str, LinesReader] = {}
    is_anybody = bool(rules.suppressions) or is_suppressed is not None
    for record, (event, key, plain) in zip(records, events, strict=True):
        if is_anybody and _is_of_suppressed(record, event, rules, is_suppressed):
            became = Became.REFUSED if record.code else Became.SUPPRESSED
            # The tail keeps verdicts for a while, and nothing of such people.
            bare = replace(record, body=b"", address="", user_agent="", shared=b"")
            verdicts.append(Verdict(bare, became, suppressed=True))
        elif record.code:
            verdicts.append(_refused(record, event))
        elif key in known:
            verdicts.append(Verdict(record, Became.REPEATED))
        else:
            known.add(key)
            own = rules.sources.get(record.source)
            if own and own.name not in readers:
                readers[own.name] = LinesReader(own.project.plan, context.now, own.name)
            reader = readers[record.source] if plain and own else None
            made = _decide_safely(record, event, own, context, reader)
            verdicts.append(_limited(made._replace(key=key), explained, context.now.timestamp()))
    return verdicts


def _is_of_suppressed(record: Record, event: Any, rules: Rules, is_suppressed: Callable[[str], bool] | None) -> bool:
    people = people_of(event, record.body)
    return any(who in rules.suppressions or (is_suppressed and is_suppressed(who)) for who in people)


def _decide_safely(
    record: Record, event: Any, rules: SourceRules | None, context: Context, reader: LinesReader | None
) -> Verdict:
    if rules is None:
        return _without_source(record, event)
    try:
        return _decide(record, event, rules, context, reader)
    except Exception as error:  # noqa: BLE001 - one event must not keep all behind it from being decided
        LOGGER.error("an event of %s cannot be decided about: %s", record.source, type(error).__name__)  # noqa: TRY400
        reason = f"this is a defect of ours: {type(error).__name__}"
        return Verdict(
            record, Became.BLOCKED, event, arrival=_letter(record, event, "internal", reason), code="internal"
        )


def _decide(record: Record, event: Any, rules: SourceRules, context: Context, reader: LinesReader | None) -> Verdict:
    if type(event) is not dict:
        decisions = decide_read(event, lambda value: rules.project.decide(value, context))
        return _decided(record, event, decisions)
    passed = apply_rules(record, event, rules)
    if isinstance(passed, Blocked):
        return _blocked(record, event, rules, passed)
    event, held_back, violations = passed
    arrival = reader.arrival(event_bytes(event), {"source": record.source}) if reader else None
    if arrival is not None:
        return _kept(record, event, arrival, held_back)._replace(violations=violations)
    decisions = of_one_source(rules.project.decide(event, context), record.source)
    if held_back:
        decisions = rules.gate.hold_back(decisions, held_back)
    return _decided(record, event, decisions)._replace(violations=violations)


def _kept(record: Record, event: dict[str, Any], arrival: Arrival, held_back: Mapping[str, str]) -> Verdict:
    """What becomes of an event about which there is nothing to explain, and that was not decided one by one."""
    made = [
        Made(one.kind.instance, one.kind.action, "not_fired", reason)
        if (reason := held_back.get(one.kind.instance)) is not None
        else Made(one.kind.instance, one.kind.action, "fired", None, one.id)
        for one in arrival.entries
    ]
    if held_back:
        arrival.entries = [one for one in arrival.entries if one.kind.instance not in held_back]
    return Verdict(record, Became.DECIDED, event, None, made, arrival if arrival.entries else None)


def _decided(record: Record, event: Any, decisions: Sequence[Decision]) -> Verdict:
    note = {"source": record.source}
    arrival = arrival_of(event, decisions, note, record.body if isinstance(event, Unreadable) else None)
    kept = arrival if arrival.entries or arrival.failures else None
    refused = next((one for one in decisions if one.status == "failed" and one.action is None), None)
    if refused is None:
        return Verdict(record, Became.DECIDED, event, None, [Made.of(one) for one in decisions], kept)
    code = refused.diagnostics[0].code if refused.diagnostics else ""
    said = replace(record, message=refused.reason or "")
    return Verdict(said, Became.INVALID, event, arrival=kept, code=code)


def _blocked(record: Record, event: dict[str, Any], rules: SourceRules, blocked: Blocked) -> Verdict:
    """A dead letter of an event that was accepted and goes nowhere."""
    kept = switched_off(event, {*rules.gate.held_back(event), *rules.others})
    letter = _letter(record, kept, blocked.code, blocked.reason)
    return Verdict(record, Became.BLOCKED, event, arrival=letter, code=blocked.code, violations=blocked.violations)


def _refused(record: Record, event: Any) -> Verdict:
    return Verdict(
        record, Became.REFUSED, event, arrival=_letter(record, event, record.code, record.message), code=record.code
    )


def _without_source(record: Record, event: Any) -> Verdict:
    """The source was taken out of the settings after the event was accepted."""
    reason = f"no source is named {record.source} any more"
    letter = _letter(record, event, "no_source", reason)
    return Verdict(record, Became.BLOCKED, event, arrival=letter, code="no_source")


def _letter(record: Record, event: Any, code: str, reason: str) -> Arrival:
    is_event = type(event) is dict
    body = event_bytes(event) if is_event else record.body
    fields: Mapping[str, Any] = event if is_event else {}
    about = {"message_id": fields.get("messageId"), "source": record.source, "code": code}
    key = f"event/{record.source}/{blake2b(body, digest_size=16).hexdigest()}"
    failure = Failure(key, NO_KIND, Cause.REFUSED, f"{code}: {reason}", json_line(about).rstrip(b"\n"))
    return Arrival(
        body,
        _text(fields.get("event")),
        _text(fields.get("messageId")),
        person(fields.get("userId")),
        person(fields.get("anonymousId")),
        failures=[failure],
    )


def _text(value: Any) -> str | None:
    return whole_text(value) if isinstance(value, str) else None


def _limited(verdict: Verdict, explained: Explained, now: float) -> Verdict:
    """Without its dead letter where the source has had too many: the journal still has the event."""
    arrival = verdict.arrival
    if arrival is None or arrival.entries or explained.take(verdict.record.source, now):
        return verdict
    return verdict._replace(arrival=None, code=verdict.code or "not_kept")
