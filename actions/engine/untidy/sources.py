"""The next source of a field about a person: what cannot be used counts as missing, and a list of paths goes on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from actions.engine.untidy.edits import value_at
from actions.engine.untidy.located import Part
from actions.plan.planned import PlannedAction
from destinations.sdk.fields.people.ids import means_no_id
from destinations.sdk.fields.roles import CodeRole, DedupeRole, Personal, PersonRole, TimeRole
from mappings.fields.field import NO_VALUE, CompiledField
from mappings.fields.scope import Scope
from mappings.fields.target import Steps

# The person stays the person, whichever path the id comes from. Another amount, or the id of another order or thing,
# would be reported in place of the one that is there; what programs write for no id is none.
OF_THE_SAME = (Personal, PersonRole, TimeRole)
OF_A_THING = (CodeRole, DedupeRole)
IDS = ("userId", "anonymousId")


class Found(Struct, frozen=True):
    """What the field has instead, and the path that it came from."""

    value: Any
    path: str


class Sources(Struct):
    """The sources of an action's fields that were not tried yet for this event.

    `_numbers` are those that the items left of a list had in the whole of it, by the list's path.
    """

    action: PlannedAction
    scope: Scope
    _tried: dict[Steps, int] = field(default_factory=dict)
    _numbers: dict[Steps, list[int]] = field(default_factory=dict)
    _no_ids: set[str] = field(default_factory=set)

    def next(self, way: Sequence[Part], refused: Any, *, is_missing: bool = False) -> Found | None:
        """The value of the next path that finds another one than `refused`; None where there is none.

        `is_missing` says that `refused` is not a value.
        """
        if not (way and (is_missing or _is_passed_over(way[-1], refused))):
            return None
        whole = self._in_the_whole(way[-1].path)
        made, scope = self._made(whole)
        paths = made.field.from_ if made else None
        if made is None or paths is None:
            return None
        number = self._tried.get(whole, 1)
        while number < len(paths):
            value = made.value_from(number, scope)
            source = made.first_with_value(number, scope)
            self._tried[whole] = number = source + 1
            if value is not NO_VALUE and value is not None and value != refused:
                return Found(value, paths[source])
        return None

    def take_away(self, fields: dict[str, Any], paths: Iterable[Steps]) -> None:
        """Note the items that are about to be left out of these fields, as those behind them get other numbers."""
        items = sorted({path for path in paths if isinstance(path[-1], int)}, key=lambda path: path[-1], reverse=True)
        for path in items:
            left = self._numbers.setdefault(path[:-1], list(range(len(value_at(fields, path[:-1])))))
            del left[int(path[-1])]

    def _in_the_whole(self, path: Steps) -> Steps:
        """The path before any item was left out."""
        return tuple(
            self._numbers[path[:at]][step] if isinstance(step, int) and path[:at] in self._numbers else step
            for at, step in enumerate(path)
        )

    def _made(self, path: Steps) -> tuple[CompiledField | None, Scope]:
        """The field of the mapping that writes there, also one of the objects that an `each:` makes, and its scope."""
        for one in self.action.mapper.object.fields:
            size = len(one.target)
            if one.target == path:
                return one, self.scope
            if one.inner is None or one.target != path[:size] or not (path[size + 1 :] and isinstance(path[size], int)):
                continue
            inner = next((part for part in one.inner.fields if part.target == path[size + 1 :]), None)
            number = int(path[size])
            item = one.item(number, self.scope)
            return inner, replace(self.scope, here=item, index=number, inside=path[: size + 1], failures=[])
        return None, self.scope

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


def _is_passed_over(part: Part, refused: Any) -> bool:
    return part.has(*OF_THE_SAME) or (part.has(*OF_A_THING) and means_no_id(refused))
