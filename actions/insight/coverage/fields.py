"""The fields of an action's payloads: which are mapped, and how many of the payloads have a value there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from actions.engine.untidy.located import locate_path
from actions.insight.coverage.distinct import Distinct
from actions.insight.lineage.fields import Made, made_fields
from actions.insight.lineage.flow import EVENT
from actions.insight.lineage.ways import ITEM, Way, show_way
from actions.personal_names import is_personal_name
from actions.plan.planned import PlannedAction
from actions.workbench.explaining.fields import layer_of
from actions.workbench.people import masked, without_texts
from destinations.delivery.redaction.people import HIDDEN
from destinations.sdk.fields.roles import DedupeRole, Personal


@dataclass(slots=True)
class FieldCount:
    """A field: in how many of the payloads, or of the items of their lists, it has a value, and the first one.

    One that `is_own` is mapped by the project itself, and not by default of the action type. Of a field that is sent
    once per value, `values` says how many different ones were seen.
    """

    target: Way
    is_required: bool
    is_mapped: bool
    is_own: bool
    is_personal: bool
    is_dedupe: bool
    total: int = 0
    filled: int = 0
    first: Any = None
    values: Distinct = field(default_factory=Distinct)

    @property
    def name(self) -> str:
        return show_way(self.target)

    def add(self, payload: dict[str, Any]) -> None:
        """Count a payload."""
        target = self.target
        # Most fields are those of the payload itself, and most have no value.
        values = values_at(payload, target) if len(target) > 1 else (payload.get(str(target[0])),)
        for value in values:
            self.total += 1
            if value is None:
                continue
            if not self.filled:
                self.first = value
            self.filled += 1
            if self.is_dedupe:
                self.values.add(value)

    def anew(self) -> "FieldCount":
        """The same field, of which nothing was counted yet."""
        return replace(self, total=0, filled=0, first=None, values=Distinct())

    def merge(self, later: "FieldCount") -> None:
        """Add what was counted of later payloads."""
        self.first = self.first if self.filled else later.first
        self.total += later.total
        self.filled += later.filled
        self.values.merge(later.values)

    def example(self, *, reveal: bool) -> Any:
        """The first value, hidden where it is personal."""
        if reveal or self.first is None:
            return self.first
        return HIDDEN if self.is_personal else without_texts(masked(self.first, None, _last_name(self.target)), ())

    def as_dict(self, *, reveal: bool) -> dict[str, Any]:
        facts = {"field": self.name, "required": self.is_required, "mapped": self.is_mapped}
        unique = self.values.of(self.filled) if self.is_dedupe else None
        counts = {"total": self.total, "filled": self.filled, "unique": unique}
        return facts | counts | {"example": self.example(reveal=reveal)}


def fields_to_count(action: PlannedAction) -> list[FieldCount]:
    """The fields that the action's mapping writes, then those of its action type that it does not."""
    start = EVENT.field("each").item() if action.each else EVENT
    lines = {one.target: one for one in made_fields(action.mapper.object, EVENT, start)}
    written = {target[0] for target in lines}
    rest: list[Way] = [(name,) for name in action.action_type.payload.model_fields if name not in written]
    return [_count(action, target, line) for target, line in lines.items()] + [_count(action, one) for one in rest]


def values_at(value: Any, way: Way) -> Iterator[Any]:
    """The value at the way, None where there is none; in lists one for each item.

    >>> list(values_at({"a": [{"b": 1}, {}]}, ("a", ITEM, "b"))), list(values_at({}, ("a",)))
    ([1, None], [None])
    """
    if not way:
        yield value
    elif way[0] is ITEM:
        for one in value if isinstance(value, list) else ():
            yield from values_at(one, way[1:])
    else:
        yield from values_at(value.get(way[0]) if isinstance(value, dict) else None, way[1:])


def unmapped_but_sent(
    counts: Iterable[FieldCount], unused: Iterable[tuple[str, int]]
) -> Iterator[tuple[str, str, int]]:
    """The fields that nothing is mapped to though events bring a property of that name, which no action reads."""
    names = {one.name: one for one in counts if not one.is_mapped}
    for path, number in unused:
        last = path.rpartition(".")[2]
        if last in names:
            yield last, path, number


def _count(action: PlannedAction, target: Way, line: Made | None = None) -> FieldCount:
    steps = tuple(0 if step is ITEM else str(step) for step in target)
    parts = locate_path(steps, action.action_type.payload)
    roles = parts[-1].roles if parts else ()
    name = _last_name(target)
    around = str(target[-2]) if len(target) > 1 else ""
    is_personal = is_personal_name(name, around) or any(
        isinstance(role, Personal) and role.kind != "traits" for part in parts for role in part.roles
    )
    is_required = (line is not None and line.field.required) or (bool(parts) and parts[-1].is_required)
    is_own = line is not None and layer_of(action, action.own(line.spot).place) != "destination default"
    is_dedupe = any(isinstance(role, DedupeRole) for role in roles)
    return FieldCount(target, is_required, line is not None, is_own, is_personal, is_dedupe)


def _last_name(target: Way) -> str:
    return next((str(step) for step in reversed(target) if step is not ITEM), "")
