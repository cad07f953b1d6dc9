"""The text of a file, and where its characters stand."""

import re
from bisect import bisect_right
from functools import cached_property

from msgspec import Struct

from mappings.findings.place import Place

LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Source(Struct, frozen=True, dict=True):
    """A file's text; an index into it becomes a line and a column, both from 1."""

    file: str
    text: str

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line starts; needed only for findings."""
        return (0, *(found.end() for found in LINE_BREAK.finditer(self.text)))

    def locate(self, index: int) -> tuple[int, int]:
        r"""The (line, column) of the character at `index`.

        >>> Source("a.yaml", "ab\r\ncd").locate(5)
        (2, 2)
        """
        line = bisect_right(self.starts, index)
        return line, index - self.starts[line - 1] + 1

    def place(self, start: int, end: int) -> Place:
        return Place(self.file, *self.locate(start), *self.locate(max(start, end)))

    def line(self, index: int) -> tuple[int, int]:
        r"""The start and the end, without its line break, of the line that holds `index`.

        >>> Source("a.yaml", "ab\r\ncd").line(1)
        (0, 2)
        """
        number = bisect_right(self.starts, index)
        start = self.starts[number - 1]
        stop = self.starts[number] if number < len(self.starts) else len(self.text)
        return start, start + len(self.text[start:stop].rstrip("\r\n"))
