"""Triggers alone, as an index takes them."""

from dataclasses import dataclass
from typing import Any

from actions.trigger.compile import Matches, compile_condition
from actions.trigger.condition import Condition
from actions.trigger.facts import Facts, read_facts
from tests.actions.trigger.conditions import condition


@dataclass(frozen=True)
class Asking:
    """An action as the index sees it."""

    condition: Condition
    matches: Matches
    facts: Facts

    @classmethod
    def of(cls, when: Any) -> "Asking":
        made = condition(when)
        return cls(made, compile_condition(made), read_facts(made))
