"""Plain paths as one tree: every object is checked once, and read once for each of its fields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Path:
    """A value in the variable `name`, and what is read from it. Reading cannot fail, so all of it comes first.

    `is_object` says that the value is known to be one, `is_present` that it is not null; `is_read` that it was
    read at an earlier point.
    """

    name: str
    fresh: Callable[[], str]
    is_object: bool = False
    fields: dict[str, "Path"] = field(default_factory=dict)
    items: dict[int, "Path"] = field(default_factory=dict)
    is_present: bool = False
    is_read: bool = False

    def field(self, name: str) -> "Path":
        if name not in self.fields:
            self.fields[name] = Path(self.fresh(), self.fresh)
        return self.fields[name]

    def item(self, position: int) -> "Path":
        if position not in self.items:
            self.items[position] = Path(self.fresh(), self.fresh)
        return self.items[position]

    def further(self) -> "Path":
        """The same value at a later point of the function, where what was read so far is not read again."""
        fields = {name: part.further() for name, part in self.fields.items()}
        items = {position: part.further() for position, part in self.items.items()}
        return Path(self.name, self.fresh, self.is_object, fields, items, self.is_present, is_read=True)

    def lines(self) -> Iterator[str]:
        """The statements that read everything below."""
        yield from self._read_fields()
        for position, item in self.items.items():
            if item.is_read:
                continue
            enough = f"len({self.name}) > {position}" if position >= 0 else f"len({self.name}) >= {-position}"
            there = self.name if position in {0, -1} else enough
            yield f"{item.name} = {self.name}[{position}] if type({self.name}) is list and {there} else None"
        for below in (*self.fields.values(), *self.items.values()):
            yield from below.lines()

    def _read_fields(self) -> Iterator[str]:
        unread = {name: part for name, part in self.fields.items() if not part.is_read}
        reads = [f"{part.name} = {self.name}.get({name!a})" for name, part in unread.items()]
        if self.is_object:
            yield from reads
        elif len(reads) == 1:
            yield f"{reads[0]} if type({self.name}) is dict else None"
        elif reads:
            yield f"if type({self.name}) is dict:"
            yield from (f"    {read}" for read in reads)
            yield "else:"
            yield f"    {' = '.join(part.name for part in unread.values())} = None"
