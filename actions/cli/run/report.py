"""A run on paper: a line per decision while it goes, a table per action at its end."""

from collections import Counter
from collections.abc import Mapping
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

from rich import box
from rich.console import Console
from rich.table import Table

from actions.cli.formats import Format, console, count, print_json, printable
from actions.decision import facts_of
from actions.run.json_line import json_line
from actions.run.rows import Row
from actions.run.summary.tally import Tally
from destinations.sdk.destination import Sendable
from destinations.sdk.write import Write

MOST_ROWS = 40
MOST_REASONS = 3
MOST_LETTERS = 100


class RowPrinter:
    """Prints rows as they come: as JSON all of them, as text the first 40."""

    def __init__(self, form: Format, *, requests: bool) -> None:
        self._form = form
        self._requests = requests
        self._out = console()
        self._printed = 0

    def print(self, row: Row) -> None:
        if self._form is Format.json:
            print_json(row.as_dict())
        else:
            self.print_text(row_text(row, requests=self._requests) if self._printed < MOST_ROWS else "")

    @property
    def is_full(self) -> bool:
        """Whether rows are only counted from now on."""
        return self._form is Format.text and self._printed > MOST_ROWS

    def count(self) -> None:
        """Count a row that is not printed any more."""
        self._printed += 1

    def print_text(self, text: str) -> None:
        """Print the text of a row, or say once that there are more than are printed."""
        self._printed += 1
        if self._printed <= MOST_ROWS:
            self._out.print(text, end="")
        elif self._printed == MOST_ROWS + 1:
            self._out.print("… more follow; --format json prints them all\n")


def row_json(row: Row) -> bytes:
    """The row as a line for machines."""
    return json_line(row.as_dict())


def row_bytes(row: Row, *, requests: bool) -> bytes:
    """The row for people, as bytes to be handed from process to process."""
    return row_text(row, requests=requests).encode("utf-8", "surrogatepass")


def row_text(row: Row, *, requests: bool) -> str:
    """The row for people, with its requests in full if asked for; ends with a line's end."""
    decision = row.decision
    name = f"{decision.instance}.{decision.action}" if decision.action else "(event)"
    if row.line.ends_file:
        name = "(file)"
    text = StringIO()
    out = console(file=text)
    out.print(f"{printable(row.line.file)}:{row.line.number}  {name}  {_verdict(row)}")
    if decision.status == "failed":
        for one in decision.diagnostics:
            out.print(f"    {one.code} {printable(one.message)}")
            told = "; ".join(part for part in (one.hint, str(one.place) if one.place else None) if part)
            if told:
                out.print(f"        {printable(told)}")
    elif decision.status == "not_fired":
        out.print(f"    {printable(decision.reason or '')}")
    elif decision.payload:
        for field, value in (facts_of(decision)["payload"] or {}).items():
            out.print(f"    {field:<18} {_cut(value)}")
        for one in decision.diagnostics:
            out.print(f"    {one.code} {printable(one.message)}")
    for request in row.requests if requests else ():
        print_request(request, out)
    return text.getvalue()


def print_request(request: Sendable, out: Console) -> None:
    """The request in full, as it would go over the wire, secrets as names; of rows, where they go and what they are."""
    shown = request.shown()
    print_body(f"{shown['method']} {shown['url']}", shown["headers"], shown["body"], out)


def print_body(head: str, headers: Mapping[str, str], body: Any, out: Console) -> None:
    """A request line, headers, and a body that is JSON or text."""
    out.print(f"    {printable(head)}")
    for name, value in headers.items():
        out.print(f"    {name}: {printable(value)}")
    out.print(f"\n    {printable(_as_text(body))}\n")


def print_tally(tally: Tally, out: Console, *, sent: bool) -> None:
    """The table of a run: per action what fired, what failed and why, and with `sent` what arrived."""
    table = Table(box=box.SIMPLE_HEAD)
    for name in (
        "action",
        "fired",
        *(("sent",) if sent else ()),
        "not built",
        *(("refused",) if sent else ()),
        "why",
    ):
        table.add_column(name, overflow="fold")
    for name, one in sorted(tally.actions.items()):
        lost = one.rejected
        cells = [name, str(one.fired), *((str(one.sent),) if sent else ()), str(one.failed.total() or "")]
        table.add_row(*cells, *((str(lost.total() or ""),) if sent else ()), reasons(one.failed + lost))
    out.print(table)
    for name, one in sorted(tally.actions.items()):
        if one.left_out:
            out.print(f"{name} went without: {reasons(one.left_out)}")
    if tally.unread:
        out.print(f"{count(len(tally.unread), 'file')} not read to the end")
    if tally.refused:
        out.print(f"{count(tally.refused.total(), 'line')} not read as events: {reasons(tally.refused)}")
    end = (
        f"{tally.sent:,} of {tally.fired:,} deliveries arrived."
        if sent
        else "dry run: nothing was sent. --send delivers."
    )
    out.print(f"{count(tally.events, 'event')}, {count(tally.fired, 'payload')}. {end}")


def _verdict(row: Row) -> str:
    decision = row.decision
    if row.outcome:
        told = row.outcome.status + (f": {printable(row.outcome.reason)}" if row.outcome.reason else "")
        return told + (f", the same delivery as {printable(row.repeats[0])}:{row.repeats[1]}" if row.repeats else "")
    if row.line.ends_file:
        return "not read to its end"
    if decision.status == "failed":
        return "not built"
    if decision.status == "not_fired":
        return "does not fire"
    return " and ".join(_target(one) for one in row.requests)


def _target(request: Sendable) -> str:
    if isinstance(request, Write):
        return f"WRITE {request.tool}:{request.target}"
    try:
        url = urlsplit(request.url)
    except ValueError:
        return f"{request.method} {printable(request.url)}"
    return printable(f"{request.method} {url.netloc}{url.path}")


def reasons(counted: Counter[str]) -> str:
    """The most frequent reasons with their counts, and how many more there are."""
    told = [f"{number} × {printable(reason)}" for reason, number in counted.most_common(MOST_REASONS)]
    rest = len(counted) - len(told)
    return "; ".join(told) + (f"; {rest} other reasons" if rest > 0 else "")


def _cut(value: Any) -> str:
    text = printable(_as_text(value))
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json_line(value).decode().rstrip("\n")
