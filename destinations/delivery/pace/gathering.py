"""Linger: deliveries wait a while until a batch is full."""

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from destinations.delivery.batch import group_of
from destinations.delivery.outbox.cursor import Claimed
from destinations.sdk.destination import Limits

MOST_BYTES = 1 << 26


@dataclass(slots=True)
class _Group:
    """Deliveries that may travel together. `since` is when the first of them came, `bytes` their size on disk."""

    limits: Limits
    since: float
    members: list[Claimed] = field(default_factory=list)
    bytes: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.members) >= self.limits.items or self.bytes >= self.limits.bytes


class Gathering:
    """Keeps deliveries until a batch of them is full, or the first of it has waited for `linger` seconds.

    It reads no clock. At most `most` are kept at a time, and not many more than `MOST_BYTES` of them.
    """

    def __init__(self, linger: float, most: int) -> None:
        self._linger = linger
        self._most = most
        self._groups: dict[Hashable, _Group] = {}
        self._count = self._bytes = 0

    @property
    def waits(self) -> bool:
        """Whether deliveries wait for others at all."""
        return self._linger > 0

    @property
    def room(self) -> int:
        """How many more may come."""
        return self._most - self._count

    @property
    def next_due(self) -> float:
        """When the next of them has waited for long enough."""
        return self._linger + min((group.since for group in self._groups.values()), default=math.inf)

    def add(self, claims: Iterable[Claimed], now: float) -> list[Claimed]:
        """Those that are to be sent now, of these and of those before."""
        due: list[Claimed] = []
        for claim in claims:
            key = group_of(claim)
            if key is None:
                due.append(claim)
                continue
            group = self._groups.get(key)
            if group is None:
                group = self._groups[key] = _Group(claim.delivery.action_type.limits, now)
            group.members.append(claim)
            group.bytes += claim.size
            self._count += 1
            self._bytes += claim.size
            if group.is_full:
                due += self._take(key)
        # A clock that was set back would keep them for as long.
        late = [key for key, group in self._groups.items() if not 0 <= now - group.since < self._linger]
        for key in late if self.room > 0 and self._bytes < MOST_BYTES else list(self._groups):
            due += self._take(key)
        return due

    def clear(self) -> list[Claimed]:
        """All of them; none is kept any more."""
        return [claim for key in list(self._groups) for claim in self._take(key)]

    def _take(self, key: Hashable) -> list[Claimed]:
        group = self._groups.pop(key)
        self._count -= len(group.members)
        self._bytes -= group.bytes
        return group.members
