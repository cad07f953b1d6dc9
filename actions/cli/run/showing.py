"""What a run shows of its events: rows while it goes, counts at its end."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from actions.cli.formats import Format, console, may_go_unread, printable
from actions.cli.run.report import RowPrinter, print_tally
from actions.cli.run.spellings import warn_of_spellings
from actions.plan.planned import Plan
from actions.run.rows import Answer, Row
from actions.run.summary.repeats import Repeats
from actions.run.summary.tally import Tally


@dataclass(slots=True)
class Showing:
    """Counts and prints what a run decides and, with `send`, what becomes of it."""

    form: Format
    printer: RowPrinter
    send: bool
    tally: Tally = field(default_factory=Tally)
    repeats: Repeats = field(default_factory=Repeats)

    def answer(self, answer: Answer) -> None:
        """Show what was decided about an event; of what is on its way, the row comes with its end."""
        answer = self.repeats.mark(answer)
        self.tally.add(answer)
        for row in answer.rows:
            if not self.send or row.outcome or row.decision.status != "fired":
                self.printer.print(row)

    @property
    def wants_rows(self) -> bool:
        """Whether rows are still printed."""
        return not self.printer.is_full

    def ended(self, action: str, row: Row | None, reason: str | None) -> None:
        """Show the end of a delivery of `instance.action`: it was sent, or rejected for the reason."""
        self.tally.add_outcome(action, reason)
        if row:
            self.printer.print(row)
        else:
            self.printer.count()

    def end(self, plan: Plan) -> None:
        """Show the counts, and what there is to warn of."""
        if self.form is Format.text:
            with may_go_unread():
                print_tally(self.tally, console(), sent=self.send)
        for told in self._warnings(plan):
            console(stderr=True).print(f"actions: warning: {printable(told)}")

    def _warnings(self, plan: Plan) -> Iterator[str]:
        return chain(warn_of_spellings(self.tally.spellings, plan), self.repeats.warnings())
