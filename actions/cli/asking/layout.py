"""Text that fits the terminal: values in a few words, lines that break between words and keep their indent."""

import textwrap
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table

from actions.cli.formats import count, printable
from actions.json_line import json_line

HOLDS, FAILS = "✓", "✗"
MOST_NAMES = 3
# Cells that a column has at least, before the widest one gives way.
LEAST = 8
BETWEEN = 2
# Behind these a name in a path or a call ends.
BETWEEN_NAMES = ".(,/_"


def short_value(value: Any) -> str:
    """A value in a few words: a text in quotes, the first names of an object, the first items of a list.

    >>> short_value({"email": "a", "plan": "b", "age": 3, "x": 1}), short_value(["VIP", "new"]), short_value("a")
    ('{email, plan, age, …} 4 keys', '["VIP", "new"] 2 items', '"a"')
    """
    if isinstance(value, dict):
        names = [str(name) for name in value]
        more = ", …" if len(names) > MOST_NAMES else ""
        return printable(f"{{{', '.join(names[:MOST_NAMES])}{more}}} {count(len(names), 'key')}")
    if isinstance(value, list | tuple):
        shown = [_short(one) for one in value[:MOST_NAMES]]
        more = ", …" if len(value) > MOST_NAMES else ""
        return printable(f"[{', '.join(shown)}{more}] {count(len(value), 'item')}")
    if value is None:
        return "nothing"
    if isinstance(value, Decimal):
        return str(value)
    return printable(json_line(value).decode().rstrip("\n"))


def fit(text: str, cells: int) -> str:
    """The text, cut with … where it takes more than so many cells of the terminal."""
    return text if cell_len(text) <= cells else set_cell_size(text, max(cells - 1, 0)).rstrip() + "…"


def wrapped(text: str, cells: int, indent: str = "") -> str:
    """The text in lines of so many cells, broken between words; each line has the indent."""
    width = max(cells - len(indent), 20)
    broken = textwrap.wrap(text, width, break_long_words=True, break_on_hyphens=False)
    return "\n".join(indent + line for line in broken) or indent


def folded(text: str, cells: int) -> str:
    r"""The text in lines of so many cells; a path or a call that is longer than a line breaks between its names.

    >>> folded("sum_product(properties.products, 'price')", 20)
    "sum_product(\nproperties.products,\n'price')"
    """
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if cell_len(longer) <= cells:
            line = longer
            continue
        lines += [line] if line else []
        rest = word
        while cell_len(rest) > cells:
            between = max(rest.rfind(sign, 0, cells) for sign in BETWEEN_NAMES) + 1
            cut = between if between * 3 > cells else cells
            lines.append(rest[:cut])
            rest = rest[cut:]
        line = rest
    return "\n".join([*lines, line])


def print_rows(
    rows: Iterable[Sequence[str]], out: Console, *, indent: int = 2, head: Sequence[str] = (), fold: bool = False
) -> None:
    """Rows in columns that fit the console: empty ones go, the widest give way, what does not fit is cut, or folded."""
    lines = [tuple(row) for row in rows]
    if not lines:
        return
    table = Table(box=None, pad_edge=False, show_header=bool(head), padding=(0, BETWEEN, 0, 0), header_style="dim")
    used = [number for number in range(len(lines[0])) if any(line[number] for line in lines)]
    lines = [tuple(line[number] for number in used) for line in lines]
    head = [head[number] for number in used] if head else ()
    widths = column_widths([head, *lines] if head else lines, out.width - indent, whole_words=fold)
    for number, width in enumerate(widths):
        table.add_column(head[number] if head else "", width=width, no_wrap=not fold, overflow="fold")
    for line in lines:
        shaped = folded if fold else fit
        table.add_row(*(shaped(cell, width) for cell, width in zip(line, widths, strict=True)))
    with_indent = Table.grid(padding=0)
    with_indent.add_column(width=indent)
    with_indent.add_column()
    with_indent.add_row("", table)
    out.print(with_indent, soft_wrap=False)


def column_widths(rows: Sequence[Sequence[str]], cells: int, *, whole_words: bool = False) -> list[int]:
    """What each column gets of so many cells: the widest give way, those last that have to break words for it.

    >>> column_widths([["context.page.url", "first this, and then that"]], 34, whole_words=True)
    [16, 14]
    """
    columns = list(zip(*rows, strict=True))
    widths = [max((cell_len(cell) for cell in column), default=0) for column in columns]
    room = cells - BETWEEN * len(widths)
    least = [LEAST] * len(widths)
    if whole_words:
        words = [max((cell_len(word) for cell in column for word in cell.split()), default=0) for column in columns]
        _narrow(widths, [max(LEAST, one) for one in words], room)
    _narrow(widths, least, room)
    return widths


def _narrow(widths: list[int], least: Sequence[int], room: int) -> None:
    """Take cells from the widest columns until there is room, or all that may give way are as narrow as may be."""
    while sum(widths) > room:
        may = [number for number, width in enumerate(widths) if width > least[number]]
        if not may:
            return
        widths[max(may, key=widths.__getitem__)] -= 1


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(map(str, list(value)[:MOST_NAMES]))}}}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    return "null" if value is None else fit(json_line(value).decode().rstrip("\n"), 24)
