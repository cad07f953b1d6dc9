"""Lines of a mapping that find no value in any event of a run."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from actions.decision import Fired
from actions.engine.untidy.edits import value_at
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from actions.trigger.condition import Leaf
from actions.trigger.trace import LeafTrace
from actions.workbench.explaining.fields import layer_of
from actions.workbench.explaining.misses import nearest_miss
from mappings.expr.expression import compile_expression
from mappings.fields.field import CompiledField
from mappings.fields.target import show_target
from mappings.findings.errors import ExpressionError

# After so many payloads of an action nothing more is looked for: what was not there is rare at least.
MOST_EVENTS = 200
# A field that fewer payloads went without is reported only where the event has it under another name.
FEW = 5


@dataclass(slots=True)
class Unfound:
    """The own lines of each action that no payload had a value of so far."""

    plan: Plan
    events: Counter[str] = field(default_factory=Counter)
    _left: dict[str, list[CompiledField]] = field(default_factory=dict)
    _last: dict[str, Any] = field(default_factory=dict)
    _actions: dict[tuple[str, str], PlannedAction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._actions = {(one.instance.name, one.id): one for one in self.plan.actions if one.each is None}

    def add(self, decision: Fired, event: Any) -> None:
        """Look at one payload."""
        action = self._actions.get((decision.instance, decision.action))
        if action is None or self.events[action.key] >= MOST_EVENTS:
            return
        if action.key not in self._left:
            self._left[action.key] = [one for one in action.mapper.object.fields if _is_asked(action, one)]
        self.events[action.key] += 1
        self._last[action.key] = event
        if self._left[action.key]:
            payload = decision.payload_fields()
            self._left[action.key] = [one for one in self._left[action.key] if value_at(payload, one.target) is None]

    def sentences(self) -> list[str]:
        """A sentence for each line that found nothing."""
        found = []
        for key, fields in self._left.items():
            action, number = next(one for one in self._actions.values() if one.key == key), self.events[key]
            for one in fields:
                miss = _miss(one, self._last[key])
                if miss or number >= FEW:
                    place = action.own(one.spot).place
                    paths = ", else ".join(one.field.from_ or ())
                    times = f"in any of {number} events" if number > 1 else "in the event"
                    sentence = (
                        f"{key}: {show_target(one.target)} found nothing {times}: {paths} ({place.file}:{place.line})"
                    )
                    found.append(f"{sentence}; {miss}" if miss else sentence)
        return found


def _is_asked(action: PlannedAction, one: CompiledField) -> bool:
    """Whether it is a line of the action's own that reads paths, and is not meant for some events alone."""
    is_plain = one.field.from_ is not None and one.only_when is None and one.field.default is None
    return is_plain and layer_of(action, action.own(one.spot).place) == "own"


def _miss(one: CompiledField, event: Any) -> str | None:
    """What the event has instead of what the first path asks for."""
    path = (one.field.from_ or [""])[0]
    try:
        leaf = Leaf(path, "exists", operand=True, read=compile_expression(path), place=one.spot.place)
    except ExpressionError:
        return None
    miss = nearest_miss(LeafTrace(leaf, None, verdict=False, note="missing"), event)
    return f"{miss.words} → {miss.advice}" if miss and miss.advice else miss.words if miss else None
