"""The next source of a field about a person: what cannot be used counts as missing, and a list of paths goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.engine.untidy.located import Part
from actions.plan.planned import PlannedAction
from destinations.sdk.fields.roles import Personal, PersonRole, TimeRole
from mappings.fields.field import NO_VALUE
from mappings.fields.scope import Scope
from mappings.fields.target import Steps

# The person stays the person, whichever path tells of them. Another amount, or the id of another order or thing,
# would be told in place of the one that is there.
OF_THE_SAME = (Personal, PersonRole, TimeRole)


@dataclass(frozen=True, slots=True)
class Found:
    """What the field has instead, and the path that it came from."""

    value: Any
    path: str


@dataclass(slots=True)
class Sources:
    """The sources of an action's fields that were not tried yet for this event."""

    action: PlannedAction
    scope: Scope
    _tried: dict[Steps, int] = field(default_factory=dict)

    def next(self, way: Sequence[Part], refused: Any) -> Found | None:
        """The value of the next path that finds another one than `refused`; None where there is none.

        Fields inside lists are not asked for: which item of the event they were made of is not known any more.
        """
        if not (way and way[-1].has(*OF_THE_SAME)):
            return None
        target = way[-1].path
        made = next((one for one in self.action.mapper.object.fields if one.target == target), None)
        paths = made.field.from_ if made else None
        if made is None or paths is None:
            return None
        for number in range(self._tried.get(target, 1), len(paths)):
            self._tried[target] = number + 1
            value = made.value_from(number, self.scope)
            if value is not NO_VALUE and value is not None and value != refused:
                return Found(value, paths[number])
        return None
