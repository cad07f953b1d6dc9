"""What events bring along and no action reads."""

from collections import Counter
from collections.abc import Iterable, Iterator
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
        for way in {way for name in OWN for way in places_in(body.get(name), (name,))}:
            if way in self.found or len(self.found) < MOST_WAYS:
                self.found[way] += 1
            else:
                self.left_out += 1

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


def places_in(value: Any, way: Way, depth: int = 0) -> Iterator[Way]:
    """The ways to the values in a part of an event that are neither objects nor lists of objects, nor missing.

    >>> sorted({show_way(way) for way in places_in({"a": 1, "b": [{"c": 2}, {"c": 3}], "d": [1], "e": None}, ("p",))})
    ['p.a', 'p.b[].c', 'p.d']
    """
    if isinstance(value, dict) and value and depth < DEEPEST:
        for name, part in value.items():
            yield from places_in(part, (*way, name), depth + 1)
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value) and depth < DEEPEST:
        for one in value:
            yield from places_in(one, into(way, ITEM), depth + 1)
    elif value is not None and value != "" and way[1:]:
        yield way
