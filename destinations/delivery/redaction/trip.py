"""A batch on its way and back, for whoever watches."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from destinations.delivery.batch import Batch
from destinations.delivery.redaction.log import LOGGER, tell
from destinations.delivery.send import Answered
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent

# So many ids stand in a line of the log.
MOST_IDS = 100
WORDS: Sequence[tuple[type[Outcome], str, int, str]] = (
    (Sent, "sent", logging.DEBUG, "were sent"),
    (Retry, "retried", logging.INFO, "were not taken, and are tried again"),
    (Rejected, "rejected", logging.WARNING, "were refused"),
)


@dataclass(frozen=True, slots=True)
class Trip:
    """A batch to an instance, what came of each of its members, and how many seconds that took."""

    instance: str
    batch: Batch
    answers: Sequence[Answered]
    seconds: float

    @property
    def status(self) -> int | None:
        """The HTTP status of the last answer, the worst if there were several; None where none came."""
        return max((one.status for one in self.answers if one.status), default=None)

    def outcomes(self) -> Counter[str]:
        """How many were `sent`, `retried` and `rejected`."""
        kinds = Counter(type(one.verdict) for one in self.answers if one.on_wire)
        return Counter({name: kinds[kind] for kind, name, _, _ in WORDS if kinds[kind]})

    def log(self) -> None:
        """Tell the logging what came of it."""
        for kind, _, level, words in WORDS:
            if not LOGGER.isEnabledFor(level):
                continue
            hit = [
                (member, answered)
                for member, answered in zip(self.batch.members, self.answers, strict=True)
                if isinstance(answered.verdict, kind) and answered.on_wire
            ]
            if hit:
                status = hit[0][1].status
                name = self.batch.action_type.name
                answer = f": answered {status}" if status else ""
                tell(
                    level,
                    self.instance,
                    f"{len(hit)} of {len(self.answers)} payloads of {name} {words}{answer}",
                    action_type=name,
                    status=status,
                    number=len(hit),
                    delivery_ids=[member.delivery.id for member, _ in hit[:MOST_IDS]],
                )
