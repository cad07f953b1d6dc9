"""Triggers alone, as an index takes them."""

from dataclasses import dataclass
from typing import Any

from actions.trigger.compile import Matches, compile_condition
from actions.trigger.condition import Condition, in_any_spelling
from actions.trigger.facts import Facts, read_facts
from tests.actions.trigger.conditions import condition


@dataclass(frozen=True)
class Asking:
    """An action as the index sees it."""

    condition: Condition
    matches: Matches
    facts: Facts

    @classmethod
    def of(cls, when: Any, *, any_spelling: bool = False) -> "Asking":
        made = in_any_spelling(condition(when)) if any_spelling else condition(when)
        return cls(made, compile_condition(made), read_facts(made))
