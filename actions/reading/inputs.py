"""How far inputs were read, so that a run that was killed continues there, and objects are read once."""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from actions.reading.lines import Line
from actions.reading.stored import Input, Known, ObjectMark, StoredPlace
from destinations.delivery.outbox.entry import Mark
from destinations.delivery.outbox.file.store import Store

# Of a file that only grows, the beginning stays.
START = 4096
# Stands before the tag of an object that was read to its end.
WHOLE = "whole "


class Inputs:
    """The files of a run. Standard input, of which nothing is there a second time, has no marks.

    Objects keep their marks when the run ends.
    """

    def __init__(self, inputs: Sequence[Input]) -> None:
        files = [one for one in inputs if isinstance(one, Path) and one.is_file()]
        self._starts = {str(path): (str(path.absolute()), _start(path)) for path in files}
        self._places = [one.start for one in inputs if isinstance(one, StoredPlace)]
        self._tags: dict[str, str] = {}

    @property
    def names(self) -> list[str]:
        """The names under which the outbox knows them."""
        return [name for name, _ in self._starts.values()]

    def done(self, store: Store) -> dict[str, int]:
        """How many lines of each file an earlier run has read; nothing of one that begins otherwise by now."""
        found = {}
        for file, (name, start) in self._starts.items():
            mark = store.mark(name)
            if mark and mark.start == start:
                found[file] = mark.line
        return found

    def known(self, store: Store) -> dict[str, Known]:
        """What earlier runs have read of objects, by their names."""
        marks = [one for place in self._places for one in store.marks(place)]
        return {one.input: Known(one.start.removeprefix(WHOLE), one.line, _is_whole(one)) for one in marks}

    def marks(self, block: Sequence[Line]) -> list[Mark]:
        """How far the files and objects are read with this block."""
        last: dict[str, Mark] = {}
        for line in block:
            if isinstance(line.value, ObjectMark):
                self._tags[line.file] = line.value.tag
                if line.value.is_end:
                    last[line.file] = Mark(line.file, WHOLE + self._tags.pop(line.file), line.number)
            elif not line.ends_file and line.file in self._tags:
                last[line.file] = Mark(line.file, self._tags[line.file], line.number)
            elif not line.ends_file and line.file in self._starts:
                last[line.file] = Mark(*self._starts[line.file], line.number)
        return list(last.values())


def _is_whole(mark: Mark) -> bool:
    return mark.start.startswith(WHOLE)


def _start(path: Path) -> str:
    try:
        with path.open("rb") as file:
            first = file.readline(START)
    except OSError:
        first = b""
    return blake2b(first, digest_size=16).hexdigest()
