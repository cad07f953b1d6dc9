"""What is counted of one action in two versions of a project: calls, changed payloads, and their fields."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from actions.engine.untidy.located import locate_path
from actions.insight.diff.values import NOTHING, differences, scale_of
from actions.insight.lineage.fields import made_fields
from actions.insight.lineage.flow import EVENT
from actions.insight.lineage.ways import ITEM, Way, show_way
from actions.personal_names import is_personal_name
from actions.plan.planned import PlannedAction
from destinations.sdk.fields.roles import AmountRole, Personal
from mappings.event_fields import AMOUNTS

MOST_SAMPLES: Final = 3
MOST_REASONS: Final = 50
# A middle value is that of so many at most, so that memory does not grow with the events.
MOST_NUMBERS: Final = 10_000
# An alarm is raised where so many of the changed amounts are the same power of ten apart.
MOSTLY: Final = 0.5
MONEY: Final = (AMOUNTS | {"amount"}) - {"position", "quantity"}


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
class ActionChange:
    """An action of either version: its calls before and after, those dropped and added, and its changed payloads.

    `reasons` say why calls were dropped, `new_reasons` why others are not built. `action` is that of the newer version
    that has it.
    """

    action: PlannedAction
    is_new: bool = False
    is_gone: bool = False
    before: int = 0
    after: int = 0
    added: int = 0
    dropped: int = 0
    changed: int = 0
    failed_before: int = 0
    failed_after: int = 0
    fields: dict[Way, FieldChange] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    dropped_events: list[str] = field(default_factory=list)
    added_events: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.action.key

    @property
    def differs(self) -> bool:
        """Whether anything at all is other than before."""
        return bool(self.added or self.dropped or self.changed or self.failed_before != self.failed_after)

    @property
    def alarms(self) -> list[FieldChange]:
        """The fields whose numbers are mostly a power of ten apart."""
        return [one for one in self.fields.values() if one.alarm is not None]

    def compare(self, message_id: str, old: dict[str, Any], new: dict[str, Any]) -> None:
        """Count an event's payload of both versions."""
        first: dict[Way, tuple[Any, Any]] = {}
        for way, before, after in differences(old, new):
            first.setdefault(way, (before, after))
        self.changed += bool(first)
        for way, (before, after) in first.items():
            if way not in self.fields:
                self.fields[way] = _change_of(self.action, way)
            self.fields[way].add(message_id, before, after)

    def drop(self, message_id: str, reasons: Iterator[str]) -> None:
        """Count a call that is not made any more."""
        self.dropped += 1
        if len(self.dropped_events) < MOST_SAMPLES:
            self.dropped_events.append(message_id)
        for reason in reasons:
            if reason in self.reasons or len(self.reasons) < MOST_REASONS:
                self.reasons[reason] += 1

    def come(self, message_id: str) -> None:
        """Count a call that was not made before."""
        self.added += 1
        if len(self.added_events) < MOST_SAMPLES:
            self.added_events.append(message_id)

    def as_dict(self) -> dict[str, Any]:
        one = self.action
        facts = {"instance": one.instance.name, "action": one.id, "name": one.name, "type": one.action_type.name}
        counts = {
            name: getattr(self, name)
            for name in ("is_new", "is_gone", "before", "after", "added", "dropped", "changed")
        }
        lists = {"dropped_events": self.dropped_events, "added_events": self.added_events}
        failed = {"failed_before": self.failed_before, "failed_after": self.failed_after}
        fields = sorted(self.fields.values(), key=lambda change: -(change.changed + change.gone + change.come))
        return facts | counts | failed | {"reasons": dict(self.reasons.most_common())} | lists | {
            "fields": [change.as_dict() for change in fields]
        }  # fmt: skip


def _change_of(action: PlannedAction, way: Way) -> FieldChange:
    """The field, which may hold money or personal data: by its action type, or by its name."""
    parts = locate_path(tuple(0 if step is ITEM else str(step) for step in way), action.action_type.payload)
    names = [str(step) for step in way if step is not ITEM]
    last, around = (names[-1] if names else ""), (names[-2] if len(names) > 1 else "")
    roles = [role for part in parts for role in part.roles if isinstance(role, Personal) and role.kind != "traits"]
    lines = made_fields(action.mapper.object, EVENT, EVENT)
    is_amount = any(one.target == way and one.field.as_ == "money" for one in lines)
    is_money = is_amount or bool(parts and parts[-1].has(AmountRole)) or last.lower() in MONEY
    return FieldChange(way, is_money, is_personal=bool(roles) or is_personal_name(last, around))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
