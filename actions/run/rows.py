"""What came of each event: decisions, their requests, and, when asked to send, their outcomes."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from actions.decision import Decision
from actions.event.event import Refused
from actions.run.parse_event import Unreadable
from actions.run.preview import preview
from destinations.sdk.outcome import Rejected, Sent

if TYPE_CHECKING:
    from actions.plan.planned import Plan
    from actions.run.lines import Line
    from destinations.delivery.deliver import Deliverer
    from destinations.delivery.delivery import Delivered, Delivery
    from destinations.sdk.destination import Sendable

Decide = Callable[[Any], list[Decision]]


@dataclass(frozen=True, slots=True)
class Row:
    """One decision about the event of one line; `delivered` is None in a dry run.

    `repeats` is the file and line of an earlier event of the run which is the same delivery.
    """

    line: Line
    decision: Decision
    requests: tuple[Sendable, ...] = ()
    delivered: Delivered | None = None
    repeats: tuple[str, int] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The row for machines; `outcome` is there only when something was sent."""
        facts = {"file": self.line.file, "line": self.line.number, **self.decision.as_dict()}
        diagnostics = facts.pop("diagnostics")
        facts |= {"requests": [one.shown() for one in self.requests], "diagnostics": diagnostics}
        if self.delivered:
            facts["outcome"] = {
                "status": outcome_name(self.delivered),
                "reason": getattr(self.delivered.outcome, "reason", None),
                "attempts": self.delivered.attempts,
                "http_status": self.delivered.status,
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


def outcome_name(delivered: Delivered) -> str:
    """`sent`, `rejected`, or `undelivered` for what might still go through on another day."""
    if isinstance(delivered.outcome, Sent):
        return "sent"
    return "rejected" if isinstance(delivered.outcome, Rejected) else "undelivered"


def dry_answers(lines: Iterable[Line], decide: Decide, plan: Plan) -> Iterator[Answer]:
    """What each line would send; nothing is sent. Ends after a line whose action asks for it."""
    for line in lines:
        answer = Answer(line, tuple(_row(line, one, plan) for one in _decide(line, decide)))
        yield answer
        if answer.stop:
            return


async def sent_answers(
    blocks: AsyncIterable[Sequence[Line]], decide: Decide, plan: Plan, deliverer: Deliverer
) -> AsyncIterator[Answer]:
    """What became of each line once the payloads of its block were delivered."""
    async for block in blocks:
        answers = list(dry_answers(block, decide, plan))
        fired = [row.decision for answer in answers for row in answer.rows if row.decision.status == "fired"]
        results = {one.delivery.id: one for one in await deliverer.deliver(_delivery(one, plan) for one in fired)}
        for answer in answers:
            rows = (replace(row, delivered=results.get(row.decision.delivery_id or "")) for row in answer.rows)
            yield Answer(answer.line, tuple(rows))
        if any(answer.stop for answer in answers):
            return


def _decide(line: Line, decide: Decide) -> list[Decision]:
    if isinstance(line.value, Unreadable):
        return [Decision.refused(Refused((line.value.diagnostic,), None))]
    return decide(line.value)


def _row(line: Line, decision: Decision, plan: Plan) -> Row:
    decision, requests = preview(decision, plan)
    return Row(line, decision, requests)


def _delivery(decision: Decision, plan: Plan) -> Delivery:
    # A dry run opens no connection, and so need not load what can.
    from destinations.delivery.delivery import Delivery

    if decision.instance is None or decision.type is None or decision.payload is None or decision.delivery_id is None:
        raise ValueError("only a fired decision can be delivered")
    action_type = plan.instances[decision.instance].destination.action_type(decision.type)
    if action_type is None:
        raise LookupError(decision.type)
    return Delivery(decision.delivery_id, decision.instance, action_type, decision.payload)
