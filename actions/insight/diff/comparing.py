"""Two versions of a project over the same events: what each action does in one and not in the other."""

from collections.abc import Iterator
from functools import cached_property, partial
from typing import Any

from msgspec import Struct

from actions.decision import Decision
from actions.engine.decide import decide_event
from actions.event.context import Context
from actions.event.delivery_id import hour_in
from actions.event.event import Event, Refused
from actions.event.read import read_event
from actions.insight.diff.action import ActionChange, field_of
from actions.insight.diff.changes import Counts
from actions.insight.diff.quota import HOUR, Quota, quotas_of
from actions.insight.diff.values import differences, names_that_differ
from actions.insight.lineage.edges import edges_of_all
from actions.insight.lineage.ways import Way, show_way
from actions.plan.index import Index
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.trigger.trace import trace_condition, why_not
from destinations.sdk.payload import payload_values
from mappings.budget import Budget

# A decision of an action about an event: the action's key, and the item where it has `each:`.
Name = tuple[str, int | None]


class Receiving(Struct, frozen=True, order=True):
    """Personal data that an action sends now and did not before, or did not so: which, from where, to which field."""

    action: str
    field: str
    event: str
    sent: str

    def as_dict(self) -> dict[str, str]:
        return {"action": self.action, "field": self.field, "event": self.event, "sent": self.sent}


class ProjectDiff:
    """Compares one event after the other.

    Actions that say the same in both versions are asked once: they do the same.
    """

    def __init__(self, old: Plan, new: Plan, context: Context) -> None:
        self.counts = Counts()
        self._context, self._plans = context, (old, new)
        self._before, self._after = ({one.key: one for one in plan.actions} for plan in (old, new))
        same = _same(old, new)
        self._compared = frozenset(self._before.keys() | self._after.keys()) - same
        self._old = _only(old, self._compared)

    def add(self, value: Any) -> None:
        """Compare what both versions do about one event."""
        event = read_event(value, self._context)
        if isinstance(event, Refused):
            self.counts.refused += 1
            return
        self.counts.events += 1
        self.counts.see(hour_in(event.hour))
        old = _named(decide_event(event, self._old))
        new = _named(decide_event(event, self._plans[1]))
        for name, decision in new.items():
            counts = self.counts.of(name[0])
            fired = decision.status == "fired"
            counts.after += fired
            counts.failed_after += not fired
            if name[0] not in self._compared:
                counts.before += fired
                counts.failed_before += not fired
        for name in dict.fromkeys([*old, *new]):
            if name[0] in self._compared:
                self._compare(event, name[0], old.get(name), new.get(name))

    def take(self) -> Counts:
        """What was counted, to be merged elsewhere; here it is counted no more."""
        taken, self.counts = self.counts, Counts()
        return taken

    def merge(self, later: Counts) -> None:
        """Add what was counted of later events."""
        self.counts.merge(later)

    @property
    def actions(self) -> dict[str, ActionChange]:
        """The actions of both versions by their keys, in the order of the files, those that are gone last."""
        keys = dict.fromkeys([*self._after, *self._before])
        return {key: self._action(key) for key in keys}

    @property
    def changed(self) -> list[ActionChange]:
        """The actions that do something else than before."""
        return [one for one in self.actions.values() if one.counts.differs]

    @property
    def largest_share(self) -> float:
        """The largest part of an action's calls that one version makes and the other does not, or differently."""
        return max((one.share for one in self.counts.actions.values()), default=0.0)

    @cached_property
    def personal(self) -> list[Receiving]:
        """The personal data that is sent now and was not before, by the mappings alone."""
        old, new = self._plans
        return sorted(_receiving(new) - _receiving(old))

    @property
    def calls(self) -> dict[str, tuple[int, int]]:
        """For each instance how many calls it gets, before and after."""
        made: dict[str, tuple[int, int]] = {}
        for one in self.actions.values():
            before, after = made.get(one.action.instance.name, (0, 0))
            made[one.action.instance.name] = (before + one.counts.before, after + one.counts.after)
        return made

    def seconds(self, rate: float | None = None) -> float:
        """How long the events took to come: by their times in whole hours, or as many a second as `rate` says."""
        first, last = self.counts.hours or (0, 0)
        return self.counts.events / rate if rate else float((last - first + 1) * HOUR)

    def quotas(self, rate: float | None = None) -> list[Quota]:
        """What tools get more or less of than before, beside what they take in the time of the events."""
        seconds = self.seconds(rate)
        return list(quotas_of(self.actions.values(), seconds)) if seconds else []

    def as_dict(self, rate: float | None = None) -> dict[str, Any]:
        return {
            "events": self.counts.events,
            "refused": self.counts.refused,
            "calls": {name: {"before": before, "after": after} for name, (before, after) in self.calls.items()},
            "actions": [one.as_dict() for one in self.changed],
            "personal": [one.as_dict() for one in self.personal],
            "quotas": [one.as_dict() for one in self.quotas(rate)],
        }

    def _action(self, key: str) -> ActionChange:
        action = self._after.get(key) or self._before[key]
        return ActionChange(action, self.counts.of(key), key not in self._before, key not in self._after)

    def _compare(self, event: Event, key: str, old: Decision | None, new: Decision | None) -> None:
        counts = self.counts.of(key)
        was, is_ = (one is not None and one.status == "fired" for one in (old, new))
        counts.before += was
        counts.failed_before += old is not None and not was
        if was and is_ and old and new:
            if found := _differences(old, new):
                counts.compare(event.message_id, found, partial(field_of, self._action(key).action))
        elif was:
            counts.drop(event.message_id, _reasons(self._action(key), event, new))
        elif is_:
            counts.come(event.message_id)


def _differences(old: Decision, new: Decision) -> list[tuple[Way, Any, Any]]:
    """Where the payloads of two decisions differ."""
    before, after = old.payload, new.payload
    if before is None or after is None or type(before) is not type(after):
        return differences(old.payload_fields(), new.payload_fields())
    # To write a payload out takes longer than to look for what is the same.
    names = names_that_differ(before, after)
    return [] if names == set() else differences(payload_values(before, names), payload_values(after, names))


def _reasons(change: ActionChange, event: Event, new: Decision | None) -> Iterator[str]:
    """Why the action does not fire any more."""
    action = change.action
    if new is not None:
        yield f"not built: {new.diagnostics[0].code if new.diagnostics else new.reason}"
    elif change.is_gone:
        yield "the action is gone"
    elif not action.enabled:
        yield "enabled: false"
    else:
        trace = trace_condition(action.placed_condition(), event.body, Budget())
        # Each value seen would be a reason of its own.
        yield "another action took the event" if trace.verdict else _without_value(why_not(trace))


def _without_value(reason: str) -> str:
    return reason.rpartition(": saw ")[0] or reason


def _named(decisions: list[Decision]) -> dict[Name, Decision]:
    return {(f"{one.instance}.{one.action}", one.item): one for one in decisions}


def _same(old: Plan, new: Plan) -> frozenset[str]:
    """The actions that do the same in both plans, whatever the event."""
    before, after = ({one.key: one for one in plan.actions} for plan in (old, new))
    same = {key for key in before.keys() & after.keys() if _says_the_same(before[key], after[key])}
    return frozenset(key for key in same if _keeps_its_group(old, new, after[key], same))


def _keeps_its_group(old: Plan, new: Plan, action: PlannedAction, same: set[str]) -> bool:
    """Whether the same actions are asked before it, of a group of which the first one takes the event."""
    group = _group(new, action)
    return group == _group(old, action) and same.issuperset(group)


def _group(plan: Plan, action: PlannedAction) -> list[str]:
    name = (action.instance.name, action.exclusive)
    return [one.key for one in plan.actions if one.exclusive and (one.instance.name, one.exclusive) == name]


def _says_the_same(old: PlannedAction, new: PlannedAction) -> bool:
    return (
        old.mapping_hash == new.mapping_hash
        and old.action_type is new.action_type
        and old.instance.names == new.instance.names
        and old.on_error == new.on_error
    )


def _only(plan: Plan, keys: frozenset[str]) -> Plan:
    """The plan of these actions, and of those that may take an event before them."""
    groups = {(one.instance.name, one.exclusive) for one in plan.actions if one.key in keys and one.exclusive}
    kept = tuple(one for one in plan.actions if one.key in keys or (one.instance.name, one.exclusive) in groups)
    return Plan(plan.instances, kept, Index([one for one in kept if one.enabled]))


def _receiving(plan: Plan) -> set[Receiving]:
    return {
        Receiving(one.action.key, show_way(one.target), show_way(one.source.way), one.sent() or "")
        for one in edges_of_all(plan.actions)
        if one.source is not None and one.personal()
    }
