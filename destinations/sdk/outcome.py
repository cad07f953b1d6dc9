"""The outcome of a delivery, and what an answer must hold for it to count as sent."""

from collections.abc import Container
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from destinations.arguments import FLAG, Wanted, check

CODES = Wanted("a set of codes", (Container,))


class Sent(Struct, frozen=True):
    """The tool has accepted it."""


class Retry(Struct, frozen=True):
    """Not yet: try again.

    `after` is how many seconds the tool asked us to wait. `counts` is false for answers that say nothing
    about the delivery itself (408, 429). `pause` is true when a person must act first (401, 403): the whole
    instance stops, and no delivery pays for it with an attempt.
    """

    reason: str
    after: float | None = None
    counts: bool = True
    pause: bool = False

    def __post_init__(self) -> None:
        # The reason and the wait often come from an answer, which may hold anything: delivery looks at them.
        check("Retry", counts=(self.counts, FLAG), pause=(self.pause, FLAG))


class Rejected(Struct, frozen=True):
    """Never: the same delivery would be refused again.

    `batch` is true where the tool refused a batch for something in it and does not say what: its members are
    sent again in smaller batches, until the one at fault is alone and rejected for `reason`.
    """

    reason: str
    batch: bool = False

    def __post_init__(self) -> None:
        check("Rejected", batch=(self.batch, FLAG))


Outcome: TypeAlias = Sent | Retry | Rejected


class Success(StrEnum):
    """What a tool answers, beside a 2xx status, when it has accepted the payloads.

    A proxy, a page about maintenance or a domain that changed hands may answer 200 as well. With VERDICT the body says
    which payloads were refused, so the answer is useless unless it is complete.
    """

    STATUS = "anything"
    NO_PAGE = "anything but a page of HTML"
    JSON = "JSON"
    VERDICT = "JSON with a verdict"


def outcome_of(
    code: object,
    reason: str,
    *,
    pause: Container[object] = (),
    wait: Container[object] = (),
    again: Container[object] = (),
) -> Outcome:
    """What a tool's own error code stands for: a person must act, too many calls, its own trouble.

    Any other code refuses the batch.

    >>> outcome_of(429, "too many calls", wait={429})
    Retry(reason='too many calls', after=None, counts=False, pause=False)
    >>> outcome_of(7, "no such field").batch
    True
    """
    check("outcome_of", pause=(pause, CODES), wait=(wait, CODES), again=(again, CODES))
    if isinstance(code, list | dict):
        return Rejected(reason, batch=True)  # It comes from an answer, which may hold anything.
    if code in pause:
        return Retry(reason, counts=False, pause=True)
    if code in wait:
        return Retry(reason, counts=False)
    return Retry(reason) if code in again else Rejected(reason, batch=True)
