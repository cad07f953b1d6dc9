"""The live tail as JSON: what came, what was decided with which reasons, and what became of deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from actions.deliver.arrivals import of_one_source
from actions.deliver.outcome import Outcome
from actions.event.context import Context
from actions.serve.decider.deciding import Became, Made, Verdict
from actions.serve.decider.rules import Rules
from actions.serve.decider.tail import Skipped
from actions.workbench.people import masked, personal_values, without_texts
from destinations.delivery.redaction.people import HIDDEN

# What may become of events, of decisions about them, and of deliveries.
STATUSES = (*(one.value for one in Became), "fired", "failed", "not_fired", "sent", "rejected")
IDS = ("userId", "anonymousId", "previousId", "groupId")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a watcher wants to see: a source, the name or the type of an event, a status of it or of its decisions."""

    source: str | None = None
    event: str | None = None
    status: str | None = None
    shows_people: bool = False
    explains: bool = False


def tail_line(item: Verdict | Outcome | Skipped, wanted: Filter, rules: Rules) -> dict[str, Any] | None:
    """The item as JSON; None where the filter leaves it out. Personal data is hidden, unless asked for."""
    if isinstance(item, Skipped):
        return {"skipped": item.number}
    if isinstance(item, Outcome):
        return _of_outcome(item, wanted)
    event: Mapping[str, Any] = item.event if isinstance(item.event, dict) else {}
    if wanted.source not in (None, item.record.source) or wanted.event not in (
        *(None, event.get("event"), event.get("type"), event.get("name")),
    ):
        return None
    decisions = _explained(item, rules) if wanted.explains else item.decisions
    shown_decisions = [_of_decision(one) for one in decisions]
    if wanted.status is not None and wanted.status not in {
        item.became.value,
        *(one["status"] for one in shown_decisions),
    }:
        return None
    line = {
        "received": datetime.fromtimestamp(item.record.received / 1_000_000, UTC).isoformat(timespec="milliseconds"),
        "source": item.record.source,
        "status": item.became.value,
        "code": item.code or None,
        "message": item.record.message or None,
        "event": _event(event, shows_people=wanted.shows_people),
        "violations": [one.as_dict() for one in item.violations],
        "decisions": shown_decisions,
    }
    return line if wanted.shows_people else _hidden(line, event)


def _explained(verdict: Verdict, rules: Rules) -> list[Made]:
    """The decisions, with those of the actions that did not fire."""
    own = rules.sources.get(verdict.record.source)
    if own is None or not isinstance(verdict.event, dict) or verdict.became is not Became.DECIDED:
        return list(verdict.decisions)
    explained = of_one_source(own.project.explain(verdict.event, Context.current()), own.name)
    decisions = own.gate.apply(verdict.event, explained)
    return [Made.of(one) for one in decisions]


def _of_decision(made: Made) -> dict[str, Any]:
    facts = {name: value for name, value in made._asdict().items() if name != "item"}
    return facts | ({"item": made.item} if made.item is not None else {})


def _of_outcome(outcome: Outcome, wanted: Filter) -> dict[str, Any] | None:
    source = outcome.about.get("source")
    if wanted.event is not None or wanted.source not in (None, source) or wanted.status not in (None, outcome.status):
        return None
    facts = {
        "source": source,
        "instance": outcome.instance,
        "action": outcome.action,
        "delivery_id": outcome.delivery_id,
        "outcome": outcome.status,
        "attempts": outcome.delivered.attempts,
        "http_status": outcome.delivered.status,
    }
    # An answer may repeat what was sent to the tool.
    return facts | ({"reason": outcome.reason} if wanted.shows_people else {})


def _event(event: Mapping[str, Any], *, shows_people: bool) -> dict[str, Any]:
    if shows_people:
        return dict(event)
    found: dict[str, Any] = masked(event)
    return found | {name: HIDDEN for name in IDS if found.get(name) is not None}


def _hidden(line: dict[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    """The line without personal data of the event, wherever it is quoted."""
    texts = [str(event[name]) for name in IDS if event.get(name)] + list(personal_values(event))
    kept = ("received", "source", "status", "code")
    return {name: one if name in kept else without_texts(one, texts) for name, one in line.items()}
