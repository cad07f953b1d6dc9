"""A value of a YAML file together with where it stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from mappings.findings.place import Place


class Spot:
    """One value of a YAML file; `at` walks to the values inside it.

    `offsets` gives, for each character of a scalar's text and for its end, the (line, column) it has in the
    file, whatever the scalar's style; it is empty for maps and lists. `key` is the spot of the key the value
    stands under, for keys that are themselves read further: paths, targets.
    """

    __slots__ = ("children", "key", "key_place", "offsets", "place", "value")

    def __init__(
        self,
        value: Any,
        place: Place,
        key_place: Place | None = None,
        children: "Mapping[str, Spot] | Sequence[Spot]" = (),
        offsets: Sequence[tuple[int, int]] = (),
        *,
        key: "Spot | None" = None,
    ) -> None:
        self.value = value
        self.place = place
        self.key = key
        self.key_place = key_place or place
        self.children = children
        self.offsets = offsets

    def at(self, *path: str | int) -> "Spot":
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
