"""Actions of one instance that stand in each other's way."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from actions.plan.planned import PlannedAction
from actions.trigger.condition import All, Condition, Leaf
from actions.trigger.facts import Facts
from actions.workbench.checking.logic import implies, meet
from mappings.event_fields import EVENT_NAMES
from mappings.expr.expression import compile_expression
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.place import Place

IS_TRACK = Leaf("type", "is", "track", read=compile_expression("type"), place=Place("", 1, 1, 1, 1))
HAS_NAME = replace(IS_TRACK, path="event", test="exists", operand=True, read=compile_expression("event"))


def check_overlaps(actions: Sequence[PlannedAction]) -> Iterator[Diagnostic]:
    """Findings about the actions of one instance, in the order of the file.

    W117: two that both fire for an event, and both send it or both count its money. W118: one behind an `exclusive:`
    sibling that takes all of its events.
    """
    enabled = [one for one in actions if one.enabled]
    reported: set[str] = set()
    for first, second in combinations(enabled, 2):
        if _are_apart(first.facts, second.facts):
            continue
        if first.exclusive and first.exclusive == second.exclusive:
            # What a sample leaves, an action behind it gets.
            takes_all = first.sample is None and implies(_typed(second.condition), _typed(first.condition))
            if takes_all and second.key not in reported:
                reported.add(second.key)
                yield _behind(first, second)
        elif second.key not in reported and (found := _twice(first, second)):
            reported.add(second.key)
            yield found


def _are_apart(one: Facts, other: Facts) -> bool:
    """Whether the types or the names that the two ask for already exclude each other."""
    for mine, theirs in ((one.types, other.types), (one.events, other.events)):
        if mine is not None and theirs is not None and not (mine & theirs).exact and not (mine.plain & theirs.plain):
            return True
    return False


def _typed(condition: Condition) -> Condition:
    """The condition with the type that it leaves out: only track events have a name by the spec."""
    return All((IS_TRACK, condition)) if implies(condition, HAS_NAME) else condition


def _behind(first: PlannedAction, second: PlannedAction) -> Diagnostic:
    message = f'this never fires: "{first.name}" above takes all of its events in the group {first.exclusive}'
    hint = "put the narrower action first"
    place = second.spot.at("exclusive").place
    return Diagnostic("W118", message, hint, place, action=second.key, related=(first.spot.at("do").place,))


def _twice(first: PlannedAction, second: PlannedAction) -> Diagnostic | None:
    alike = first.action_type is second.action_type
    money = _counts_money(first) and _counts_money(second)
    if not (alike or money) or not meet(one := _typed(first.condition), other := _typed(second.condition)):
        return None
    covered = implies(one, other), implies(other, one)
    if not (money and any(covered)) and not (alike and all(covered) and _sends_the_same(first, second)):
        return None
    events = next(
        (one.facts.events for one, all_of_it in zip((first, second), covered, strict=True) if all_of_it), None
    )
    name = min(events.exact, key=_rank) if events and events.exact else None
    seen = f'"{name}"' if name else "an event"
    what = f"once by {first.key}"
    if money:
        by_item = next((one for one in (first, second) if one.each is not None), None)
        items = f", once for each item of {by_item.each.text}" if by_item and by_item.each else ""
        what = f"and the money in it is counted twice: {first.key} and this{items}"
    message = f"{seen} goes to {second.instance.name} twice, {what}"
    narrower = f"event != {seen}" if name else "a when: of its own"
    if all(covered):
        hint = "keep one of them, or give both exclusive: orders"
    elif covered[0]:
        hint = f"give both exclusive: orders, or this one {narrower}"
    else:
        # Of a group the first that matches fires, and that is the broader one here.
        line = first.spot.at("do").place.line
        hint = f"give {first.key} in line {line} {narrower}, or put this one above it and give both exclusive: orders"
    key = "name" if "name" in second.spot.value else "do"
    place = second.spot.at(key).place
    return Diagnostic("W117", message, hint, place, action=second.key, related=(first.spot.at("do").place,))


def _rank(name: str) -> tuple[bool, int, str]:
    """An order first, as there is money in it; then the spec's own names, as the spec lists them."""
    return (not name.startswith("Order"), EVENT_NAMES.index(name) if name in EVENT_NAMES else len(EVENT_NAMES), name)


def _sends_the_same(first: PlannedAction, second: PlannedAction) -> bool:
    own = [[(one.target, one.field) for one in action.entries] for action in (first, second)]
    return own[0] == own[1] and first.each == second.each


def _counts_money(action: PlannedAction) -> bool:
    """Whether the action sends a purchase's amount: of other actions `value` is what they are worth, not an income."""
    sources = ((entry.target[0], entry.field) for entry in action.entries)
    mapped = {name for name, field in sources if field.from_ or field.from_event or field.template}
    amounts = set(action.action_type.payload.amounts)
    # Where a tool takes both, the price of one times the quantity goes before the revenue.
    counted = {"revenue", "value", "total", "price"} if "revenue" in amounts else {"value", "total"}
    return bool(mapped & amounts & counted)
