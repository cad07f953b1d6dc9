"""The next source of a field about a person: what cannot be used counts as missing, and a list of paths goes on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
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


IDS = ("userId", "anonymousId")


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
    _no_ids: set[str] = field(default_factory=set)

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

    def without_id(self, refused: Any) -> Iterator[tuple[str, Any]]:
        """The fields that have a value under `only_when` once the event's id that was refused is not there.

        So a guest is known by e-mail where a program has written `undefined` for the id.
        """
        event = self.scope.event
        gone = {name for name in IDS if isinstance(event, dict) and name in event and event[name] == refused}
        if not gone:
            return
        self._no_ids |= gone
        known = {name: value for name, value in event.items() if name not in self._no_ids}
        here = known if self.scope.here is event else self.scope.here
        scope = replace(self.scope, event=known, here=here, failures=[])
        for one in self.action.mapper.object.fields:
            value = one.value_in(scope) if one.only_when is not None and len(one.target) == 1 else None
            if value is not NO_VALUE and value is not None:
                yield one.target[0], value
