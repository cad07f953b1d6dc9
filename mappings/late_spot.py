"""A value whose place is worked out when somebody asks: hardly any of a large project's ever are."""

from collections.abc import Callable
from typing import Any

from mappings.spot import Spot, Written

Steps = tuple[str | int, ...]


class LateDocument:
    """A document of `file`, read for its values alone; `find` reads it once more, with the place of each."""

    __slots__ = ("_find", "_root", "file")

    def __init__(self, find: Callable[[], Spot], file: str) -> None:
        self._find = find
        self.file = file
        self._root: Spot | None = None

    def spot(self, steps: Steps) -> Spot:
        if self._root is None:
            self._root = self._find()
        return self._root.at(*steps)


class LateSpot(Spot):
    """A Spot that knows its value, and its way from the outermost map of its document."""

    __slots__ = ("document", "steps")

    def __init__(self, value: Any, document: LateDocument, steps: Steps = ()) -> None:
        self.value = value
        self.document = document
        self.steps = steps

    @property
    def written(self) -> Written:
        return self.document.spot(self.steps).written

    @property
    def file(self) -> str:
        return self.document.file

    def at(self, *path: str | int) -> Spot:
        value, depth = self.value, 0
        for step in path:
            if isinstance(value, dict):
                if not isinstance(step, str) or step not in value:
                    break
            elif not (isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)):
                break
            value, depth = value[step], depth + 1
        return LateSpot(value, self.document, (*self.steps, *path[:depth])) if depth else self

    def moved(self, old: Spot, new: Spot) -> Spot:
        """The spot that stands to `new` as this one does to `old`; itself where it is of another document.

        What stands beside `old` in its document (`defaults:` of the file) is looked for beside `new`.
        """
        if not (isinstance(old, LateSpot) and isinstance(new, LateSpot)) or self.document is not old.document:
            return self
        depth = len(old.steps)
        steps = (*new.steps, *self.steps[depth:]) if self.steps[:depth] == old.steps else self.steps
        return LateSpot(self.value, new.document, steps)
