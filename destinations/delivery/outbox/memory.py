"""Deliveries kept in memory only."""

from collections.abc import Callable, Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import count

from destinations.delivery.delivery import Delivered, Delivery
from destinations.delivery.outbox.cursor import Claimed
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent

SENT = Sent()
# When it is ready, its age, and itself. No two ages are equal: deliveries are never compared.
_Waiting = tuple[float, int, Claimed]


class MemoryCursor:
    """A cursor over what was `put`; `settled` is called once for each delivery, with what became of it.

    What is given back is settled, too: nothing else keeps it.
    """

    def __init__(self, settled: Callable[[Delivered], None]) -> None:
        self._settled = settled
        self._numbers = count()
        self._waiting: list[_Waiting] = []
        self._unsettled: dict[str, tuple[int, Delivery]] = {}

    def put(self, delivery: Delivery) -> None:
        """Accept a delivery; one whose id is in there already changes nothing."""
        if delivery.id not in self._unsettled:
            self._unsettled[delivery.id] = (next(self._numbers), delivery)
            self.later(Claimed(delivery), float("-inf"))

    async def next(self, most: int, now: float) -> list[Claimed]:
        claims: list[Claimed] = []
        while self._waiting and len(claims) < most and self._waiting[0][0] <= now:
            claims.append(heappop(self._waiting)[2])
        return claims

    async def next_ready(self) -> float | None:
        return self._waiting[0][0] if self._waiting else None

    def later(self, claimed: Claimed, ready_at: float, reason: str = "") -> None:  # noqa: ARG002 - nobody asks for it
        # The old number again: what was put first is retried first.
        number, _ = self._unsettled[claimed.delivery.id]
        heappush(self._waiting, (ready_at, number, claimed))

    def sent(self, claims: Sequence[Claimed], now: float, statuses: Sequence[int | None]) -> None:
        for claimed, status in zip(claims, statuses, strict=True):
            self.done(claimed.tried(now, status, counts=True), SENT)

    def done(self, claimed: Claimed, outcome: Sent | Rejected, *, gave_up: bool = False) -> None:
        self._settle(claimed, outcome, gave_up=gave_up)

    def withdrawn(self, claims: Iterable[Claimed]) -> list[Claimed]:  # noqa: ARG002 - `withdraw` leaves none of them
        return []

    def give_back(self, claimed: Claimed, reason: Retry) -> None:
        self._settle(claimed, reason)

    def withdraw(self, name: str, reason: Retry) -> None:
        """Give back the delivery of that id, unless it was taken."""
        found = [one for one in self._waiting if one[2].delivery.id == name]
        if found:
            self._waiting = [one for one in self._waiting if one not in found]
            heapify(self._waiting)
            self._settle(found[0][2], reason)

    def give_back_waiting(self, reason: Retry) -> None:
        waiting, self._waiting = self._waiting, []
        for _, _, claimed in sorted(waiting):
            self._settle(claimed, reason)

    def give_back_all(self, reason: Retry) -> None:
        self.give_back_waiting(reason)
        for _, delivery in list(self._unsettled.values()):
            self._settle(Claimed(delivery), reason)

    def _settle(self, claimed: Claimed, outcome: Outcome, *, gave_up: bool = False) -> None:
        if self._unsettled.pop(claimed.delivery.id, None):
            self._settled(Delivered(claimed.delivery, outcome, claimed.tries, claimed.status, gave_up=gave_up))
