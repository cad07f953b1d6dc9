"""Prints a row of a run: where the event stands, what was decided, the payload, the requests."""

import json
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.cells import cell_len
from rich.console import Console

from actions.cli.asking.layout import fit, wrapped
from actions.cli.formats import PIPED_WIDTH, Format, console, print_json, printable
from actions.credentials import secrets_of, without_secrets
from actions.decision import Decision, facts_of
from actions.json_line import json_line
from actions.run.results import Row
from actions.workbench.people import masked, personal_values, without_texts
from destinations.sdk.destination import Sendable
from destinations.sdk.write import Write
from mappings.findings.diagnostic import Diagnostic

MOST_ROWS = 40
FIELD = 18
BUILT_IN = "destinations/"
STYLES = (
    ("not built", "red"),
    ("rejected", "red"),
    ("not read", "red"),
    ("does not fire", "yellow"),
    ("sent", "green"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """How rows are shown: with their requests, with personal data, in so many cells of a terminal."""

    requests: bool = False
    reveal: bool = False
    width: int = PIPED_WIDTH


class RowPrinter:
    """Prints rows as they come: as JSON all of them, as text the first `most`, None for all.

    `before` is called before something is printed.
    """

    def __init__(
        self,
        form: Format,
        look: Look,
        *,
        most: int | None = MOST_ROWS,
        mask: bool = False,
        before: Callable[[], None] = lambda: None,
    ) -> None:
        self._form = form
        self.look = look
        self._most = most
        self._mask = mask
        self._before = before
        self._out = console()
        self._printed = 0

    def print(self, row: Row) -> None:
        if self._form is Format.json:
            print_json(row_facts(row, mask=self._mask))
        elif self.is_full:
            self.count()
        else:
            self.print_text(row_text(row, self.look))

    @property
    def is_full(self) -> bool:
        """Whether rows are only counted from now on."""
        return self._form is Format.text and self._most is not None and self._printed >= self._most

    @property
    def left(self) -> int:
        """How many rows were not printed."""
        return max(0, self._printed - self._most) if self._most is not None and self._form is Format.text else 0

    def count(self) -> None:
        """Count a row that is not printed any more."""
        self._printed += 1

    def print_text(self, text: str) -> None:
        """Print the text of a row, unless there are more than are printed."""
        if not self.is_full:
            self._before()
            head, end, rest = text.partition("\n")
            # A verdict that did not fit stands below.
            shown = head if head.count("  ") > 1 else f"{head}  {rest.lstrip()}"
            style = next((style for words, style in STYLES if f"  {words}" in shown.partition("\n")[0]), "")
            self._out.print(head, style=style, end="")
            self._out.print(end + rest, end="")
        self.count()

    def written(self, row: Row) -> bytes:
        """The row as it would be printed."""
        return row_json(row, mask=self._mask) if self._form is Format.json else row_bytes(row, look=self.look)

    def print_written(self, written: bytes) -> None:
        """Print a row that is written already."""
        if self._form is Format.json:
            sys.stdout.buffer.write(written)
            sys.stdout.buffer.flush()
        else:
            self.print_text(written.decode("utf-8", "surrogatepass"))

    def print_file(self, path: Path) -> None:
        """Print rows that are written already, all of them."""
        if path.stat().st_size:
            self._before()
            with path.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()


def row_facts(row: Row, *, mask: bool) -> dict[str, Any]:
    """The row as JSON, with personal data hidden if asked for."""
    facts: dict[str, Any] = without_secrets(row.as_dict(), set(secrets_of(row.decision.payload)))
    if not mask:
        return facts
    payload = row.decision.payload
    if payload is not None:
        facts["payload"] = masked(facts["payload"], type(payload))
    for request in facts["requests"]:
        request["body"] = masked(request["body"])
    hidden: dict[str, Any] = without_texts(facts, set(_people(row)))
    return hidden


def row_json(row: Row, *, mask: bool = False) -> bytes:
    """The row as a line for machines."""
    return json_line(row_facts(row, mask=mask))


def row_bytes(row: Row, *, look: Look) -> bytes:
    """The row for people, as bytes to be handed from process to process."""
    return row_text(row, look).encode("utf-8", "surrogatepass")


def row_text(row: Row, look: Look) -> str:
    """The row for people, with its requests in full if asked for; ends with an empty line."""
    decision = row.decision
    name = f"{decision.instance}.{decision.action}" if decision.action else "(event)"
    if row.line.ends_file:
        name = "(file)"
    hide = partial(without_secrets, secrets=set(secrets_of(row.decision.payload)))
    if not look.reveal:
        hide = partial(_without, people=set(_people(row)), hide=hide)
    text = StringIO()
    out = console(file=text)
    out.width = look.width
    head, verdict = f"{printable(row.line.file)}:{row.line.number}  {name}", hide(_verdict(row))
    # What is too long for one line goes on below, under its name.
    between = "  " if cell_len(head) + cell_len(verdict) + 2 <= look.width else "\n    "
    out.print(f"{head}{between}{verdict}")
    if decision.status == "failed":
        for one in decision.diagnostics:
            _print_finding(one, decision, out, hide)
    elif decision.status == "not_fired":
        out.print(wrapped(printable(hide(decision.reason or "")), look.width, "    "))
    elif decision.payload is not None:
        fields = facts_of(decision)["payload"] or {}
        shown = hide(fields if look.reveal else masked(fields, type(decision.payload)))
        for field, value in shown.items():
            # A value may have a megabyte, of which nobody sees more than the terminal is wide.
            shown = printable(as_text(value)[: look.width + 1])
            out.print(fit(f"    {field:<{FIELD}} {shown}", look.width))
        for one in decision.diagnostics:
            out.print(wrapped(printable(hide(f"{one.code} {one.message}")), look.width, "    "))
    for request in row.requests if look.requests else ():
        print_request(request, out, hide, reveal=look.reveal)
    return text.getvalue() + "\n"


def _print_finding(one: Diagnostic, decision: Decision, out: Console, hide: Callable[[Any], Any]) -> None:
    out.print(wrapped(printable(hide(f"{one.code} {one.message}")), out.width, "    "))
    where = str(one.place) if one.place else None
    if one.place and one.place.file.startswith(BUILT_IN):
        where = f"a default of {decision.type}"  # It stands in a file that the reader does not have.
    advice = "; ".join(part for part in (one.hint, where) if part)
    if advice:
        out.print(wrapped(printable(hide(advice)), out.width, "        "))


def print_request(request: Sendable, out: Console, hide: Callable[[Any], Any], *, reveal: bool = False) -> None:
    """The request in full, as it would go over the wire, secrets as names; of rows, where they go and what they are."""
    whole = request.shown()
    shown = hide(whole if reveal else {**whole, "body": masked(whole["body"])})
    print_body(f"{shown['method']} {shown['url']}", shown["headers"], shown["body"], out)


def print_body(head: str, headers: Mapping[str, str], body: Any, out: Console) -> None:
    """A request line, headers, and a body that is JSON or text."""
    out.print(f"    {printable(head)}")
    for name, value in headers.items():
        out.print(f"    {name}: {printable(value)}")
    text = as_text(body)
    if not isinstance(body, str):
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    lines = "\n".join(f"    {printable(line)}" for line in text.splitlines())
    out.print(f"\n{lines}\n")


def as_text(value: Any) -> str:
    """The value as it is, where it is a text, else as JSON."""
    return value if isinstance(value, str) else json_line(value).decode().rstrip("\n")


def _people(row: Row) -> Iterator[str]:
    """The texts in the row's event and payload that identify a person."""
    yield from personal_values(row.line.value)
    payload = row.decision.payload
    if payload is not None:
        yield from personal_values(facts_of(row.decision)["payload"] or {}, type(payload))


def _without(value: Any, people: Collection[str], hide: Callable[[Any], Any]) -> Any:
    return without_texts(hide(value), people)


def _verdict(row: Row) -> str:
    decision = row.decision
    if row.outcome:
        outcome = row.outcome.status + (f": {printable(row.outcome.reason)}" if row.outcome.reason else "")
        return outcome + (f", the same delivery as {printable(row.repeats[0])}:{row.repeats[1]}" if row.repeats else "")
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
