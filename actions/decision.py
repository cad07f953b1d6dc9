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
        """The decision as JSON values, decimals aside; the payload without fields that nobody set.

        A payload that its plugin cannot write is null, and a diagnostic says why.
        """
        diagnostics = self.diagnostics
        try:
            payload = self.payload_fields()
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin's payload must not keep the rest from being told
            payload, diagnostics = None, (*diagnostics, unwritable(error))
        facts: dict[str, Any] = {
            "message_id": self.message_id,
            "instance": self.instance,
            "action": self.action,
            "type": self.type,
            "status": self.status,
            "reason": self.reason,
            "delivery_id": self.delivery_id,
            "payload": payload,
            "diagnostics": [one.as_dict() for one in diagnostics],
        }
        if self.item is not None:
            facts["item"] = self.item
        if self.trace is not None:
            facts["trace"] = self.trace.as_dict()
        return facts

    def payload_fields(self) -> dict[str, Any] | None:
        """The payload's fields that have a value, and those where null is what the mapping wrote."""
        # Pydantic, which payloads are made of, is not loaded for who only imports this.
        from destinations.sdk.payload import payload_values

        return None if self.payload is None else payload_values(self.payload)


def unwritable(error: BaseException) -> Diagnostic:
    """The finding about a payload whose plugin fails when it is written out."""
    from destinations.sdk.refusal import told

    message = f"the payload cannot be written: {told(error)}"
    return Diagnostic("E590", message, "report this to its author")
