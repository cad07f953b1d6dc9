"""Where each character of a scalar's value stands in the file, whatever the scalar's style."""

import re
from collections.abc import Iterator, Sequence
from typing import overload

from mappings.yaml_reader.source import Source

BREAK = r"(?:\r\n|\r|\n)"
FOLD = rf" *{BREAK}(?: *{BREAK})* *"
PIECES = {
    None: re.compile(rf"(?P<fold>{FOLD})|(?P<spaces> +)|(?P<one>.)", re.DOTALL),
    "'": re.compile(rf"(?P<fold>{FOLD})|(?P<spaces> +)|(?P<one>''|.)", re.DOTALL),
    '"': re.compile(
        rf"\\(?P<joined>{BREAK}(?: *{BREAK})* *)|(?P<fold>{FOLD})|(?P<spaces> +)"
        r"|(?P<one>\\x.{2}|\\u.{4}|\\U.{8}|\\.|.)",
        re.DOTALL,
    ),
}
LINE = re.compile(rf"([^\r\n]*)({BREAK}|\Z)")


class ScalarOffsets(Sequence[tuple[int, int]]):
    """The (line, column) of each character of a scalar's value and of its end; worked out when first asked.

    Most scalars are never asked. It is empty where the value cannot be followed, so that a finding falls back
    to the whole value's place rather than to a wrong one.
    """

    __slots__ = ("_end", "_found", "_source", "_start", "_style", "_value")

    def __init__(self, source: Source, start: int, end: int, style: str | None, value: str) -> None:
        self._source = source
        self._start = start
        self._end = end
        self._style = style
        self._value = value
        self._found: list[int] | None = None

    @overload
    def __getitem__(self, at: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[int, int]]: ...
    def __getitem__(self, at: int | slice) -> tuple[int, int] | list[tuple[int, int]]:
        found = self._indexes()[at]
        return [self._source.locate(one) for one in found] if isinstance(found, list) else self._source.locate(found)

    def __len__(self) -> int:
        return len(self._indexes())

    def _indexes(self) -> list[int]:
        if self._found is None:
            raw = self._source.text[self._start : self._end]
            found = follow_scalar(raw, self._style, self._value)
            self._found = [self._start + one for one in found]
        return self._found


def follow_scalar(raw: str, style: str | None, value: str) -> list[int]:
    r"""For each character of `value`, and for its end, the index in `raw`, the scalar as the file spells it.

    `style` is `|` or `>` for blocks, a quote for quoted scalars, None for plain ones.

    >>> follow_scalar('"a\\tb"', '"', "a\tb")
    [1, 2, 4, 5]
    >>> follow_scalar("|\n  a\n  b", "|", "a\nb")
    [4, 5, 8, 9]
    """
    if style in ("|", ">"):
        found = list(_follow_block(raw, value, folded=style == ">"))
        found = found[: len(value) + 1]
        if len(found) == len(value):
            found.append(found[-1] + 1 if found else 0)
    else:
        edge = 1 if style else 0
        found = [*_follow_flow(raw, style, edge), len(raw) - edge]
    return found if len(found) == len(value) + 1 else []


def _follow_flow(raw: str, style: str | None, edge: int) -> Iterator[int]:
    """Indexes for plain and quoted scalars: one break between lines reads as a space, n as n - 1 breaks."""
    for piece in PIECES[style].finditer(raw, edge, len(raw) - edge):
        if piece.lastgroup == "one":
            yield piece.start()
            continue
        if piece.lastgroup == "spaces":
            yield from range(piece.start(), piece.end())
            continue
        breaks = [piece.start() + one.start() for one in re.finditer(BREAK, piece[0])]
        if piece.lastgroup == "fold" and len(breaks) == 1:
            yield piece.start()
        else:
            # The first break is the one that ends the line; only those of empty lines are characters.
            yield from breaks[1:]


def _follow_block(raw: str, value: str, *, folded: bool) -> Iterator[int]:
    """Indexes for `|` and `>`: each line without its indentation, then its break."""
    lines = [(found.start(), found[1]) for found in LINE.finditer(raw) if found.start() < len(raw)][1:]
    indent = _indentation(lines, value)
    previous: str | None = None
    waiting: list[int] = []
    for start, line in lines:
        content = line[indent:]
        if content:
            joins = folded and previous is not None and previous[0] != " " and content[0] != " "
            # A break between two lines of words reads as a space, or as nothing before empty lines.
            yield from waiting[1:] if joins and len(waiting) > 1 else waiting
            yield from range(start + indent, start + len(line))
            previous, waiting = content, []
        waiting.append(start + len(line))
    yield from waiting
    yield len(raw)


def _indentation(lines: list[tuple[int, str]], value: str) -> int:
    """How many spaces the block's lines lose: what its first line with words has more than the value."""
    text = value.lstrip("\n")
    empty = len(value) - len(text)
    if not text or empty >= len(lines):
        return max((len(line) for _, line in lines), default=0)
    line = lines[empty][1]
    return _spaces(line) - _spaces(text.partition("\n")[0])


def _spaces(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
