"""Texts that are base64 inside of others: of JSON in a cookie or a query, of the parts of a token."""

import re
from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

# A shorter one says less than a name.
RUN: Final = re.compile(r"[A-Za-z0-9+/_-]{10,}(?:=|%3[Dd]){0,2}")
PART: Final = re.compile(r"[A-Za-z0-9+_-]{10,}={0,2}")
LONGEST: Final = 1 << 16
TO_PLAIN: Final = str.maketrans("-_", "+/")
TO_URL: Final = str.maketrans("+/", "-_")
GROUP: Final = 4


class Encoded(Struct, frozen=True):
    """A part of a text that is base64, and the `text` that it stands for."""

    written: str
    text: str

    def instead(self, text: str) -> str:
        """Another text, written as this one is: with or without `=` at the end, and in the same alphabet."""
        made = b2a_base64(text.encode("utf-8", "surrogatepass"), newline=False).decode()
        is_url = "-" in self.written or "_" in self.written
        made = made.translate(TO_URL) if is_url else made
        if "%3" in self.written:
            return made.replace("=", "%3D")
        is_padded = self.written.endswith("=") or len(self.written) % GROUP == 0
        return made if is_padded else made.rstrip("=")


# Each text is looked through twice, and many events have the same ones.
@lru_cache(maxsize=4096)
def encoded_in(text: str) -> tuple[Encoded, ...]:
    """The parts of the text that are base64 of a text.

    >>> [one.text for one in encoded_in("https://x.example/?d=eyJuYW1lIjogIkFkYSJ9&e=Macintosh")]
    ['{"name": "Ada"}']
    """
    return tuple(one for found in RUN.finditer(text) for one in _read(found[0]))


def replace_encoded(text: str, replaced: Callable[[str], str]) -> str:
    """The text, with what is base64 replaced in what it says.

    >>> replace_encoded("d=QWRhIExvdmVsYWNl!", lambda inside: inside.replace("Ada", "Bea"))
    'd=QmVhIExvdmVsYWNl!'
    """
    made = text
    for one in encoded_in(text):
        inside = replaced(one.text)
        if inside != one.text:
            made = made.replace(one.written, one.instead(inside))
    return made


def _read(run: str) -> Iterator[Encoded]:
    """The run as base64; where it is none, those of its parts that are: `/` may stand between folders."""
    one = _decoded(run)
    if one is not None:
        yield Encoded(run, one)
    elif "/" in run:
        parts = ((part[0], _decoded(part[0])) for part in PART.finditer(run))
        yield from (Encoded(part, inside) for part, inside in parts if inside is not None)


def _decoded(run: str) -> str | None:
    plain = run.replace("%3D", "=").replace("%3d", "=").rstrip("=").translate(TO_PLAIN)
    # One character more than whole groups is the end of nothing.
    if len(plain) > LONGEST or len(plain) % GROUP == 1:
        return None
    try:
        text = a2b_base64(plain + "=" * (-len(plain) % GROUP)).decode()
    except (Error, UnicodeDecodeError):
        return None
    return text if text.isprintable() or all(one.isprintable() or one.isspace() for one in text) else None
