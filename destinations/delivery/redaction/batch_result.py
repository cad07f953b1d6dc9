"""A batch and its outcomes, for logs, metrics and traces."""

import logging
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from destinations.delivery.batch import Batch
from destinations.delivery.redaction.log import LOGGER, log_about
from destinations.delivery.send import Answered
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent

# So many ids are in one log record.
MOST_IDS = 100
# Its name in counters, its log level, and its words in the log.
_Words = tuple[str, int, str]
WORDS: Mapping[type[Outcome], _Words] = {
    Sent: ("sent", logging.DEBUG, "were sent"),
    Retry: ("retried", logging.INFO, "were not taken, and are tried again"),
    Rejected: ("rejected", logging.WARNING, "were refused"),
}
GIVEN_UP: _Words = ("rejected", logging.WARNING, "were not taken, and are given up")


@dataclass(frozen=True, slots=True)
class BatchResult:
    """A batch to an instance, what came of each of its members, and how many seconds that took.

    `given_up` has the places of members that are not tried again, as they were for too long.
    """

    instance: str
    batch: Batch
    answers: Sequence[Answered]
    seconds: float
    given_up: Collection[int] = ()
    all_sent: bool = False

    @property
    def status(self) -> int | None:
        """The HTTP status of the last answer, the worst if there were several; None where none came."""
        return max((one.status for one in self.answers if one.status), default=None)

    def outcomes(self) -> Counter[str]:
        """How many were `sent`, `retried` and `rejected`."""
        if self.all_sent:
            return Counter(sent=len(self.answers))
        kinds = Counter(type(one.verdict) for one in self.answers if one.on_wire)
        return Counter({name: kinds[kind] for kind, (name, _, _) in WORDS.items() if kinds[kind]})

    def log(self) -> None:
        """Log what became of the batch's members, each of them once."""
        if self.all_sent and not LOGGER.isEnabledFor(logging.DEBUG):
            return
        by_result: dict[_Words, list[int]] = {}
        for position, answered in enumerate(self.answers):
            if answered.on_wire:
                result = GIVEN_UP if position in self.given_up else WORDS[type(answered.verdict)]
                by_result.setdefault(result, []).append(position)
        for (_, level, words), positions in by_result.items():
            if LOGGER.isEnabledFor(level):
                self._log(level, words, positions)

    def _log(self, level: int, words: str, positions: Sequence[int]) -> None:
        status = self.answers[positions[0]].status
        name = self.batch.action_type.name
        answer = f": answered {status}" if status else ""
        members = [self.batch.members[position] for position in positions[:MOST_IDS]]
        log_about(
            level,
            self.instance,
            f"{len(positions)} of {len(self.answers)} payloads of {name} {words}{answer}",
            action_type=name,
            status=status,
            number=len(positions),
            attempts=1 + max(member.tries for member in members),
            delivery_ids=[member.delivery.id for member in members],
        )
