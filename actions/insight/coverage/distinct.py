"""How many of many values are different ones, in memory that has a bound."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final

from actions.json_line import json_line

MOST: Final = 1 << 16


@dataclass(slots=True)
class Distinct:
    """Counts values by their digests; of more than `MOST` different ones, those of a fair share of the digests.

    The share is halved each time that there is no more room: which values are in it depends on them alone, so that a
    value that comes twice is in it twice, or not at all.

    >>> seen = Distinct()
    >>> for value in ("a", "b", "a"):
    ...     seen.add(value)
    >>> seen.of(3)
    2
    """

    halvings: int = 0
    times: dict[int, int] = field(default_factory=dict)

    def add(self, value: Any) -> None:
        """Count a value, as JSON."""
        digest = int.from_bytes(blake2b(json_line(value), digest_size=8).digest(), "big")
        self._count(digest, 1)

    def merge(self, later: "Distinct") -> None:
        """Add what was counted elsewhere."""
        while self.halvings < later.halvings:
            self._halve()
        for digest, times in later.times.items():
            self._count(digest, times)

    def of(self, number: int) -> int:
        """How many of so many values are different ones: exact up to `MOST`, else as among those that are counted."""
        if not self.halvings:
            return len(self.times)
        return round(number * len(self.times) / (sum(self.times.values()) or 1))

    def __len__(self) -> int:
        """How many values are kept."""
        return len(self.times)

    def _count(self, digest: int, times: int) -> None:
        if not _is_in(digest, self.halvings):
            return
        self.times[digest] = self.times.get(digest, 0) + times
        while len(self.times) > MOST:
            self._halve()

    def _halve(self) -> None:
        self.halvings += 1
        self.times = {one: times for one, times in self.times.items() if _is_in(one, self.halvings)}


def _is_in(digest: int, halvings: int) -> bool:
    return not digest & ((1 << halvings) - 1)
