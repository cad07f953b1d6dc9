"""A value whose place is found on first use: most places of a large project are never needed."""

from collections.abc import Callable
from typing import Any

from mappings.located import Located, Written

Steps = tuple[str | int, ...]


class LazyDocument:
    """A document of `file`, read for its values alone; `find` reads it once more, with the place of each."""

    __slots__ = ("_find", "_root", "file")

    def __init__(self, find: Callable[[], Located], file: str) -> None:
        self._find = find
        self.file = file
        self._root: Located | None = None

    def spot(self, steps: Steps) -> Located:
        if self._root is None:
            self._root = self._find()
        return self._root.at(*steps)


class LazyLocated(Located):
    """A `Located` that holds its value and its path from the root of its document; the place is looked up when used."""

    __slots__ = ("document", "steps")

    def __init__(self, value: Any, document: LazyDocument, steps: Steps = ()) -> None:
        self.value = value
        self.document = document
        self.steps = steps

    @property
    def written(self) -> Written:
        return self.document.spot(self.steps).written

    @property
    def file(self) -> str:
        return self.document.file

    def at(self, *path: str | int) -> Located:
        value, depth = self.value, 0
        for step in path:
            if isinstance(value, dict):
                if not isinstance(step, str) or step not in value:
                    break
            elif not (isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)):
                break
            value, depth = value[step], depth + 1
        return LazyLocated(value, self.document, (*self.steps, *path[:depth])) if depth else self

    def moved(self, old: Located, new: Located) -> Located:
        """The spot that stands to `new` as this one does to `old`; itself where it is of another document.

        What stands beside `old` in its document (`defaults:` of the file) is looked for beside `new`.
        """
        if not (isinstance(old, LazyLocated) and isinstance(new, LazyLocated)) or self.document is not old.document:
            return self
        depth = len(old.steps)
        steps = (*new.steps, *self.steps[depth:]) if self.steps[:depth] == old.steps else self.steps
        return LazyLocated(self.value, new.document, steps)
