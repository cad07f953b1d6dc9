"""Diagnostics as text: where, what, the line itself with a caret, and what to write."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from textwrap import wrap

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from actions.cli.formats import Format, print_json
from mappings.findings.diagnostic import MOST_PER_FILE, Diagnostic
from mappings.findings.place import Place

# A longer line is cut to this many characters, with so many of them before the place.
MOST_SHOWN = 160
BEFORE = 60
SHORTEST = 40
INDENT = "    "
STYLES = {"error": "bold red", "warning": "yellow"}


def print_findings(found: Iterable[Diagnostic], texts: Mapping[str, str], form: Format, out: Console) -> None:
    """Print every finding, at most 20 for a file and then how many more; as JSON all of them, one a line."""
    if form is Format.json:
        for one in found:
            print_json(one.as_dict())
        return
    shown: Counter[str] = Counter()
    for one in sorted(found, key=lambda one: one.order):
        file = one.place.file if one.place else ""
        shown[file] += 1
        if shown[file] <= MOST_PER_FILE:
            _print(one, texts, out)
    for file, count in shown.items():
        if count > MOST_PER_FILE:
            out.print(f"{file}: and {count - MOST_PER_FILE} more\n")


def _print(one: Diagnostic, texts: Mapping[str, str], out: Console) -> None:
    head = Text(f"{one.place}: " if one.place else "")
    head.append(f"{one.severity} {one.code}", STYLES[one.severity]).append(": ")
    first, *rest = _wrapped(f"{head.plain}{one.message}", out, INDENT)
    out.print(head.append(first.removeprefix(head.plain)))
    for part in rest:
        out.print(part)
    line = _line(one.place, texts) if one.place else None
    if one.place and line is not None:
        gutter = " " * len(str(one.place.line))
        room = max(out.width - len(gutter) - len("   | "), SHORTEST) if _has_edge(out) else MOST_SHOWN
        excerpt, carets = _excerpt(one.place, line, min(room, MOST_SHOWN))
        out.print(f"  {gutter} |")
        out.print(f"  {one.place.line} | {excerpt}")
        marked = f"  {gutter} | {carets} {one.hint or ''}".rstrip()
        if not _has_edge(out) or cell_len(marked) <= out.width:
            out.print(marked)
        else:
            out.print(Text(f"  {gutter} | {carets}"))
            for part in _wrapped(f"{INDENT}{one.hint}", out, INDENT):
                out.print(part)
    elif one.hint:
        for part in _wrapped(f"{INDENT}{one.hint}", out, INDENT):
            out.print(part)
    for place in one.related:
        out.print(f"    see also {place}")
    out.print()


def _line(place: Place, texts: Mapping[str, str]) -> str | None:
    lines = texts.get(place.file, "").removeprefix("\ufeff").splitlines()
    return lines[place.line - 1].replace("\t", " ") if 0 < place.line <= len(lines) else None


def _has_edge(out: Console) -> bool:
    """Whether lines end at an edge: a file or a pipe has none, unless somebody says how wide it is."""
    return out.is_terminal or "COLUMNS" in os.environ


def _wrapped(text: str, out: Console, indent: str) -> list[str]:
    """The text in lines that end between words, where the output has an edge."""
    if not _has_edge(out) or cell_len(text) <= out.width:
        return [text]
    width = max(out.width, SHORTEST)
    return wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) or [text]


def _excerpt(place: Place, line: str, most: int) -> tuple[str, str]:
    """The part of the line around the span, and carets under the span.

    The carets count columns of the terminal, as some characters take two.
    """
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    # Two characters are for the signs that something stands before and behind.
    kept = most if len(line) <= most else most - 2
    first = 0 if len(line) <= most else max(0, min(start - min(BEFORE, kept // 2), len(line) - kept))
    shown = line[first : first + kept]
    head, tail = "…" if first else "", "…" if first + kept < len(line) else ""
    under = cell_len(line[start : min(end, first + kept)])
    return f"{head}{shown}{tail}", " " * cell_len(head + line[first:start]) + "^" * max(1, under)
