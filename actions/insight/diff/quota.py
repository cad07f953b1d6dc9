"""What a change costs of what tools take: the requests of both versions, as a part of the rates they declare."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from msgspec import Struct

from actions.insight.diff.action import ActionChange
from destinations.sdk.destination import ActionType

HOUR: Final = 3600


class Quota(Struct, frozen=True):
    """The requests, in batches as full as they can be, that count against one rate of an instance, before and after.

    `type` is the action type whose rate it is; empty where the account's action types share it. `seconds` is how long
    the events took to come: the shares are parts of what the tool takes in that time.
    """

    instance: str
    type: str
    per_second: float
    before: float
    after: float
    seconds: float

    @property
    def shares(self) -> tuple[float, float]:
        """The parts of the rate that both versions take; over 1 is more than there is."""
        most = self.per_second * self.seconds
        return self.before / most, self.after / most

    def as_dict(self) -> dict[str, Any]:
        before, after = self.shares
        return {
            "instance": self.instance,
            "type": self.type or None,
            "requests_per_second": self.per_second,
            "requests_before": self.before,
            "requests_after": self.after,
            "seconds": self.seconds,
            "share_before": before,
            "share_after": after,
        }


def quotas_of(actions: Iterable[ActionChange], seconds: float) -> Iterator[Quota]:
    """The rates of which one version takes more than the other, of events that came within so many seconds.

    Tools whose plugins declare no rate are none of them.
    """
    before: defaultdict[tuple[str, str, float], float] = defaultdict(float)
    after: defaultdict[tuple[str, str, float], float] = defaultdict(float)
    for one in actions:
        kind = one.action.action_type
        if kind.limits.requests_per_second:
            whose = "" if kind.limits.rate_of == "account" else kind.name
            key = (one.action.instance.name, whose, kind.limits.requests_per_second)
            # Parts of requests: a batch is filled by more events than these.
            before[key] += _requests(kind, one.counts.before)
            after[key] += _requests(kind, one.counts.after)
    for key in before:
        if before[key] != after[key]:
            yield Quota(*key, before[key], after[key], seconds)


def _requests(kind: ActionType, calls: int) -> float:
    return calls / max(1, kind.limits.items)
