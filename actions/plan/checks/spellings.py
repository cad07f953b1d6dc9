"""Triggers that spell the name of an order event unlike the default trigger, which matches any spelling."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from actions.plan.planned import PlannedAction
from actions.trigger.facts import Facts
from mappings.event_fields import plain_spelling
from mappings.findings.diagnostic import Diagnostic, Report


class Triggered(Struct, frozen=True):
    """An action, and what its action type's default trigger asks for, whether the action has that or not."""

    action: PlannedAction
    default: Facts | None

    @property
    def has_own_trigger(self) -> bool:
        return not any(one.any_spelling for one in self.action.when)


def check_spellings(actions: Sequence[Triggered], report: Report) -> None:
    """W116: an own trigger names an order letter by letter, and not as the spec spells it.

    With the default trigger of an order or a refund in the same instance, the event goes out twice; in the place of
    that trigger, the event as the spec spells it does not go out at all.
    """
    enabled = [one for one in actions if one.action.enabled]
    takers = [one.action for one in enabled if not one.has_own_trigger and one.action.action_type.about]
    for own in enabled:
        if own.has_own_trigger and own.action.facts.events:
            for name in sorted(own.action.facts.events.exact):
                found = _goes_twice(own, name, takers) or _goes_nowhere(own, name, enabled)
                report.extend([found] if found else [])


def _goes_twice(own: Triggered, name: str, takers: Sequence[PlannedAction]) -> Diagnostic | None:
    taker = next((one for one in takers if _is_another_spelling(name, one.facts)), None)
    if taker is None or not _sends_events(own):
        return None
    message = f'"{name}" fires this action and {taker.key}, whose default trigger takes the name in any spelling'
    return _finding(own, message, f"keep one of them, or give {taker.key} a when:")


def _goes_nowhere(own: Triggered, name: str, others: Sequence[Triggered]) -> Diagnostic | None:
    kind = own.action.action_type
    if not kind.about or not _is_another_spelling(name, own.default):
        return None
    spelled = next(_spelled(name, own.default))
    same = (one.action.facts.events for one in others if one.action.action_type is kind)
    if any(names is None or spelled in names for names in same):
        return None
    message = f'"{name}" is compared exactly: an event called "{spelled}" does not fire this action'
    hint = f'leave out when: to take the name in any spelling, or write spec_name(event) = "{spelled}"'
    return _finding(own, message, hint)


def _finding(own: Triggered, message: str, hint: str) -> Diagnostic:
    return Diagnostic("W116", message, hint, own.action.spot.at("when").place, action=own.action.key)


def _is_another_spelling(name: str, facts: Facts | None) -> bool:
    return facts is not None and facts.events is not None and name in facts.events and name not in facts.events.exact


def _spelled(name: str, facts: Facts | None) -> Iterator[str]:
    """The name as the default trigger spells it."""
    names = facts.events.exact if facts and facts.events else ()
    return (one for one in names if plain_spelling(one) == plain_spelling(name))


def _sends_events(one: Triggered) -> bool:
    """Whether the action's payload is the event, and not the person behind it."""
    types = one.default.types if one.default else None
    return one.action.action_type.about is not None or (types is not None and "track" in types)
