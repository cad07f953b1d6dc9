"""What came of each event: decisions, their requests, and, when asked to send, their outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from actions.decision import Decision, Failed, Fired, facts_of
from actions.event.event import Refused
from actions.reading.parse_event import Unreadable
from actions.run.preview import preview
from mappings.findings.diagnostic import Diagnostic

if TYPE_CHECKING:
    from actions.deliver.outcome import Outcome
    from actions.plan.plan import Plan
    from actions.reading.lines import Line
    from destinations.sdk.destination import Sendable

Decide = Callable[[Any], list[Decision]]


@dataclass(frozen=True, slots=True)
class ReportedOutcome:
    """What became of a delivery: `sent` or `rejected`; not accepted, it is `repeated` or `suppressed`."""

    status: str
    reason: str | None = None
    attempts: int = 0
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One decision about the event of one line; `outcome` is None as long as it is not known, so in a dry run.

    `repeats` is the file and line of an earlier event of the run which is the same delivery.
    """

    line: Line
    decision: Decision
    requests: tuple[Sendable, ...] = ()
    outcome: ReportedOutcome | None = None
    repeats: tuple[str, int] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The row for machines; `outcome` is there only when something was sent."""
        facts = {"file": self.line.file, "line": self.line.number, **facts_of(self.decision)}
        diagnostics = facts.pop("diagnostics")
        facts |= {"requests": [one.shown() for one in self.requests], "diagnostics": diagnostics}
        if self.outcome:
            facts["outcome"] = {
                "status": self.outcome.status,
                "reason": self.outcome.reason,
                "attempts": self.outcome.attempts,
                "http_status": self.outcome.http_status,
                "repeats": {"file": self.repeats[0], "line": self.repeats[1]} if self.repeats else None,
            }
        return facts


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of one line; none where no action wants the event."""

    line: Line
    rows: tuple[Row, ...]

    @property
    def stop(self) -> bool:
        """Whether an action's `on_error: stop` ends the run here."""
        return any(row.decision.stop for row in self.rows)


def is_failure(row: Row) -> bool:
    """Whether nothing goes out for it that should: no payload could be made, or the tool does not take it."""
    return row.decision.status == "failed" or (row.outcome is not None and row.outcome.status == "rejected")


def dry_answers(lines: Iterable[Line], decide: Decide, plan: Plan) -> Iterator[Answer]:
    """What each line would send; nothing is sent. Ends after a line whose action asks for it."""
    for line in lines:
        answer = Answer(line, tuple(_row(line, one, plan) for one in decide_read(line.value, decide)))
        yield answer
        if answer.stop:
            return


def read_answer(line: Line, decide: Decide) -> Answer:
    """What is decided about the event of a line; no request is made of it yet."""
    return Answer(line, tuple(Row(line, one) for one in decide_read(line.value, decide)))


def decide_read(value: Any, decide: Decide) -> list[Decision]:
    """What `decide` says of an event that was read; of what is not JSON, that it is refused."""
    if isinstance(value, Unreadable):
        return [Failed.refused(Refused((value.diagnostic,), None))]
    return decide(value)


def outcome_row(outcome: Outcome, plan: Plan) -> Row:
    """What became of a delivery that was in the outbox, as a row of the run that handed it in."""
    from actions.reading.lines import Line

    about = outcome.about
    decision = Fired(
        about.get("message_id", ""),
        outcome.instance,
        outcome.action,
        outcome.type,
        outcome.delivery_id,
        outcome.payload,
        outcome.mapping_hash,
        about.get("item"),
        diagnostics=tuple(map(Diagnostic.of_dict, about.get("diagnostics", ()))),
    )
    line = Line(about.get("file", "-"), about.get("line", 0), None, 0)
    _, requests = preview(decision, plan)
    delivered = outcome.delivered
    return Row(
        line, decision, requests, ReportedOutcome(outcome.status, outcome.reason, delivered.attempts, delivered.status)
    )


def _row(line: Line, decision: Decision, plan: Plan) -> Row:
    decision, requests = preview(decision, plan)
    return Row(line, decision, requests)
