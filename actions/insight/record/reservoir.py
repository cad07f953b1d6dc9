"""A fair sample of a stream of events: as many as there is room for, of each name about the same number."""

from collections.abc import Iterator
from hashlib import blake2b
from heapq import heappop, heappush
from typing import Any, Final

# Sources that invent names must not make a list of their own for each.
MOST_NAMES: Final = 10_000
OTHERS: Final = ""


class Reservoir:
    """At most `room` events; names that are rare keep all of theirs, the others an equal share.

    Which ones are kept depends on their ids alone: not on their order, nor on how often they come.

    >>> kept = Reservoir(3)
    >>> for number in range(9):
    ...     kept.add("often", f"m{number}", number)
    >>> kept.add("rarely", "m9", 9)
    >>> sorted(name for name, _, _ in kept)
    ['often', 'often', 'rarely']
    """

    def __init__(self, room: int) -> None:
        self.room = room
        # By name, those with the highest digest first, as the next to go.
        self._heaps: dict[str, list[tuple[int, str]]] = {}
        self._events: dict[str, tuple[str, Any]] = {}

    def __len__(self) -> int:
        """How many events are kept."""
        return len(self._events)

    def __iter__(self) -> Iterator[tuple[str, str, Any]]:
        """The name, the id and the event of each that is kept, by name and id."""
        rows = ((name, event_id, event) for event_id, (name, event) in self._events.items())
        return iter(sorted(rows, key=lambda row: row[:2]))

    def would_keep(self, name: str, event_id: str) -> bool:
        """Whether the event would be among those kept, as far as one can tell without having it."""
        heap = self._heaps.get(name)
        if event_id in self._events:
            return False
        is_full = len(self._events) >= self.room and heap is not None and len(heap) >= self._largest_size()
        return not is_full or (heap is not None and -_digest(event_id) > heap[0][0])

    def add(self, name: str, event_id: str, event: Any) -> None:
        """Keep the event, and let another one go where there is no more room."""
        if event_id in self._events or self.room < 1:
            return
        if name not in self._heaps and len(self._heaps) >= MOST_NAMES:
            name = OTHERS
        heappush(self._heaps.setdefault(name, []), (-_digest(event_id), event_id))
        self._events[event_id] = (name, event)
        if len(self._events) > self.room:
            largest = max(self._heaps, key=lambda one: (len(self._heaps[one]), one))
            _, gone = heappop(self._heaps[largest])
            del self._events[gone]

    def _largest_size(self) -> int:
        return max(map(len, self._heaps.values()), default=0)


def _digest(event_id: str) -> int:
    return int.from_bytes(blake2b(event_id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
