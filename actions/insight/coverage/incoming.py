"""What events bring along and no action reads."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from actions.insight.lineage.edges import Edge
from actions.insight.lineage.ways import ITEM, Way, below, into, show_way

# Where senders put what they know; what is beside it belongs to the spec.
OWN: Final = ("properties", "traits", "context")
# Events that invent names must not fill the memory.
MOST_WAYS: Final = 20_000
DEEPEST: Final = 12


@dataclass(slots=True)
class Incoming:
    """In how many of the events each place has a value; `left_out` counts values for which there was no more room."""

    events: int = 0
    found: Counter[Way] = field(default_factory=Counter)
    left_out: int = 0

    def add(self, body: dict[str, Any]) -> None:
        """Count an event."""
        self.events += 1
        ways: set[Way] = set()
        for name in OWN:
            _add_places(body.get(name), (name,), 0, ways)
        for way in ways:
            self._count(way, 1)

    def merge(self, later: "Incoming") -> None:
        """Add what was counted of later events."""
        self.events += later.events
        self.left_out += later.left_out
        for way, number in later.found.items():
            self._count(way, number)

    def unused(self, edges: Iterable[Edge]) -> list[tuple[str, int]]:
        """The places that none of the edges reads, the most frequent first."""
        read = [edge.source for edge in edges if edge.source is not None]
        whole = {one.way for one in read if one.use != "presence"}
        # Of these an action asks only whether they are there.
        asked = {one.way for one in read if one.use == "presence"}
        rows = [
            (show_way(way), number)
            for way, number in self.found.items()
            if way not in asked and all(below(way, one) is None for one in whole)
        ]
        return sorted(rows, key=lambda row: (-row[1], row[0]))

    def _count(self, way: Way, number: int) -> None:
        if way in self.found or len(self.found) < MOST_WAYS:
            self.found[way] += number
        else:
            self.left_out += number


def places_in(value: Any, way: Way) -> set[Way]:
    """The ways to the values in a part of an event that are neither objects nor lists of objects, nor missing.

    >>> sorted(map(show_way, places_in({"a": 1, "b": [{"c": 2}, {"c": 3}], "d": [1], "e": None}, ("p",))))
    ['p.a', 'p.b[].c', 'p.d']
    """
    found: set[Way] = set()
    _add_places(value, way, 0, found)
    return found


def _add_places(value: Any, way: Way, depth: int, found: set[Way]) -> None:
    if isinstance(value, dict) and value and depth < DEEPEST:
        for name, part in value.items():
            _add_places(part, (*way, name), depth + 1, found)
    elif isinstance(value, list) and depth < DEEPEST and any(isinstance(one, dict) for one in value):
        for one in value:
            _add_places(one, into(way, ITEM), depth + 1, found)
    elif value is not None and value != "" and len(way) > 1:
        found.add(way)
