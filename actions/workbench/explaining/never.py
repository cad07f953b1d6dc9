"""Why no event at all makes a condition hold."""

from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not
from actions.workbench.checking.logic import conflict
from mappings.expr.expression import compile_expression
from mappings.findings.place import Place

NOWHERE = Place("", 1, 1, 1, 1)


def never_holds(condition: Condition) -> str | None:
    """Why the condition can never hold, in a sentence; None where it can, or nobody knows."""
    refused = (told for told, sound in REFUSED if conflict(All((condition, sound))))
    return conflict(condition) or next(refused, None)


def _exists(path: str) -> Leaf:
    return Leaf(path, "exists", operand=True, read=compile_expression(path), place=NOWHERE)


def _is_track() -> Leaf:
    return Leaf("type", "is", "track", read=compile_expression("type"), place=NOWHERE)


# What every event has, since it is refused otherwise.
REFUSED = (
    ("an event without userId and anonymousId is refused", AnyOf((_exists("userId"), _exists("anonymousId")))),
    ("a track event without a name is refused", AnyOf((_exists("event"), Not(_is_track())))),
)
