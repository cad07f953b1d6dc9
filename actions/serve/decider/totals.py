"""How many events of each source became what: kept with the position, so that the numbers always add up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from actions.serve.decider.deciding import Became, Verdict
from destinations.delivery.outbox.entry import Mark
from destinations.delivery.outbox.file.store import Store

# The names under which an outbox keeps the numbers, as it keeps how far inputs were read.
PREFIX = "serve/"


class Totals:
    """Numbers by source and `Became`, since the outbox was made; all others only since this process began.

    Of the events that were read, those that were neither refused nor repeated are accepted, and all of them are
    decided: with deliveries, without any, suppressed, blocked or invalid.
    """

    def __init__(self) -> None:
        self.events: Counter[tuple[str, str]] = Counter()
        self.codes: Counter[tuple[str, str]] = Counter()
        self.decisions: Counter[tuple[str, str, str]] = Counter()
        self.violations: Counter[str] = Counter()

    def load(self, store: Store) -> None:
        """Go on from the numbers in the outbox."""
        query = "SELECT input, line FROM inputs WHERE environment = ? AND input LIKE ?"
        self.events.clear()
        for name, number in store.connection.execute(query, (store.environment, f"{PREFIX}%")):
            source, _, became = name.removeprefix(PREFIX).rpartition("/")
            self.events[source, became] = number

    def with_these(self, verdicts: Sequence[Verdict]) -> list[Mark]:
        """What the outbox is to keep once these are in it."""
        new = Counter((one.record.source, one.became.value) for one in verdicts)
        return [
            Mark(f"{PREFIX}{source}/{became}", "", self.events[source, became] + n)
            for (source, became), n in new.items()
        ]

    def add(self, verdicts: Iterable[Verdict]) -> None:
        """Count what is in the outbox now."""
        for one in verdicts:
            self.events[one.record.source, one.became.value] += 1
            if one.code:
                self.codes[one.record.source, one.code] += 1
            if one.violations:
                self.violations[one.record.source] += 1
            for decision in one.decisions:
                name = decision.instance or ""
                self.decisions[name, decision.action or "", _status(decision.status)] += 1

    def by_source(self) -> dict[str, dict[str, int]]:
        """The numbers of each source, for people and machines."""
        found: dict[str, dict[str, int]] = {}
        for source in sorted({name for name, _ in self.events}):
            of = {one: self.events[source, one.value] for one in Became}
            read = sum(of.values())
            found[source] = {
                "read": read,
                "refused": of[Became.REFUSED],
                "repeated": of[Became.REPEATED],
                "accepted": read - of[Became.REFUSED] - of[Became.REPEATED],
                "suppressed": of[Became.SUPPRESSED],
                "blocked": of[Became.BLOCKED],
                "invalid": of[Became.INVALID],
                "decided": read - of[Became.REFUSED] - of[Became.REPEATED],
            }
        return found

    def sources(self) -> Iterator[str]:
        """The sources that have numbers."""
        yield from sorted({name for name, _ in self.events})


def _status(status: str) -> str:
    # What is among the decisions and did not fire was held back.
    return "held_back" if status == "not_fired" else status
