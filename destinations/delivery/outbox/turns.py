"""Order per person: lets one delivery of each person be under way at a time."""

from collections import deque
from collections.abc import Iterable, Sequence

from destinations.delivery.outbox.file.places import Place, Taken, Warm
from destinations.delivery.outbox.file.store import Store

# So many rows, and bytes of payloads, are held in memory while those before them are on their way.
MOST_HELD, MOST_BYTES = 20_000, 1 << 26


class Turns:
    """Lets one delivery of each person be under way at a time; one that is tried again keeps the turn.

    Deliveries without a person are not held.
    """

    def __init__(self) -> None:
        self._turn: dict[bytes, int] = {}
        self._held: dict[bytes, deque[Taken | Warm]] = {}
        self._count = self._bytes = 0
        self.released: list[Taken | Warm] = []

    def load(self, store: Store, instance: str) -> None:
        """Give those their turn that were tried before this process began."""
        lane = store.lanes.get(instance)
        for person, place in store.waiting_people(lane) if lane else ():
            self._turn.setdefault(person, place)

    @property
    def is_full(self) -> bool:
        """Whether no more rows are to be taken for now."""
        return self._count >= MOST_HELD or self._bytes >= MOST_BYTES

    def admit(self, rows: Iterable[Taken | Warm]) -> list[Taken | Warm]:
        """Those of the rows whose turn it is, and those released since the last time; the others are held."""
        admitted, self.released = self.released, []
        for row in rows:
            if row.person is None or self._turn.setdefault(row.person, row.place) == row.place:
                admitted.append(row)
            else:
                self._held.setdefault(row.person, deque()).append(row)
                self._count += 1
                self._bytes += row.size
        return admitted

    def done(self, places: Sequence[Place]) -> None:
        """These are done with: whoever comes next has the turn."""
        for place in places:
            if place.person is None or self._turn.get(place.person) != place.number:
                continue
            waiting = self._held.get(place.person)
            if not waiting:
                del self._turn[place.person]
                continue
            row = waiting.popleft()
            if not waiting:
                del self._held[place.person]
            self._count -= 1
            self._bytes -= row.size
            self._turn[place.person] = row.place
            self.released.append(row)
