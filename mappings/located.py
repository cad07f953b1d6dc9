"""A value of a YAML file, and where it is in the file."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from mappings.findings.place import Place


class Written(Struct, frozen=True):
    """Where a value is, and what is around it; `Located` explains each attribute."""

    place: Place
    key_place: Place
    children: "Mapping[str, Located] | Sequence[Located]" = ()
    offsets: Sequence[tuple[int, int]] = ()
    key: "Located | None" = None


class Located:
    """One value of a YAML file; `at` walks to the values inside it.

    `offsets` gives, for each character of a scalar's text and for its end, the (line, column) it has in the
    file, whatever the scalar's style; it is empty for maps and lists. `key` is the spot of the key the value
    stands under, for keys that are themselves read further: paths, targets.
    """

    __slots__ = ("_written", "value")

    def __init__(
        self,
        value: Any,
        place: Place,
        key_place: Place | None = None,
        children: "Mapping[str, Located] | Sequence[Located]" = (),
        offsets: Sequence[tuple[int, int]] = (),
        *,
        key: "Located | None" = None,
    ) -> None:
        self.value = value
        self._written = Written(place, key_place or place, children, offsets, key)

    @property
    def written(self) -> Written:
        return self._written

    @property
    def place(self) -> Place:
        return self.written.place

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.place.file

    @property
    def key_place(self) -> Place:
        return self.written.key_place

    @property
    def children(self) -> "Mapping[str, Located] | Sequence[Located]":
        return self.written.children

    @property
    def offsets(self) -> Sequence[tuple[int, int]]:
        return self.written.offsets

    @property
    def key(self) -> "Located | None":
        return self.written.key

    def at(self, *path: str | int) -> "Located":
        """The spot at `path`, or the deepest one on the way that exists.

        A short form (`email: userId` for `email: {from: userId}`) thus answers for its long form's parts.
        """
        here = self
        for step in path:
            children = here.children
            if isinstance(children, Mapping):
                if not isinstance(step, str) or step not in children:
                    break
                here = children[step]
            else:
                if not isinstance(step, int) or not 0 <= step < len(children):
                    break
                here = children[step]
        return here

    def moved(self, _old: "Located", _new: "Located") -> "Located":
        """The spot that stands to `_new` as this one does to `_old`; a spot with a place of its own stays."""
        return self

    def way(self, *path: str | int) -> tuple[str | int, ...]:
        """The part of `path` that the file spells: how far `at` gets."""
        here = self
        for depth, step in enumerate(path):
            inner = here.at(step)
            if inner is here:
                return path[:depth]
            here = inner
        return path

    def inside(self, start: int, end: int) -> Place:
        """Where `start` to `end` of this scalar's text stand; the whole value's place if it has none."""
        if not self.offsets:
            return self.place
        last = len(self.offsets) - 1
        start = min(max(start, 0), last)
        line, column = self.offsets[start]
        end_line, end_column = self.offsets[min(max(end, start), last)]
        return Place(self.place.file, line, column, end_line, end_column)
