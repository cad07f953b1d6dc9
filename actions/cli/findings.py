"""Diagnostics as text: where, what, the line itself with a caret, and what to write."""

from collections import Counter
from collections.abc import Iterable, Mapping

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from actions.cli.formats import Format, print_json
from mappings.findings.diagnostic import MOST_PER_FILE, Diagnostic
from mappings.findings.place import Place

# A longer line is cut to this many characters, with so many of them before the place.
MOST_SHOWN = 160
BEFORE = 60
STYLES = {"error": "bold red", "warning": "yellow"}


def print_findings(found: Iterable[Diagnostic], texts: Mapping[str, str], form: Format, out: Console) -> None:
    """Print every finding, at most 20 for a file and then how many more; as JSON all of them, one a line."""
    if form is Format.json:
        for one in found:
            print_json(one.as_dict())
        return
    shown: Counter[str] = Counter()
    for one in found:
        file = one.place.file if one.place else ""
        shown[file] += 1
        if shown[file] <= MOST_PER_FILE:
            _print(one, texts, out)
    for file, count in shown.items():
        if count > MOST_PER_FILE:
            out.print(f"{file}: and {count - MOST_PER_FILE} more\n")


def _print(one: Diagnostic, texts: Mapping[str, str], out: Console) -> None:
    head = Text(f"{one.place}: " if one.place else "")
    head.append(f"{one.severity} {one.code}", STYLES[one.severity]).append(f": {one.message}")
    out.print(head)
    line = _line(one.place, texts) if one.place else None
    if one.place and line is not None:
        gutter = " " * len(str(one.place.line))
        excerpt, carets = _excerpt(one.place, line)
        out.print(f"  {gutter} |")
        out.print(f"  {one.place.line} | {excerpt}")
        out.print(f"  {gutter} | {carets} {one.hint or ''}".rstrip())
    elif one.hint:
        out.print(f"    {one.hint}")
    for place in one.related:
        out.print(f"    see also {place}")
    out.print()


def _line(place: Place, texts: Mapping[str, str]) -> str | None:
    lines = texts.get(place.file, "").removeprefix("\ufeff").splitlines()
    return lines[place.line - 1].replace("\t", " ") if 0 < place.line <= len(lines) else None


def _excerpt(place: Place, line: str) -> tuple[str, str]:
    """The part of the line around the span, and carets under the span.

    The carets count columns of the terminal, as some characters take two.
    """
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    first = 0 if len(line) <= MOST_SHOWN else max(0, start - BEFORE)
    shown = line[first : first + MOST_SHOWN]
    head, tail = "…" if first else "", "…" if first + MOST_SHOWN < len(line) else ""
    under = cell_len(line[start : min(end, first + MOST_SHOWN)])
    return f"{head}{shown}{tail}", " " * cell_len(head + line[first:start]) + "^" * max(1, under)
