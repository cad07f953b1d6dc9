"""What is counted of the actions of two versions of a project: calls, changed payloads, and their fields."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from actions.insight.diff.values import NOTHING, scale_of
from actions.insight.lineage.ways import ITEM, Way, show_way
from actions.workbench.people import masked, without_texts
from destinations.delivery.redaction.people import HIDDEN

MOST_SAMPLES: Final = 3
MOST_REASONS: Final = 50
# A middle value is that of the first so many, and fields that events invent are counted together from so many on, so
# that memory does not grow with the events.
MOST_NUMBERS: Final = 1_000
MOST_FIELDS: Final = 2_000
# An alarm is raised where so many of the changed amounts are the same power of ten apart.
MOSTLY: Final = 0.5


@dataclass(slots=True)
class Sample:
    """A field of one event's payload in both versions."""

    message_id: str
    old: Any
    new: Any

    def as_dict(self) -> dict[str, Any]:
        sides = (("before", self.old), ("after", self.new))
        return {"message_id": self.message_id} | {name: value for name, value in sides if value is not NOTHING}


@dataclass(slots=True)
class FieldChange:
    """A field: in how many payloads it is another value, is missing now, or is there now, and a few of them.

    `scales` counts by how many times the value of one that `is_money` has changed.
    """

    way: Way
    is_money: bool = False
    is_personal: bool = False
    changed: int = 0
    gone: int = 0
    come: int = 0
    samples: list[Sample] = field(default_factory=list)
    scales: Counter[float] = field(default_factory=Counter)
    numbers: list[tuple[float, float]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return show_way(self.way)

    @property
    def alarm(self) -> float | None:
        """By how many times most of its changed values changed, where that is a power of ten; else None."""
        if not self.scales:
            return None
        scale, times = self.scales.most_common(1)[0]
        return scale if times >= MOSTLY * self.changed else None

    @property
    def medians(self) -> tuple[float, float] | None:
        """The middle values before and after, of the changed ones that are numbers."""
        if not self.numbers:
            return None
        before, after = (sorted(side) for side in zip(*self.numbers, strict=True))
        return before[len(before) // 2], after[len(after) // 2]

    def shown(self, value: Any, *, reveal: bool) -> Any:
        """A value of a sample, hidden where it is personal; "nothing" where there is none."""
        if value is NOTHING:
            return "nothing"
        if reveal:
            return value
        last = next((str(step) for step in reversed(self.way) if step is not ITEM), "")
        return HIDDEN if self.is_personal else without_texts(masked(value, None, last), ())

    def describe(self) -> str:
        """In how many payloads it is other than before, the middle of its numbers, and an alarm where there is one."""
        parts = [f"{self.changed:,} changed"] if self.changed else []
        parts += [f"{self.gone:,} now missing"] if self.gone else []
        parts += [f"{self.come:,} now there"] if self.come else []
        if self.medians and self.changed:
            before, after = self.medians
            parts.append(f"median {before:,.10g} → {after:,.10g}")
        if self.alarm is not None:
            scale = self.alarm
            words = f"×{scale:g}" if scale > 1 else f"÷{1 / scale:g}"
            parts.append(f"⚠ {words}: another unit?")
        return ", ".join(parts)

    def add(self, message_id: str, old: Any, new: Any) -> None:
        """Count one payload's values."""
        self.gone += new is NOTHING
        self.come += old is NOTHING
        if len(self.samples) < MOST_SAMPLES:
            self.samples.append(Sample(message_id, old, new))
        if old is NOTHING or new is NOTHING:
            return
        self.changed += 1
        scale = scale_of(old, new) if self.is_money else None
        if scale is not None:
            self.scales[scale] += 1
        if _is_number(old) and _is_number(new) and len(self.numbers) < MOST_NUMBERS:
            self.numbers.append((float(old), float(new)))

    def merge(self, later: "FieldChange") -> None:
        """Add what was counted of later events."""
        self.changed += later.changed
        self.gone += later.gone
        self.come += later.come
        self.samples += later.samples[: MOST_SAMPLES - len(self.samples)]
        self.scales.update(later.scales)
        self.numbers += later.numbers[: MOST_NUMBERS - len(self.numbers)]

    def as_dict(self) -> dict[str, Any]:
        medians = self.medians
        return {
            "field": self.name,
            "changed": self.changed,
            "gone": self.gone,
            "come": self.come,
            "median_before": medians[0] if medians else None,
            "median_after": medians[1] if medians else None,
            "alarm": self.alarm,
            "samples": [one.as_dict() for one in self.samples],
        }


@dataclass(slots=True)
class ActionCounts:
    """An action's calls before and after, those dropped and added, and its changed payloads.

    `reasons` say why calls were dropped. `other_fields` counts changes of fields for which there was no more room.
    """

    before: int = 0
    after: int = 0
    added: int = 0
    dropped: int = 0
    changed: int = 0
    failed_before: int = 0
    failed_after: int = 0
    fields: dict[Way, FieldChange] = field(default_factory=dict)
    other_fields: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    dropped_events: list[str] = field(default_factory=list)
    added_events: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether anything at all is other than before."""
        return bool(self.added or self.dropped or self.changed or self.failed_before != self.failed_after)

    @property
    def share(self) -> float:
        """Of the calls that either version makes, the part that the other one does not make, or makes differently."""
        calls = self.before + self.added
        return (self.changed + self.dropped + self.added) / calls if calls else 0.0

    def compare(
        self, message_id: str, found: Iterable[tuple[Way, Any, Any]], make: Callable[[Way], FieldChange]
    ) -> None:
        """Count where an event's payloads differ; `make` gives a field of which nothing was counted yet."""
        first: dict[Way, tuple[Any, Any]] = {}
        for way, before, after in found:
            first.setdefault(way, (before, after))
        self.changed += 1
        for way, (before, after) in first.items():
            change = self.fields.get(way)
            if change is None and len(self.fields) < MOST_FIELDS:
                change = self.fields[way] = make(way)
            if change is None:
                self.other_fields += 1
            else:
                change.add(message_id, before, after)

    def drop(self, message_id: str, reasons: Iterator[str]) -> None:
        """Count a call that is not made any more."""
        self.dropped += 1
        if len(self.dropped_events) < MOST_SAMPLES:
            self.dropped_events.append(message_id)
        for reason in reasons:
            self._add_reason(reason, 1)

    def come(self, message_id: str) -> None:
        """Count a call that was not made before."""
        self.added += 1
        if len(self.added_events) < MOST_SAMPLES:
            self.added_events.append(message_id)

    def merge(self, later: "ActionCounts") -> None:
        """Add what was counted of later events."""
        for name in NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(later, name))
        for way, change in later.fields.items():
            if way in self.fields:
                self.fields[way].merge(change)
            elif len(self.fields) < MOST_FIELDS:
                self.fields[way] = change
            else:
                self.other_fields += change.changed + change.gone + change.come
        for reason, times in later.reasons.items():
            self._add_reason(reason, times)
        self.dropped_events += later.dropped_events[: MOST_SAMPLES - len(self.dropped_events)]
        self.added_events += later.added_events[: MOST_SAMPLES - len(self.added_events)]

    def as_dict(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in NUMBERS}
        lists = {"dropped_events": self.dropped_events, "added_events": self.added_events}
        return counts | {"reasons": dict(self.reasons.most_common())} | lists | {
            "fields": [change.as_dict() for change in self.most_changed()]
        }  # fmt: skip

    def most_changed(self) -> list[FieldChange]:
        """The fields, those first that changed in most payloads."""
        return sorted(self.fields.values(), key=lambda change: -(change.changed + change.gone + change.come))

    def _add_reason(self, reason: str, times: int) -> None:
        if reason in self.reasons or len(self.reasons) < MOST_REASONS:
            self.reasons[reason] += times


NUMBERS: Final = (*("before", "after", "added", "dropped", "changed", "failed_before", "failed_after", "other_fields"),)


@dataclass(slots=True)
class Counts:
    """What was counted of some events: how many there were, and of each action by its key.

    `hours` are the first and the last one of their times, since 1970; None where no event has a time.
    """

    events: int = 0
    refused: int = 0
    hours: tuple[int, int] | None = None
    actions: dict[str, ActionCounts] = field(default_factory=dict)

    def of(self, key: str) -> ActionCounts:
        """The counts of an action, to be added to."""
        if key not in self.actions:
            self.actions[key] = ActionCounts()
        return self.actions[key]

    def see(self, hour: int) -> None:
        """Count an event of that hour, which is 0 for one without a time."""
        if hour and (self.hours is None or not self.hours[0] <= hour <= self.hours[1]):
            first, last = self.hours or (hour, hour)
            self.hours = min(first, hour), max(last, hour)

    def merge(self, later: "Counts") -> None:
        """Add what was counted of later events."""
        self.events += later.events
        self.refused += later.refused
        for hour in later.hours or ():
            self.see(hour)
        for key, counts in later.actions.items():
            if key in self.actions:
                self.actions[key].merge(counts)
            else:
                self.actions[key] = counts


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
