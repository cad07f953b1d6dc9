"""`Cursor`: how a lane takes deliveries of its instance, and reports their outcomes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from destinations.delivery.delivery import Delivery
from destinations.sdk.destination import ActionType
from destinations.sdk.outcome import Rejected, Retry, Sent

# The reason for which a delivery is kept for later begins so where a person must act before it can arrive.
PAUSED = "paused: "


# Not frozen: one is made for each delivery, and freezing it takes four times as long.
@dataclass(slots=True)
class Claimed:
    """A delivery that a lane has taken.

    `tries` is how often it was on the wire, `attempts` how many of those count towards giving up, `first_at`
    when (on the lane's clock, seconds) the first was, `status` the last HTTP answer. `place` is
    where the cursor has it.
    """

    delivery: Delivery
    tries: int = 0
    attempts: int = 0
    first_at: float | None = None
    status: int | None = None
    place: Any = None

    @property
    def size(self) -> int:
        """The bytes of its payload where it is on disk, and 0 where it is not."""
        return getattr(self.place, "size", 0)

    def age(self, now: float) -> float:
        """How long ago the first time on the wire was."""
        return now - (now if self.first_at is None else self.first_at)

    def tried(self, at: float, status: int | None, *, counts: bool) -> "Claimed":
        """This delivery after one more time on the wire."""
        # A first time that is still to come was noted by a clock that was wrong.
        first_at = at if self.first_at is None else min(self.first_at, at)
        # Every delivery comes through here: `replace` takes twice as long.
        return Claimed(self.delivery, self.tries + 1, self.attempts + counts, first_at, status, self.place)


class Claims(Sequence[Claimed]):
    """Deliveries of one action type that may travel together, and are one by one made when they are asked for."""

    __slots__ = ()

    @property
    def action_type(self) -> ActionType:
        """The action type of all of them."""
        raise NotImplementedError

    def models(self) -> list[Any]:
        """What requests are made of: payloads, or their records."""
        raise NotImplementedError


def one_by_one(claims: Iterable[Claimed | Claims]) -> Iterator[Claimed]:
    """The deliveries, those that are together as well."""
    for one in claims:
        if isinstance(one, Claims):
            yield from one
        else:
            yield one


class Cursor(Protocol):
    """The deliveries of one instance. What was taken is given back, kept for later or done with, each exactly once.

    What a broker keeps can be taken in the same way; only the lane of the instance asks.
    """

    async def next(self, most: int, now: float) -> Sequence[Claimed | Claims]:
        """Up to `most` deliveries that are ready at `now`, oldest first; nobody else gets them any more.

        Those that stand there as `Claims` may travel together.
        """

    async def next_ready(self) -> float | None:
        """When the next delivery that nobody has taken becomes ready; None when there is none."""

    def later(self, claimed: Claimed, ready_at: float, reason: str = "") -> None:
        """Keep a delivery that was tried, to be taken again from `ready_at` on, and why, with PAUSED or not."""

    def sent(self, claims: Sequence[Claimed], now: float, statuses: Sequence[int | None]) -> None:
        """Be done with deliveries that have all arrived, at `now` and with these HTTP statuses."""

    def done(self, claimed: Claimed, outcome: Sent | Rejected, *, gave_up: bool = False) -> None:
        """Be done with a delivery: it has arrived, or never will, as the tool says or as we gave up."""

    def withdrawn(self, claims: Iterable[Claimed]) -> Sequence[Claimed]:
        """Those of the deliveries that are to be given back and not sent, as somebody took them out meanwhile."""

    def give_back(self, claimed: Claimed, reason: Retry) -> None:
        """Take a delivery back that is not tried any more for now."""

    def give_back_waiting(self, reason: Retry) -> None:
        """Nothing more is taken: what nobody has taken is not tried for now."""

    def give_back_all(self, reason: Retry) -> None:
        """As before, also what was taken and not done with."""
