"""For how many events each action fires, fails, and leaves fields out; a few events at a time, so that nobody waits."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter

from actions.engine.decide import decide_event
from actions.event.context import Context
from actions.event.event import Event, Refused
from actions.event.read import read_event
from actions.plan.plan import Plan
from actions.studio.model.files.events import SeenEvent
from actions.workbench.people import personal_values, without_texts
from mappings.findings.diagnostic import Diagnostic

# So long is worked without a pause: less than anybody notices.
SLICE = 0.01
MOST_NAMED = 5


@dataclass(slots=True)
class ActionCounts:
    """How many events fired the action, could not be built, and lost fields; and ids of the first that failed."""

    fired: int = 0
    failed: int = 0
    left_out: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def figures(self) -> tuple[int, int, int]:
        return self.fired, self.failed, self.left_out


NONE = ActionCounts()


@dataclass(slots=True)
class RefusedEvents:
    """How many values are not events for one reason, that reason for the first of them, and ids of some."""

    words: str = ""
    number: int = 0
    ids: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FileCounts:
    """What the actions of one file do with the events.

    `names` counts, for each event name, the events that each action took, `failed` those of them that it could not
    build; `taken` has a 1 for each event that any of them took.
    """

    plan: Plan
    actions: dict[str, ActionCounts] = field(default_factory=lambda: defaultdict(ActionCounts))
    names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failed: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    taken: bytearray = field(default_factory=bytearray)

    def add(self, one: SeenEvent, event: Event) -> None:
        """Count one more event."""
        fired: set[str] = set()
        for decision in decide_event(event, self.plan):
            key = f"{decision.instance}.{decision.action}"
            counts = self.actions[key]
            if decision.status == "failed":
                counts.failed += 1
                self.failed[one.name][key] += 1
                if len(counts.failures) < MOST_NAMED:
                    counts.failures.append(one.id)
            else:
                counts.fired += 1
                counts.left_out += bool(decision.diagnostics)
            fired.add(key)
        if fired:
            self.names[one.name].update(fired)
        self.taken.append(bool(fired))


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the files say together when so many events were done."""

    done: int = -1
    names: dict[str, Counter[str]] = field(default_factory=dict)
    failed: dict[str, Counter[str]] = field(default_factory=dict)
    unhandled: Counter[str] = field(default_factory=Counter)


class Counts:
    """The counts of many events over all files; `done` of `total` were looked at.

    `events` counts the events of each name, `refused` has, by code, the values that are not events. What is known of
    files that stay the same is kept: where one of them has changed, only its own actions are counted again.
    """

    def __init__(self, before: "Counts | None" = None) -> None:
        self._before = before
        self.files: dict[str, FileCounts] = {}
        self.seen: Sequence[SeenEvent] = ()
        self._named: list[str] = []
        self.events: Counter[str] = Counter()
        self.refused: dict[str, RefusedEvents] = {}
        self.done = self.total = 0
        self.revision = -1
        self._sums = _Sums()

    @property
    def is_done(self) -> bool:
        return self.done >= self.total

    def of(self, key: str) -> ActionCounts:
        """The counts of an action, zeros where it was not met."""
        return next((one.actions[key] for one in self.files.values() if key in one.actions), NONE)

    @property
    def names(self) -> dict[str, Counter[str]]:
        """For each event name the events that each action took."""
        return self._summed().names

    @property
    def failed(self) -> dict[str, Counter[str]]:
        """For each event name the events that each action took and could not build."""
        return self._summed().failed

    @property
    def unhandled(self) -> Counter[str]:
        """The events that no action took, by name."""
        return self._summed().unhandled

    def _summed(self) -> "_Sums":
        if self._sums.done != self.done:
            parts = list(self.files.values())
            number = min((len(one.taken) for one in parts), default=len(self._named))
            taken = 0
            for one in parts:
                taken |= int.from_bytes(one.taken[:number], "little")
            marks = taken.to_bytes(number, "little")
            unhandled = Counter(name for name, mark in zip(self._named, marks, strict=False) if not mark)
            names, failed = _joined(one.names for one in parts), _joined(one.failed for one in parts)
            self._sums = _Sums(self.done, names, failed, unhandled)
        return self._sums

    def count(self, plans: Mapping[str, Plan], events: Sequence[SeenEvent], revision: int) -> Iterator[None]:
        """Count all events over the plans, each of one file; gives control back every now and then."""
        before = self._before
        kept = before.files if before is not None and before.is_done and before.seen == events else {}
        self._before, self.seen = None, events
        self.files = {
            label: kept[label] if label in kept and kept[label].plan is plan else FileCounts(plan)
            for label, plan in plans.items()
        }
        fresh = [one for label, one in self.files.items() if kept.get(label) is not one]
        self.done, self.total, self.revision, self._sums = 0, len(events), revision, _Sums()
        context, start = Context(datetime.now(UTC)), perf_counter()
        for one in events:
            self._add(fresh, one, context)
            self.done += 1
            if perf_counter() - start > SLICE:
                yield
                start = perf_counter()
        yield

    def _refuse(self, one: SeenEvent, why: Diagnostic) -> None:
        found = self.refused.setdefault(
            why.code, RefusedEvents(str(without_texts(why.message, set(personal_values(one.value)))))
        )
        found.number += 1
        if len(found.ids) < MOST_NAMED:
            found.ids.append(one.id)

    def _add(self, fresh: Iterable[FileCounts], one: SeenEvent, context: Context) -> None:
        event = read_event(one.value, context)
        if isinstance(event, Refused):
            self._refuse(one, event.diagnostics[0])
            return
        self.events[one.name] += 1
        self._named.append(one.name)
        for file in fresh:
            file.add(one, event)


def _joined(parts: Iterable[dict[str, Counter[str]]]) -> dict[str, Counter[str]]:
    made: dict[str, Counter[str]] = defaultdict(Counter)
    for part in parts:
        for name, numbers in part.items():
            made[name].update(numbers)
    return made
