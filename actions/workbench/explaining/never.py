"""Why no event at all makes a condition hold."""

from datetime import datetime, timedelta

from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not
from actions.workbench.checking.logic import conflict
from mappings.expr.expression import compile_expression
from mappings.findings.place import Place

NOWHERE = Place("", 1, 1, 1, 1)


def never_holds(condition: Condition, now: datetime) -> str | None:
    """Why the condition can not hold `now`, in a sentence; None where it can, or where that is unknown."""
    sound_now = AnyOf((Not(_exists("timestamp")), _not_after(now + timedelta(days=1))))
    all_sound = (*REFUSED, ("an event dated in the future is refused", sound_now))
    refused = (reason for reason, sound in all_sound if conflict(All((condition, sound))))
    return conflict(condition) or next(refused, None)


def _exists(path: str) -> Leaf:
    return Leaf(path, "exists", operand=True, read=compile_expression(path), place=NOWHERE)


def _not_after(moment: datetime) -> Leaf:
    path = compile_expression("timestamp")
    return Leaf("timestamp", "at_most", moment.isoformat(), read=path, place=NOWHERE)


def _is_track() -> Leaf:
    return Leaf("type", "is", "track", read=compile_expression("type"), place=NOWHERE)


# What every event has, since it is refused otherwise.
REFUSED = (
    ("an event without userId and anonymousId is refused", AnyOf((_exists("userId"), _exists("anonymousId")))),
    ("a track event without a name is refused", AnyOf((_exists("event"), Not(_is_track())))),
)
