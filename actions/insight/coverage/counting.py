"""What a project makes of many events: what is filled, what nobody uses, what nobody handles, what never happens."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from actions.decision import Decision
from actions.engine.decide import decide_event
from actions.event.context import Context
from actions.event.event import Refused
from actions.event.read import read_event
from actions.insight.coverage.fields import FieldCount, fields_to_count, unmapped_but_sent
from actions.insight.coverage.incoming import Incoming
from actions.insight.lineage.edges import edges_of_all
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.workbench.testing.coverage import Coverage

# Sources that invent names must not fill the memory.
MOST_NAMES: Final = 10_000
OTHERS: Final = "(other names)"


@dataclass(slots=True)
class ActionCount:
    """An action: for how many events it fired or should have, its payloads, and their fields."""

    action: PlannedAction
    fields: list[FieldCount]
    matched: int = 0
    payloads: int = 0
    failed: int = 0

    def add(self, decisions: Collection[Decision]) -> None:
        """Count its decisions about one event."""
        self.matched += bool(decisions)
        for one in decisions:
            if one.status == "fired":
                self.payloads += 1
                payload = one.payload_fields()
                for counted in self.fields:
                    counted.add(payload)
            else:
                self.failed += 1

    def take(self) -> "ActionTaken":
        """What was counted, to be merged elsewhere; here it is counted no more."""
        taken = ActionTaken(self.fields, self.matched, self.payloads, self.failed)
        self.fields = [one.anew() for one in self.fields]
        self.matched = self.payloads = self.failed = 0
        return taken

    def merge(self, later: "ActionTaken") -> None:
        """Add what was counted of later events."""
        self.matched += later.matched
        self.payloads += later.payloads
        self.failed += later.failed
        for mine, other in zip(self.fields, later.fields, strict=True):
            mine.merge(other)

    def as_dict(self, *, reveal: bool) -> dict[str, Any]:
        one = self.action
        names = {"instance": one.instance.name, "action": one.id, "name": one.name, "type": one.action_type.name}
        counts = {"enabled": one.enabled, "matched": self.matched, "payloads": self.payloads, "failed": self.failed}
        return names | counts | {"fields": [field.as_dict(reveal=reveal) for field in self.fields]}


@dataclass(frozen=True, slots=True)
class ActionTaken:
    """What was counted of an action."""

    fields: list[FieldCount]
    matched: int
    payloads: int
    failed: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What was counted of some events: of all of them, of actions by their keys, and outcomes of conditions."""

    events: int
    refused: int
    incoming: Incoming
    unhandled: Counter[str]
    actions: dict[str, ActionTaken]
    outcomes: dict[str, list[set[bool]]]


class ProjectCoverage:
    """Counts one event after the other, for the actions of a plan whose keys are `asked`, or for all of them.

    `incoming` is about the events that one of these actions is for; `unhandled` counts those that none is for, by name.
    """

    def __init__(self, plan: Plan, context: Context, asked: Collection[str] | None = None) -> None:
        chosen = [one for one in plan.actions if asked is None or one.key in asked]
        self.actions = {one.key: ActionCount(one, fields_to_count(one)) for one in chosen}
        self.conditions = Coverage()
        self.conditions.expect(one for one in chosen if one.enabled)
        self.incoming = Incoming()
        self.unhandled: Counter[str] = Counter()
        self.events = self.refused = 0
        self._plan, self._context = plan, context

    def add(self, value: Any) -> None:
        """Count one event."""
        event = read_event(value, self._context)
        if isinstance(event, Refused):
            self.refused += 1
            return
        self.events += 1
        by_key: dict[str, list[Decision]] = {}
        for one in decide_event(event, self._plan):
            by_key.setdefault(f"{one.instance}.{one.action}", []).append(one)
        mine = self.actions.keys() & by_key.keys()
        for key in mine:
            self.actions[key].add(by_key[key])
        self.conditions.add(self.conditions.actions.values(), event.body, ())
        if mine:
            self.incoming.add(event.body)
        else:
            self._not_handled(event.name if event.type == "track" and event.name else event.type, 1)

    def take(self) -> Taken:
        """What was counted, to be merged elsewhere; here it is counted no more."""
        seen = {key: one.take() for key, one in self.actions.items() if one.matched}
        taken = Taken(self.events, self.refused, self.incoming, self.unhandled, seen, self.conditions.outcomes)
        self.events = self.refused = 0
        self.incoming, self.unhandled = Incoming(), Counter()
        return taken

    def merge(self, later: Taken) -> None:
        """Add what was counted of later events."""
        self.events += later.events
        self.refused += later.refused
        self.incoming.merge(later.incoming)
        for name, number in later.unhandled.items():
            self._not_handled(name, number)
        for key, taken in later.actions.items():
            self.actions[key].merge(taken)
        self.conditions.merge(later.outcomes)

    @property
    def unused(self) -> list[tuple[str, int]]:
        """What events bring along and none of the actions reads, the most frequent first."""
        return self.incoming.unused(edges_of_all(one.action for one in self.actions.values()))

    @property
    def never_fired(self) -> list[PlannedAction]:
        """The actions that are enabled, and for which there was no event."""
        return [one.action for one in self.actions.values() if one.action.enabled and not one.matched]

    def as_dict(self, *, reveal: bool = True) -> dict[str, Any]:
        unused = self.unused
        return {
            "events": self.events,
            "refused": self.refused,
            "handled": self.incoming.events,
            "actions": [
                one.as_dict(reveal=reveal)
                | {
                    "unmapped": [
                        {"field": name, "path": path, "events": number}
                        for name, path, number in unmapped_but_sent(one.fields, unused)
                    ]
                }
                for one in self.actions.values()
            ],
            "unused": [{"path": path, "events": number} for path, number in unused],
            "unhandled": [{"event": name, "events": number} for name, number in self.unhandled.most_common()],
            "never_fired": [one.key for one in self.never_fired],
            "conditions": self.conditions.as_dict(),
        }

    def _not_handled(self, name: str, number: int) -> None:
        self.unhandled[name if name in self.unhandled or len(self.unhandled) < MOST_NAMES else OTHERS] += number
