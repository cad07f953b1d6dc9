"""Deliveries that are not done yet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count
from typing import Protocol, Self

from destinations.delivery.delivery import Delivery


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in the hands of its lane.

    `tries` is how often it was on the wire, `attempts` how many of those count towards giving up, `first_at`
    when (on the lane's clock, seconds) the first was, `status` the last HTTP answer.
    """

    delivery: Delivery
    tries: int = 0
    attempts: int = 0
    first_at: float | None = None
    status: int | None = None

    def tried(self, at: float, status: int | None, *, counts: bool) -> Self:
        """This delivery after one more time on the wire."""
        first_at = at if self.first_at is None else self.first_at
        attempts = self.attempts + counts
        return replace(self, tries=self.tries + 1, attempts=attempts, first_at=first_at, status=status)


class Outbox(Protocol):
    """Where accepted deliveries live: what is put in is either settled or still in there."""

    def put(self, delivery: Delivery) -> None:
        """Accept a delivery; one whose id is in there already changes nothing."""

    def claim(self, instance: str, most: int, now: float) -> Sequence[Claimed]:
        """Up to `most` deliveries that are ready at `now`, oldest first; nobody else gets them any more."""

    def postpone(self, claimed: Claimed, ready_at: float) -> None:
        """Give a claimed delivery back, to be claimed again from `ready_at` on."""

    def settle(self, delivery: Delivery) -> None:
        """Forget a delivery that is done."""

    def next_ready(self, instance: str) -> float | None:
        """When the next unclaimed delivery becomes ready; None when there is none."""

    def unsettled(self, instance: str) -> Sequence[Delivery]:
        """All that is not settled, claimed or not, in the order it was put."""


# When it is ready, its age, and itself. No two ages are equal: deliveries are never compared.
_Waiting = tuple[float, int, Claimed]


class MemoryOutbox:
    """An outbox that lives as long as the process.

    >>> outbox = MemoryOutbox()
    >>> outbox.claim("shop", 10, now=0.0), outbox.next_ready("shop")
    ([], None)
    """

    def __init__(self) -> None:
        self._numbers = count()
        # By instance, as heaps.
        self._waiting: dict[str, list[_Waiting]] = {}
        self._unsettled: dict[str, dict[str, tuple[int, Delivery]]] = {}

    def put(self, delivery: Delivery) -> None:
        known = self._unsettled.setdefault(delivery.instance, {})
        if delivery.id not in known:
            known[delivery.id] = (next(self._numbers), delivery)
            self.postpone(Claimed(delivery), float("-inf"))

    def claim(self, instance: str, most: int, now: float) -> list[Claimed]:
        waiting = self._waiting.get(instance, [])
        claims: list[Claimed] = []
        while waiting and len(claims) < most and waiting[0][0] <= now:
            claims.append(heappop(waiting)[2])
        return claims

    def postpone(self, claimed: Claimed, ready_at: float) -> None:
        delivery = claimed.delivery
        # The old number again: what was put first is retried first.
        number, _ = self._unsettled[delivery.instance][delivery.id]
        heappush(self._waiting.setdefault(delivery.instance, []), (ready_at, number, claimed))

    def settle(self, delivery: Delivery) -> None:
        self._unsettled[delivery.instance].pop(delivery.id, None)

    def next_ready(self, instance: str) -> float | None:
        waiting = self._waiting.get(instance)
        return waiting[0][0] if waiting else None

    def unsettled(self, instance: str) -> list[Delivery]:
        return [delivery for _, delivery in self._unsettled.get(instance, {}).values()]
