"""What becomes of the deliveries of a portion: done, later or dead, or none of it where nothing gets through."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from actions.stream.failed_event import FailedEvent
from actions.stream.lanes.deciding import Due
from actions.stream.lanes.pace import Pace
from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.entry import Cause
from destinations.sdk.outcome import Rejected, Retry, Sent


@dataclass(slots=True)
class Ends:
    """What is known of a portion's deliveries so far.

    `ended` counts those of which the end is known, `sent` those that arrived. `dead` and `later` are failed events to
    hand on, `left` is what did not get through. `after` is how long the tool asks us to wait, `paused` why a person
    must act first.
    """

    ended: int = 0
    sent: int = 0
    dead: list[FailedEvent] = field(default_factory=list)
    later: list[FailedEvent] = field(default_factory=list)
    left: list[Due] = field(default_factory=list)
    after: float = 0.0
    paused: str | None = None
    reason: str = ""

    def take(self, pairs: Iterable[tuple[Due, Delivered]], pace: Pace, now: float, *, in_order: bool) -> bool:
        """Take in what became of deliveries, and say whether anything got through.

        `in_order`, what fails stays with its portion, and nothing overtakes it.
        """
        got_through, self.left, self.paused, self.after = False, [], None, 0.0
        failed: list[tuple[Due, Rejected, int | None]] = []
        for due, delivered in pairs:
            outcome, status, event = delivered.outcome, delivered.status, due.failed
            self.ended += 1
            if isinstance(outcome, Sent):
                self.sent += 1
                got_through = True
            elif isinstance(outcome, Rejected) and not delivered.gave_up:
                got_through = got_through or status is not None
                self.dead.append(event.ended(Cause.REJECTED, outcome.reason, status, now))
            elif event.tries >= pace.most_later:
                self.dead.append(event.ended(Cause.GAVE_UP, outcome.reason, status, now))
            elif isinstance(outcome, Rejected) and not in_order:
                failed.append((due, outcome, status))
            else:
                self._leave(due, outcome)
        for due, given_up, status in failed:
            if got_through:
                self.later.append(due.failed.tried(given_up.reason, status, now))
            else:
                # Where nothing else arrives, the tool is at fault, and not this one.
                self._leave(due, given_up)
        return got_through

    def hand_on(self, now: float) -> None:
        """Have what is left come again later, so that the portion can be done with."""
        self.later += [one.failed.tried(self.reason, None, now) for one in self.left]
        self.left = []

    def due_at(self, pace: Pace, now: float) -> float:
        """When what is handed on comes again: the latest moment that any of it asks for."""
        return now + max(self.after, *(pace.delay(one.tries - 1) for one in self.later))

    def _leave(self, due: Due, outcome: Retry | Rejected) -> None:
        self.ended -= 1
        self.left.append(due)
        self.reason = outcome.reason
        if isinstance(outcome, Retry):
            self.after = max(self.after, outcome.after or 0.0)
            self.paused = outcome.reason if outcome.pause else self.paused
