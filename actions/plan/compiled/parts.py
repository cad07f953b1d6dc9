"""What an action's part of a function is made of."""

from msgspec import Struct

from actions.trigger.condition import Condition
from destinations.sdk.destination import ActionType
from mappings.fields.field import CompiledObject


class Parts(Struct, frozen=True):
    """What an action's function is made of. `condition` is what has to be asked of an event, None if nothing."""

    condition: Condition | None
    mapping: CompiledObject
    action_type: ActionType

    @property
    def kept(self) -> list[str]:
        """The payload's own fields that hold null where they have no value."""
        return [one.target[0] for one in self.mapping.fields if one.keeps_null and len(one.target) == 1]
