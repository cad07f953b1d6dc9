"""How far inputs were read, so that a run that was killed continues there."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

from actions.reading.lines import Line
from destinations.delivery.outbox.entry import Mark
from destinations.delivery.outbox.file.store import Store

# Of a file that only grows, the beginning stays.
START = 4096


class Inputs:
    """The files of a run. Standard input, of which nothing is there a second time, has no marks."""

    def __init__(self, files: Iterable[Path | None]) -> None:
        self._starts = {str(path): (str(path.absolute()), _start(path)) for path in files if path and path.is_file()}

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

    def marks(self, block: Sequence[Line]) -> list[Mark]:
        """How far the files are read with this block."""
        last = {line.file: line.number for line in block if not line.ends_file}
        return [Mark(*self._starts[file], number) for file, number in last.items() if file in self._starts]


def _start(path: Path) -> str:
    try:
        with path.open("rb") as file:
            first = file.readline(START)
    except OSError:
        first = b""
    return blake2b(first, digest_size=16).hexdigest()
