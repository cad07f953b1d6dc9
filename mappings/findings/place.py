"""A place in a text file, as editors count it."""

from msgspec import Struct


class Place(Struct, frozen=True):
    """A span of a file: lines and columns start at 1, columns count characters, the end is exclusive.

    >>> str(Place("mappings/ga4.yaml", 9, 11, 9, 15))
    'mappings/ga4.yaml:9:11'
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
