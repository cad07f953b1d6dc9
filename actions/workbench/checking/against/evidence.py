"""Evidence from recorded events: which fields they have, of which types, how often.

Most events of one name have the same fields, so objects are counted by the names and kinds of their fields, and the
fields only when all events have been seen.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Way = tuple[str, ...]
# One object as it was seen: where it stands, its fields and the kinds of their values.
Shape = tuple[Way, tuple[str, ...], tuple[type, ...]]
ITEMS = "[]"
MOST_ITEMS, MOST_DEPTH = 20, 12
# An event's fields may be named after users and times: a sample of the shapes says enough.
MOST_SHAPES = 20_000


@dataclass(slots=True)
class Evidence:
    """Events seen, by their names (types, of events that have none).

    `is_record` says that they are what really came in, so that a field which none of them has will not come either;
    samples are there to show something.
    """

    is_record: bool
    events: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    _shapes: dict[str, Counter[Shape]] = field(default_factory=lambda: defaultdict(Counter))
    _fields: dict[str, dict[Way, Counter[type]]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.events.total()

    def add(self, event: Any) -> None:
        """Count one event; what is not an event is passed over."""
        if not isinstance(event, dict) or not isinstance(event.get("type"), str):
            return
        name = event.get("event")
        name = name if isinstance(name, str) and event["type"] == "track" else event["type"]
        self.events[name] += 1
        self.types[event["type"]] += 1
        shapes = self._shapes[name]
        _count(event, (), shapes, 0)
        self._fields.pop(name, None)

    def names(self, chosen: Iterable[str] | None = None) -> list[str]:
        """The names of events seen, or those of them that are chosen."""
        return list(self.events) if chosen is None else [name for name in chosen if name in self.events]

    def count(self, way: Way, names: Iterable[str]) -> int:
        """How many of the events of these names have a value at `way`."""
        return sum(self._at(name).get(way, Counter()).total() for name in names)

    def kinds(self, way: Way, names: Iterable[str]) -> Counter[type]:
        """The kinds of the values at `way`, with how often they were seen."""
        found: Counter[type] = Counter()
        for name in names:
            found += self._at(name).get(way, Counter())
        return found

    def below(self, way: Way, names: Iterable[str]) -> set[str]:
        """The names of the fields that were seen inside what stands at `way`."""
        depth = len(way)
        return {one[depth] for name in names for one in self._at(name) if len(one) == depth + 1 and one[:depth] == way}

    def _at(self, name: str) -> Mapping[Way, Counter[type]]:
        known = self._fields.get(name)
        if known is None:
            known = self._fields[name] = dict(_fields_of(self._shapes.get(name, Counter())))
        return known


def _count(value: dict[str, Any], way: Way, shapes: Counter[Shape], depth: int) -> None:
    kinds = tuple(map(type, value.values()))
    shape = (way, tuple(value), kinds)
    times = shapes.get(shape, 0)
    if not times and len(shapes) >= MOST_SHAPES:
        return
    shapes[shape] = times + 1
    if depth >= MOST_DEPTH or not (dict in kinds or list in kinds):
        return
    for name, part in value.items():
        if isinstance(part, dict):
            _count(part, (*way, name), shapes, depth + 1)
        elif isinstance(part, list):
            for item in part[:MOST_ITEMS]:
                if isinstance(item, dict):
                    _count(item, (*way, name, ITEMS), shapes, depth + 1)


def _fields_of(shapes: Counter[Shape]) -> Iterator[tuple[Way, Counter[type]]]:
    found: dict[Way, Counter[type]] = defaultdict(Counter)
    for (way, names, kinds), times in shapes.items():
        for name, kind in zip(names, kinds, strict=True):
            if kind is not type(None):
                found[(*way, name)][kind] += times
    yield from found.items()
