"""An action in two versions of a project, and what is known of its fields before any event was seen."""

from dataclasses import dataclass
from typing import Any, Final

from actions.engine.untidy.located import locate_path
from actions.insight.diff.changes import ActionCounts, FieldChange
from actions.insight.lineage.fields import made_fields
from actions.insight.lineage.flow import EVENT
from actions.insight.lineage.ways import ITEM, Way
from actions.personal_names import is_personal_name
from actions.plan.planned import PlannedAction
from destinations.sdk.fields.roles import AmountRole, Personal
from mappings.event_fields import AMOUNTS

MONEY: Final = (AMOUNTS | {"amount"}) - {"position", "quantity"}


@dataclass(frozen=True, slots=True)
class ActionChange:
    """An action of either version, that of the newer one where both have it, and what was counted of it."""

    action: PlannedAction
    counts: ActionCounts
    is_new: bool = False
    is_gone: bool = False

    @property
    def key(self) -> str:
        return self.action.key

    @property
    def alarms(self) -> list[FieldChange]:
        """The fields whose numbers are mostly a power of ten apart."""
        return [one for one in self.counts.fields.values() if one.alarm is not None]

    def as_dict(self) -> dict[str, Any]:
        one = self.action
        facts = {"instance": one.instance.name, "action": one.id, "name": one.name, "type": one.action_type.name}
        return facts | {"is_new": self.is_new, "is_gone": self.is_gone} | self.counts.as_dict()


def field_of(action: PlannedAction, way: Way) -> FieldChange:
    """A field of which nothing was counted yet; it may hold money or personal data: by its action type or its name."""
    parts = locate_path(tuple(0 if step is ITEM else str(step) for step in way), action.action_type.payload)
    names = [str(step) for step in way if step is not ITEM]
    last, around = (names[-1] if names else ""), (names[-2] if len(names) > 1 else "")
    roles = [role for part in parts for role in part.roles if isinstance(role, Personal) and role.kind != "traits"]
    lines = made_fields(action.mapper.object, EVENT, EVENT)
    is_amount = any(one.target == way and one.field.as_ == "money" for one in lines)
    is_money = is_amount or bool(parts and parts[-1].has(AmountRole)) or last.lower() in MONEY
    return FieldChange(way, is_money, is_personal=bool(roles) or is_personal_name(last, around))
