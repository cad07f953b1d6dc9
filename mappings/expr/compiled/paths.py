"""Plain paths as one tree: every object is checked once, and read once for each of its fields."""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct, field

from mappings.expr.compiled.shape import Attribute, Kind, NotInShapeError, Shape

UNKNOWN: Final = Attribute("")


class Path(Struct, eq=False):
    """A value in `variable`, and what is read from it. Reading cannot fail, so all of it comes first.

    `is_object` says that the value is known to be one. With a shape it is not a value as JSON has it: it can be looked
    into, and no more. If it `is_verbatim`, the texts in it are those of the event. `known` is what was known of it
    before it was read.
    """

    variable: str
    fresh: Callable[[], str]
    is_object: bool = False
    fields: dict[str, "Path"] = field(default_factory=dict)
    items: dict[int, "Path"] = field(default_factory=dict)
    known: Attribute = UNKNOWN
    is_verbatim: bool = False

    @property
    def shape(self) -> Shape | None:
        return self.known.shape

    @property
    def kind(self) -> Kind:
        return self.known.kind

    @property
    def name(self) -> str:
        """The variable, for all that one can do with a value; NotInShapeError where only fields of it are there."""
        if self.shape is not None or self.known.items is not None:
            raise NotInShapeError(self.variable)
        return self.variable

    @property
    def presence(self) -> str:
        """A condition in Python for there being a value."""
        return f"{self.variable} is not None"

    def field(self, name: str) -> "Path":
        if self.known.items is not None:
            raise NotInShapeError(f"{self.variable}.{name}")
        if name not in self.fields:
            known = self._attribute(name)
            self.fields[name] = Path(self.fresh(), self.fresh, known=known, is_verbatim=self.is_verbatim)
        return self.fields[name]

    def item(self, position: int) -> "Path":
        if self.shape is not None or self.known.items is not None:
            raise NotInShapeError(f"{self.variable}[{position}]")
        if position not in self.items:
            self.items[position] = Path(self.fresh(), self.fresh, is_verbatim=self.is_verbatim)
        return self.items[position]

    def lines(self) -> Iterator[str]:
        """The statements that read everything below."""
        yield from self._read_fields()
        for position, item in self.items.items():
            enough = f"len({self.name}) > {position}" if position >= 0 else f"len({self.name}) >= {-position}"
            there = self.name if position in {0, -1} else enough
            yield f"{item.variable} = {self.name}[{position}] if type({self.name}) is list and {there} else None"
        for below in (*self.fields.values(), *self.items.values()):
            yield from below.lines()

    def _read_fields(self) -> Iterator[str]:
        reads = [f"{part.variable} = {self._read(name)}" for name, part in self.fields.items()]
        is_there = self.presence if self.shape or self.kind == "object" else f"type({self.variable}) is dict"
        if self.is_object:
            yield from reads
        elif len(reads) == 1:
            yield f"{reads[0]} if {is_there} else None"
        elif reads:
            yield f"if {is_there}:"
            yield from (f"    {read}" for read in reads)
            yield "else:"
            yield f"    {' = '.join(part.variable for part in self.fields.values())} = None"

    def _read(self, name: str) -> str:
        return f"{self.variable}.{self._attribute(name).name}" if self.shape else f"{self.variable}.get({name!a})"

    def _attribute(self, name: str) -> Attribute:
        if self.shape is None:
            return self.known.expected.get(name, UNKNOWN)
        if name not in self.shape.attributes:
            raise NotInShapeError(f"{self.variable}.{name}")
        return self.shape.attributes[name]
