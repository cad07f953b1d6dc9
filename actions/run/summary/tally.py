"""Counts of a run, per action."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from actions.run.results import Answer
from mappings.event_fields import plain_spelling
from mappings.findings.diagnostic import Diagnostic

# The names of orders and refunds: one that is counted twice, or nowhere, is money that is not there.
ORDERS = frozenset(map(plain_spelling, ("Order Completed", "Completed Order", "Order Refunded", "Refunded Order")))
MOST_SPELLINGS = 8
# So many places of lines are kept for each reason why they are not events.
MOST_PLACES = 5
ITEM = re.compile(r"\[[0-9]+\]")


@dataclass(slots=True)
class ActionTally:
    """What became of one action's decisions; the counters count reasons.

    `left_out` counts what was left out of payloads that fired, by code and field; `products[].brand` stands for the
    field of any item. `passed_over` counts deliveries that were not accepted: `repeated` or `suppressed`.
    """

    fired: int = 0
    sent: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Tally:
    """What became of a run's events. `last` is where it got to: file and line.

    `stopped` says that an action's `on_error: stop` ended the run there. `unread` says of which files, and why, not all
    was read: the number of events in them is unknown. `refused_at` has the first places of lines that are no
    events by the reason, `spellings` the names of orders by their plain spelling.
    """

    events: int = 0
    unread: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    refused_at: dict[str, list[str]] = field(default_factory=dict)
    actions: dict[str, ActionTally] = field(default_factory=dict)
    spellings: dict[str, set[str]] = field(default_factory=dict)
    last: str = ""
    stopped: bool = False

    def add(self, answer: Answer) -> None:
        """Count the rows of one event, or a file that could not be read to its end."""
        if answer.line.ends_file:
            self.unread.append(f"{answer.line.file}: {answer.line.value.diagnostic.message}")
            return
        self.events += 1
        self.last = f"{answer.line.file}:{answer.line.number}"
        self.stopped = answer.stop
        self._add_spelling(answer.line.value)
        for row in answer.rows:
            decision = row.decision
            if decision.action is None:
                reason = decision.diagnostics[0].code + " " + decision.diagnostics[0].message
                self.refused[reason] += 1
                self._add_place(reason, self.last)
                continue
            if decision.status == "not_fired":
                continue
            mine = self._tally_of(f"{decision.instance}.{decision.action}")
            if decision.status == "failed":
                mine.failed[decision.diagnostics[0].code + " " + decision.diagnostics[0].message] += 1
            else:
                mine.fired += 1
                if row.outcome and row.outcome.reason:
                    # There was no room for the delivery: that is its end.
                    mine.rejected[row.outcome.reason] += 1
                elif row.outcome:
                    mine.passed_over[row.outcome.status] += 1
                if decision.diagnostics:
                    mine.left_out.update(map(_what, decision.diagnostics))

    def _tally_of(self, action: str) -> ActionTally:
        """The counters of `instance.action`, made when it first has something to count."""
        mine = self.actions.get(action)
        if mine is None:
            mine = self.actions[action] = ActionTally()
        return mine

    def _add_place(self, reason: str, place: str) -> None:
        known = self.refused_at.setdefault(reason, [])
        if len(known) < MOST_PLACES:
            known.append(place)

    def _add_spelling(self, event: Any) -> None:
        name = event.get("event") if isinstance(event, dict) else None
        if isinstance(name, str) and (plain := plain_spelling(name)) in ORDERS:
            known = self.spellings.setdefault(plain, set())
            if len(known) < MOST_SPELLINGS:
                known.add(name)

    def merge(self, later: "Tally") -> None:
        """Count what another tally counted of the events after these."""
        self.events += later.events
        self.unread += later.unread
        self.refused += later.refused
        for reason, places in later.refused_at.items():
            for place in places:
                self._add_place(reason, place)
        for plain, names in later.spellings.items():
            self.spellings.setdefault(plain, set()).update(names)
        self.last = later.last or self.last
        self.stopped = later.stopped
        for name, theirs in later.actions.items():
            mine = self._tally_of(name)
            mine.fired += theirs.fired
            mine.sent += theirs.sent
            mine.failed += theirs.failed
            mine.left_out += theirs.left_out
            mine.rejected += theirs.rejected
            mine.passed_over += theirs.passed_over

    def add_outcome(self, action: str, reason: str | None) -> None:
        """Count the end of a delivery: it was sent, or rejected for the reason."""
        mine = self._tally_of(action)
        if reason is None:
            mine.sent += 1
        else:
            mine.rejected[reason] += 1

    @property
    def failures(self) -> int:
        """Decisions that failed, refused events included."""
        return self.refused.total() + sum(one.failed.total() for one in self.actions.values())

    @property
    def left_out(self) -> int:
        """What was left out of payloads that fired."""
        return sum(one.left_out.total() for one in self.actions.values())

    @property
    def fired(self) -> int:
        return sum(one.fired for one in self.actions.values())

    @property
    def sent(self) -> int:
        return sum(one.sent for one in self.actions.values())

    @property
    def passed_over(self) -> Counter[str]:
        """Deliveries that were not accepted, by what their rows say."""
        return sum((one.passed_over for one in self.actions.values()), Counter())

    @property
    def given_up(self) -> int:
        """Deliveries that never will arrive."""
        return sum(one.rejected.total() for one in self.actions.values())


def _what(warning: Diagnostic) -> str:
    """The warning's code, and its field whichever item of a list it is of."""
    return f"{warning.code} {ITEM.sub('[]', warning.path or '')}".strip()
