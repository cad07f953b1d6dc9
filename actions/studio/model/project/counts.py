"""For how many events each action fires, fails, and leaves fields out; a few events at a time, so that nobody waits."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter

from actions.engine.decide import decide_event
from actions.event.context import Context
from actions.event.event import Refused
from actions.event.read import read_event
from actions.plan.plan import Plan
from actions.studio.model.files.events import SeenEvent
from actions.workbench.people import personal_values, without_texts
from mappings.findings.diagnostic import Diagnostic

# So long is worked without a pause: less than anybody notices.
SLICE = 0.02
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


@dataclass(slots=True)
class RefusedEvents:
    """How many values are no events for one reason, that reason for the first of them, and ids of some."""

    words: str = ""
    number: int = 0
    ids: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Counts:
    """The counts of one plan over many events; `done` of `total` were looked at.

    `names` counts, for each event name, the events that each action took, `failed` those of them that it could not
    build; `unhandled` the events that no action took, by name; `refused` has, by code, the values that are no events.
    """

    actions: dict[str, ActionCounts] = field(default_factory=lambda: defaultdict(ActionCounts))
    names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    events: Counter[str] = field(default_factory=Counter)
    unhandled: Counter[str] = field(default_factory=Counter)
    failed: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    refused: dict[str, RefusedEvents] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    revision: int = -1

    @property
    def is_done(self) -> bool:
        return self.done >= self.total

    def of(self, key: str) -> ActionCounts:
        """The counts of an action, zeros where it was not met."""
        return self.actions.get(key) or ActionCounts()

    def count(self, plan: Plan, events: Sequence[SeenEvent], revision: int) -> Iterator[None]:
        """Count all events anew; gives control back every now and then."""
        for part in (self.actions, self.names, self.events, self.unhandled, self.failed, self.refused):
            part.clear()
        self.done, self.total, self.revision = 0, len(events), revision
        context, start = Context(datetime.now(UTC)), perf_counter()
        for one in events:
            self._add(plan, one, context)
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

    def _add(self, plan: Plan, one: SeenEvent, context: Context) -> None:
        event = read_event(one.value, context)
        if isinstance(event, Refused):
            self._refuse(one, event.diagnostics[0])
            return
        self.events[one.name] += 1
        fired: set[str] = set()
        for decision in decide_event(event, plan):
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
        for key in fired:
            self.names[one.name][key] += 1
        if not fired:
            self.unhandled[one.name] += 1
