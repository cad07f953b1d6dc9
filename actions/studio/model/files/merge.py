"""Two changes of one text brought together, so that neither is lost."""

from typing import NamedTuple

BLOCK = 4096


class Region(NamedTuple):
    """What changed from one text to another: the characters from `start` to `end` became `words`."""

    start: int
    end: int
    words: str

    def apply(self, text: str) -> str:
        """The text with this change."""
        return text[: self.start] + self.words + text[self.end :]


def region(before: str, after: str) -> Region:
    """The one stretch in which the texts differ.

    >>> region("a: 1", "a: 21")
    Region(start=3, end=3, words='2')
    """
    start = _common(before, after)
    most = min(len(before), len(after)) - start
    same = min(_common(before[::-1], after[::-1]), most) if most else 0
    return Region(start, len(before) - same, after[start : len(after) - same])


def merged(base: str, mine: str, theirs: str) -> str:
    r"""The base with both changes; where both changed the same words, those of both stand there, theirs first.

    >>> merged("a: 1\nb: 2\n", "a: 10\nb: 2\n", "a: 1\nb: 20\n")
    'a: 10\nb: 20\n'
    >>> merged("a: 1\n", "a: x\n", "a: y\n")
    'a: yx\n'
    """
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    here, there = region(base, mine), region(base, theirs)
    if there.end <= here.start:
        return there.apply(here.apply(base))
    if here.end <= there.start:
        return here.apply(there.apply(base))
    both = Region(min(here.start, there.start), max(here.end, there.end), there.words + here.words)
    return both.apply(base)


def units(text: str, end: int) -> int:
    """How many units of UTF-16, by which a browser counts, the first `end` characters have."""
    return end if text.isascii() else len(text[:end].encode("utf-16-le", "surrogatepass")) // 2


def apply_units(text: str, changes: list[tuple[int, int, str]]) -> str:
    """The text with changes whose places count units of UTF-16 in the text as it was before all of them."""
    if text.isascii():
        for start, end, words in reversed(changes):
            text = text[:start] + words + text[end:]
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    for start, end, words in reversed(changes):
        data = data[: 2 * start] + words.encode("utf-16-le", "surrogatepass") + data[2 * end :]
    return data.decode("utf-16-le", "surrogatepass")


def _common(one: str, other: str) -> int:
    """How many characters both begin with; whole blocks are compared first, as files may be long."""
    most, at = min(len(one), len(other)), 0
    while at < most and one[at : at + BLOCK] == other[at : at + BLOCK]:
        at = min(at + BLOCK, most)
    while at < most and one[at] == other[at]:
        at += 1
    return at
