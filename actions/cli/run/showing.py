"""What a run shows of its events: rows while it goes, counts at its end."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from actions.cli.asking.layout import wrapped
from actions.cli.formats import Format, console, may_go_unread, printable
from actions.cli.run.progress import Bar
from actions.cli.run.report import print_tally
from actions.cli.run.rows_text import RowPrinter
from actions.cli.run.spellings import warn_of_spellings
from actions.decision import Fired
from actions.plan.plan import Plan
from actions.run.question import EVERYTHING
from actions.run.results import Answer, Row, is_failure
from actions.run.selection import Selection
from actions.run.summary.held import HeldRows
from actions.run.summary.repeats import Repeats
from actions.run.summary.tally import Tally
from actions.workbench.explaining.unfound import Unfound


@dataclass(slots=True)
class Showing:
    """Counts and prints what a run decides and, with `send`, what becomes of it.

    With `only_failed` the rows of what went well are not printed, or at the end if it `holds` them until then.
    `unfound` gathers lines that never find anything. Where it `reads` no events, nothing is said of any.
    """

    form: Format
    printer: RowPrinter
    send: bool
    bar: Bar = field(default_factory=Bar)
    only_failed: bool = False
    holds: bool = False
    reads: bool = True
    unfound: Unfound | None = None
    select: Selection = EVERYTHING
    tally: Tally = field(default_factory=Tally)
    repeats: Repeats = field(default_factory=Repeats)
    _held: HeldRows | None = None

    def answer(self, answer: Answer) -> None:
        """Show what was decided about an event; of what is on its way, the row comes with its end."""
        answer = self.repeats.mark(answer)
        self.tally.add(answer)
        for row in answer.rows:
            if self.unfound and isinstance(row.decision, Fired):
                self.unfound.add(row.decision, row.line.value)
            if not self.send or row.outcome or row.decision.status != "fired":
                self._print(row, failed=is_failure(row))

    @property
    def wants_rows(self) -> bool:
        """Whether rows are still printed."""
        return not self.printer.is_full

    def ended(self, action: str, row: Row | None, reason: str | None) -> None:
        """Show the end of a delivery of `instance.action`: it was sent, or rejected for the reason."""
        self.tally.add_outcome(action, reason)
        self.bar.show_deliveries(self.tally.sent + self.tally.given_up, self.tally.fired)
        if row:
            self._print(row, failed=reason is not None)
        elif reason is not None or not self.only_failed:
            self.printer.count()

    def end(self, plan: Plan, waiting: int = 0) -> None:
        """Show the counts, of deliveries also how many still wait, and what there is to warn of."""
        self.bar.hide()
        if self._held is not None:
            with may_go_unread():
                for written in self._held:
                    self.printer.print_written(written)
        if self.form is Format.text:
            with may_go_unread():
                self._print_end(plan, waiting)
        err = console(stderr=True)
        for warning in self._warnings(plan):
            message = printable(f"actions: warning: {warning}")
            # A log keeps each of them on one line.
            err.print(wrapped(message, err.width) if err.is_terminal else message)

    def _print_end(self, plan: Plan, waiting: int) -> None:
        out = console()
        if self.printer.left:
            first = "" if self.only_failed else ", --failed those not built first"
            out.print(f"… {self.printer.left:,} more are not shown: --rows all shows them{first}\n")
        elif self.only_failed and self.reads and not self.tally.failures:
            out.print("nothing failed\n", style="green")
        names = [one.key for one in plan.actions if one.enabled and self.select.takes(one)]
        notes = self.unfound.sentences() if self.unfound else ()
        reveal = self.printer.look.reveal
        how = {"sent": self.send, "reveal": reveal, "reads": self.reads}
        print_tally(self.tally, out, actions=names, notes=notes, waiting=waiting, **how)

    def _print(self, row: Row, *, failed: bool) -> None:
        if failed or not self.only_failed:
            self.printer.print(row)
        elif self.holds:
            self._held = self._held or HeldRows()
            self._held.hold(self.printer.written(row))

    def _warnings(self, plan: Plan) -> Iterator[str]:
        return chain(warn_of_spellings(self.tally.spellings, plan), self.repeats.warnings())
