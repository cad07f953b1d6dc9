"""What an action's part of a function is made of."""

from msgspec import Struct

from actions.event.sampling import Sample
from actions.plan.line import NO_LINE, LineForm
from actions.trigger.condition import Condition
from destinations.sdk.destination import ActionType
from mappings.expr.tree import Node
from mappings.fields.field import CompiledObject


class Parts(Struct, frozen=True):
    """What is asked of an event, and what is made of one for which it holds.

    `condition` is what the index leaves to ask, None if nothing; `names` are those that may switch the action off in
    `integrations`, and `group` is shared with actions of which only the first takes an event. `each` is the list of
    which every item has a payload, and `line` is how its payloads stand in NDJSON. A `sample` is of people.
    """

    condition: Condition | None
    mapping: CompiledObject
    action_type: ActionType
    names: frozenset[str] = frozenset()
    group: tuple[str, str] | None = None
    each: Node | None = None
    line: LineForm = NO_LINE
    sample: Sample | None = None

    @property
    def kept(self) -> list[str]:
        """The payload's own fields that hold null where they have no value."""
        return [one.target[0] for one in self.mapping.fields if one.keeps_null and len(one.target) == 1]
