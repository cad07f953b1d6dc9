"""The engine's answer for one event and one action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mappings.findings.diagnostic import Diagnostic

if TYPE_CHECKING:
    from actions.event.event import Refused
    from actions.trigger.trace import Trace
    from destinations.sdk.payload import Payload


# Not frozen: one is made per event and action, and freezing it takes four times as long.
@dataclass(slots=True)
class Decision:
    """Fired with a payload, not fired with a reason, or failed with diagnostics.

    `instance`, `action` (its id) and `type` (its action type) are None when the event itself was refused: then
    no action was asked. `item` counts the items of an action with `each:`, from 0. `stop` says that the action's
    `on_error: stop` asks the run to end here. A fired decision may carry warnings in `diagnostics`.
    """

    status: Literal["fired", "not_fired", "failed"]
    message_id: str | None
    instance: str | None = None
    action: str | None = None
    type: str | None = None
    reason: str | None = None
    item: int | None = None
    delivery_id: str | None = None
    payload: Payload | None = None
    mapping_hash: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    trace: Trace | None = None
    stop: bool = False

    @classmethod
    def refused(cls, event: Refused) -> Decision:
        """The one decision about a value that is no event: no action is asked."""
        return cls("failed", event.message_id, reason=event.diagnostics[0].message, diagnostics=event.diagnostics)

    def as_dict(self) -> dict[str, Any]:
        """The decision as JSON values, decimals aside; the payload without fields that nobody set."""
        facts: dict[str, Any] = {
            "message_id": self.message_id,
            "instance": self.instance,
            "action": self.action,
            "type": self.type,
            "status": self.status,
            "reason": self.reason,
            "delivery_id": self.delivery_id,
            "payload": _written(self.payload) if self.payload else None,
            "diagnostics": [one.as_dict() for one in self.diagnostics],
        }
        if self.item is not None:
            facts["item"] = self.item
        if self.trace is not None:
            facts["trace"] = self.trace.as_dict()
        return facts


def _written(payload: Payload) -> dict[str, Any]:
    """The payload's fields that have a value, and those where null is what the mapping wrote."""
    nulls = {name: None for name in payload.model_fields_set if getattr(payload, name) is None}
    return payload.model_dump(exclude_none=True) | nulls
