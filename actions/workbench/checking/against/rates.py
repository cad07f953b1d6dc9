"""What tools would get of events that come at a rate, beside what they take."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.decision import Fired
from actions.engine.decide import decide
from actions.event.context import Context
from actions.plan.plan import Plan
from destinations.sdk.destination import ActionType, one_batch
from mappings.findings.diagnostic import Diagnostic

# More events say no more of which tools they go to.
MOST_EVENTS = 50_000
PERCENT = 100


@dataclass(slots=True)
class Traffic:
    """Events that were seen, as they would come at `rate` a second."""

    rate: float
    context: Context
    events: list[Any] = field(default_factory=list)

    def add(self, value: Any) -> None:
        """Take in one more, unless these are enough."""
        if len(self.events) < MOST_EVENTS:
            self.events.append(value)

    def seconds(self) -> Iterator[Sequence[Any]]:
        """The events of each second."""
        step = max(1, int(self.rate))
        return (self.events[start : start + step] for start in range(0, len(self.events), step))


@dataclass(frozen=True, slots=True)
class Load:
    """What one instance would get in a second, in batches as full as they can be.

    `used` is that as a part of what the tool takes; None where its plugin says no limit. `limited` is the action type
    with the least room, which takes `limit` requests. `heaviest` is the action with the most deliveries.
    """

    instance: str
    deliveries: float
    requests: float
    used: float | None
    limited: str
    limit: float
    heaviest: str


def loads_of(plan: Plan, traffic: Traffic) -> list[Load]:
    """The load of each instance, in the order of the files."""
    if not traffic.events:
        return []
    requests: Counter[tuple[str, str]] = Counter()
    deliveries: Counter[tuple[str, str]] = Counter()
    for events in traffic.seconds():
        _count(plan, traffic.context, events, requests, deliveries)
    a_second = traffic.rate / len(traffic.events)
    return [_load(plan, name, requests, deliveries, a_second) for name in plan.instances]


def check_rates(plan: Plan, traffic: Traffic) -> Iterator[Diagnostic]:
    """W144: a tool would get more than it takes."""
    actions = {one.key: one for one in plan.actions}
    for load in loads_of(plan, traffic):
        if load.used is not None and load.used > 1:
            message = (
                f"{written(traffic.rate)} events a second bring {load.instance} {written(load.deliveries)} deliveries, "
                f"{load.used:.3g} times what {load.limited} takes: {written(load.limit)} requests a second"
            )
            share = f"{_rounded_down(PERCENT / load.used)}%"
            hint = f"a narrower when: lets less through, or sample: {share} under defaults:; most is of {load.heaviest}"
            action = actions[load.heaviest]
            yield Diagnostic("W144", message, hint, action.spot.at("do").place, action=action.key)


def written(number: float) -> str:
    """The number for people: two digits that count, or all before the point.

    >>> written(1234.5), written(2.5), written(0.0123), written(0)
    ('1,234', '2.5', '0.012', '0')
    """
    return f"{number:,.0f}" if number >= PERCENT or number == 0 else f"{number:.2g}"


def _rounded_down(percent: float) -> str:
    """The percentage to two digits that count, and no more than it is."""
    digits = max(0, min(6, 1 - math.floor(math.log10(percent))))
    return f"{max(math.floor(percent * 10**digits) / 10**digits, 10**-6):.{digits}f}"


def _count(
    plan: Plan,
    context: Context,
    events: Sequence[Any],
    requests: Counter[tuple[str, str]],
    deliveries: Counter[tuple[str, str]],
) -> None:
    """Add what these events become, which come within a second."""
    fired: dict[tuple[str, str], list[Fired]] = defaultdict(list)
    for event in events:
        for one in decide(event, plan, context):
            if one.status == "fired":
                fired[one.instance, one.type].append(one)
                deliveries[one.instance, one.action] += 1
    for (instance, name), group in fired.items():
        kind = plan.instances[instance].destination.action_type(name)
        if kind is not None:
            # Not whole ones, where any may travel together: fewer events are known than come in a second.
            requests[instance, name] += _requests(kind, group)  # type: ignore[assignment]


def _requests(kind: ActionType, group: Sequence[Fired]) -> float:
    items = max(1, kind.limits.items)
    if kind.batch_key is one_batch:
        return len(group) / items
    return sum(math.ceil(many / items) for many in Counter(kind.batch_key(one.payload) for one in group).values())


def _load(
    plan: Plan,
    name: str,
    requests: Counter[tuple[str, str]],
    deliveries: Counter[tuple[str, str]],
    a_second: float,
) -> Load:
    own = {action: many for (instance, action), many in deliveries.items() if instance == name}
    kinds = [(kind, requests[name, kind.name] * a_second) for kind in plan.instances[name].destination.action_types]
    parts = [
        (many / kind.limits.requests_per_second, kind)
        for kind, many in kinds
        if many and kind.limits.requests_per_second
    ]
    # Those of an account share what that takes.
    shared = sum(part for part, kind in parts if kind.limits.rate_of == "account")
    used, limited = max(
        ((shared if kind.limits.rate_of == "account" else part, kind) for part, kind in parts),
        key=lambda pair: pair[0],
        default=(None, None),
    )
    heaviest = max(own, key=own.__getitem__, default="")
    return Load(
        name,
        sum(own.values()) * a_second,
        sum(many for _, many in kinds),
        used,
        f"{plan.instances[name].destination.name}.{limited.name}" if limited else "",
        (limited.limits.requests_per_second or 0.0) if limited else 0.0,
        f"{name}.{heaviest}",
    )
