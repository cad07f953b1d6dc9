"""Warnings of a run about order events whose names its input spells in several ways, or unlike a trigger."""

from collections.abc import Iterable, Iterator, Mapping

from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.trigger.condition import Condition, leaves
from mappings.event_fields import plain_spelling
from mappings.findings.show import show


def warn_of_spellings(spellings: Mapping[str, Iterable[str]], plan: Plan) -> Iterator[str]:
    """A sentence for each thing to know about `spellings`, the names of orders in the input by their plain spelling.

    An order may be in the input twice, under two names. And it may go to a tool twice where a default trigger takes
    the name in any spelling, and another action states exactly which name it is not to take.
    """
    enabled = [one for one in plan.actions if one.enabled]
    for names in spellings.values():
        takers = [one for one in enabled if _takes_any(one, next(iter(names)))]
        if not takers:
            continue
        spelled = " and ".join(map(show, sorted(names)))
        if len(set(names)) > 1:
            yield f"the same event is called {spelled}; default triggers take it by each of these names"
        for taker in takers:
            for name in sorted(names):
                yield from (
                    f"{one.key} compares the event's name with {show(wanted)} letter by letter, while {taker.key} "
                    f"takes {show(name)}, too; write spec_name(event) in the first"
                    for one in enabled
                    if one.instance is taker.instance and one is not taker
                    for wanted in _excluded(one.condition, name)
                )


def _takes_any(action: PlannedAction, name: str) -> bool:
    names = action.facts.events
    return names is not None and bool(names.plain) and name in names


def _excluded(condition: Condition, name: str) -> Iterator[str]:
    """Other spellings of `name` that the condition asks for exactly."""
    for leaf in leaves(condition):
        if leaf.path == "event" and not (leaf.any_spelling or leaf.ignore_case):
            members = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
            texts = [one for one in members if isinstance(one, str)]
            if name not in texts:
                yield from (one for one in texts if plain_spelling(one) == plain_spelling(name))
