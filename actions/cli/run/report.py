"""Prints the end of a run: a line for each action, what was left out, which lines were not events."""

from collections import Counter
from collections.abc import Callable, Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from actions.cli.asking.layout import wrapped
from actions.cli.formats import count, printable
from actions.run.summary.tally import ActionTally, Tally
from actions.workbench.people import without_texts

MOST_REASONS = 3
MOST_FIELDS = 12
# Cells between two columns of the table, and those that its last column has at least.
BETWEEN, LEAST = 3, 30


def print_tally(
    tally: Tally,
    out: Console,
    *,
    sent: bool,
    actions: Iterable[str] = (),
    notes: Iterable[str] = (),
    reveal: bool = False,
    waiting: int = 0,
    reads: bool = True,
) -> None:
    """The table of a run: per action what fired, what failed and why, and with `sent` what arrived.

    `actions` are those that have a row even if nothing became of them, `notes` what else there is to know. Without
    `reveal` no reason shows an address. `waiting` counts deliveries that are still to be sent; where nothing was to be
    read, nothing is said of events.
    """
    rows = {name: ActionTally() for name in actions} | tally.actions
    hide = _as_it_is if reveal else _without_addresses
    table = _table(rows, hide, out.width, sent=sent, reads=reads)
    out.print(table)
    if table.columns[-1].header != "why":
        for name, one in sorted(rows.items()):
            if failures := one.failed + one.rejected:
                out.print(wrapped(f"{name}: {hide(reasons(failures))}", out.width), style="red")
    for name, one in sorted(rows.items()):
        if one.left_out:
            sentence = f"{name} went without {one.left_out.total():,}: {reasons(one.left_out, MOST_FIELDS)}"
            out.print(wrapped(sentence, out.width), style="yellow")
    if tally.unread:
        out.print(f"{count(len(tally.unread), 'file')} not read to the end", style="red")
    _print_refused(tally, out, hide)
    for note in notes:
        out.print(wrapped(printable(hide(note)), out.width), style="yellow")
    end = _what_arrived(tally, waiting) if sent else "dry run: nothing was sent. --send delivers."
    failed = sum(one.failed.total() for one in rows.values())
    lost = f", {failed:,} not built" if failed else ""
    read = (
        f"{count(tally.events - tally.refused.total(), 'event')}, {count(tally.fired, 'payload')}{lost}. "
        if reads
        else ""
    )
    out.print(wrapped(f"{read}{end}", out.width))


def _what_arrived(tally: Tally, waiting: int) -> str:
    """How many deliveries arrived, of this run and of those before, and how many were not accepted."""
    total, over = tally.sent + tally.given_up + waiting, tally.passed_over
    sentences = [f"{tally.sent:,} of {total:,} deliveries arrived." if total else "Nothing new to deliver."]
    if over["repeated"]:
        sentences.append(f"{over['repeated']:,} were accepted before, in the last 24 hours: --again sends them.")
    if over["suppressed"]:
        sentences.append(f"{over['suppressed']:,} are of people of whom nothing is accepted.")
    return " ".join(sentences)


def _table(rows: dict[str, ActionTally], hide: Callable[[str], str], width: int, *, sent: bool, reads: bool) -> Table:
    """A row for each action; why something failed stands in it where there is room, and below it otherwise."""
    table = Table(box=box.SIMPLE_HEAD)
    names = [*(["fired"] if reads else []), *(["sent"] if sent else []), *(["not built"] if reads else [])]
    names = ["action", *names, *(["refused"] if sent else [])]
    # Names stay whole.
    action = min(max(map(len, rows), default=0), width // 2)
    room = width - action - sum(len(name) + BETWEEN for name in names[1:]) - 2 * BETWEEN - 1
    names += ["why"] if room >= LEAST else []
    for name in names:
        table.add_column(name, overflow="fold", justify="left" if name in ("action", "why") else "right")
    table.columns[0].min_width = action
    if "why" in names:
        table.columns[-1].max_width = room
    for name, one in sorted(rows.items()):
        failed, rejected = one.failed.total(), one.rejected.total()
        numbers = {"fired": one.fired, "sent": one.sent, "not built": failed, "refused": rejected}
        style = "" if one.fired or one.failed or one.sent or one.rejected else "dim"
        cells = [
            Text(
                f"{numbers[column]:,}" if numbers[column] or column == "fired" else "",
                "bold red" if numbers[column] and column in ("not built", "refused") else style,
            )
            for column in names[1:]
            if column != "why"
        ]
        why = [hide(reasons(one.failed + one.rejected))] if "why" in names else []
        table.add_row(name, *cells, *why, style=style)
    return table


def _print_refused(tally: Tally, out: Console, hide: Callable[[str], str]) -> None:
    """The lines that are not events, by reason, with the first places of each."""
    if not tally.refused:
        return
    out.print(f"{count(tally.refused.total(), 'line')} not read as events", style="red")
    for reason, number in tally.refused.most_common():
        places = tally.refused_at.get(reason, [])
        more = f" and {number - len(places):,} more" if number > len(places) else ""
        line = f"{number} × {printable(hide(reason))}: {', '.join(map(printable, places))}{more}"
        out.print(wrapped(line, out.width, "  "))


def _as_it_is(text: str) -> str:
    return text


def _without_addresses(text: str) -> str:
    hidden: str = without_texts(text, ())
    return hidden


def reasons(counted: Counter[str], most: int = MOST_REASONS) -> str:
    """The most frequent reasons with their counts, and how many more there are."""
    parts = [f"{number} × {printable(reason)}" for reason, number in counted.most_common(most)]
    rest = len(counted) - len(parts)
    return "; ".join(parts) + (f"; {rest} more" if rest > 0 else "")
