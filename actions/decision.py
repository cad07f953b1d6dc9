"""The engine's answer for one event and one action: it fired, it did not fire, or it failed.

    for decision in project.decide(event):
        if decision.status == "fired":          # or isinstance(decision, Fired)
            decision.payload, decision.delivery_id

Each of the three has all names, so that any of them may be asked of a `Decision`; type checkers know after a look at
`status` which are there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from msgspec import Struct

from mappings.findings.diagnostic import Diagnostic

if TYPE_CHECKING:
    from actions.event.event import Refused
    from actions.trigger.trace import Trace
    from destinations.sdk.payload import Payload


# Decisions are not frozen: one is made per event and action, and freezing it takes four times as long.
class Fired(Struct):
    """The action fired: `payload` is to be delivered under `delivery_id`.

    `action` is the action's id and `type` its action type. `item` counts the items of an action with `each:`, from 0.
    There may be warnings in `diagnostics`.
    """

    message_id: str
    instance: str
    action: str
    type: str
    delivery_id: str
    payload: Payload
    mapping_hash: str
    item: int | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    trace: Trace | None = None

    status: ClassVar[Literal["fired"]] = "fired"
    reason: ClassVar[None] = None
    stop: ClassVar[bool] = False

    def as_dict(self) -> dict[str, Any]:
        """The decision as JSON values; the payload without fields that were not set.

        A payload that its plugin cannot write is null, and a diagnostic says why.
        """
        return _as_json(self)

    def payload_fields(self) -> dict[str, Any]:
        """The payload's fields that have a value, and those where null is what the mapping wrote."""
        # Pydantic, which payloads are made of, is not loaded for who only imports this.
        from destinations.sdk.payload import payload_values

        return payload_values(self.payload)


class NotFired(Struct):
    """The action did not fire, for a `reason`; `trace` says what its trigger saw, if it was asked."""

    message_id: str
    instance: str
    action: str
    type: str
    reason: str
    mapping_hash: str
    diagnostics: tuple[Diagnostic, ...] = ()
    trace: Trace | None = None

    status: ClassVar[Literal["not_fired"]] = "not_fired"
    delivery_id: ClassVar[None] = None
    payload: ClassVar[None] = None
    item: ClassVar[None] = None
    stop: ClassVar[bool] = False

    def as_dict(self) -> dict[str, Any]:
        """The decision as JSON values."""
        return _as_json(self)

    def payload_fields(self) -> None:
        """Nothing: there is no payload."""
        return


class Failed(Struct):
    """The action should have fired and could not; `diagnostics` say why, and `reason` is what the first one says.

    `instance`, `action` and `type` are None when the event itself was refused: then no action was asked. `payload` is
    there where it was made and no request could be made of it. `stop` says that the action's `on_error: stop` asks the
    run to end here.
    """

    message_id: str | None
    instance: str | None = None
    action: str | None = None
    type: str | None = None
    reason: str = ""
    mapping_hash: str | None = None
    item: int | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    stop: bool = False
    delivery_id: str | None = None
    payload: Payload | None = None
    trace: Trace | None = None

    status: ClassVar[Literal["failed"]] = "failed"

    @classmethod
    def refused(cls, event: Refused) -> Failed:
        """The one decision about a value that is not an event: no action is asked."""
        return cls(event.message_id, reason=event.diagnostics[0].message, diagnostics=event.diagnostics)

    def as_dict(self) -> dict[str, Any]:
        """The decision as JSON values."""
        return _as_json(self)

    def payload_fields(self) -> dict[str, Any] | None:
        """The fields of the payload, where there is one."""
        from destinations.sdk.payload import payload_values

        return None if self.payload is None else payload_values(self.payload)


Decision: TypeAlias = Fired | NotFired | Failed


def facts_of(decision: Decision) -> dict[str, Any]:
    """The decision as it is written down: JSON values, and decimals, which keep every digit."""
    diagnostics = decision.diagnostics
    try:
        payload = decision.payload_fields()
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin's payload must not keep the rest from being shown
        payload, diagnostics = None, (*diagnostics, unwritable(error))
    facts: dict[str, Any] = {
        "message_id": decision.message_id,
        "instance": decision.instance,
        "action": decision.action,
        "type": decision.type,
        "status": decision.status,
        "reason": decision.reason,
        "delivery_id": decision.delivery_id,
        "payload": payload,
        "diagnostics": [one.as_dict() for one in diagnostics],
    }
    if decision.item is not None:
        facts["item"] = decision.item
    if decision.trace is not None:
        facts["trace"] = decision.trace.as_dict()
    return facts


def unwritable(error: BaseException) -> Diagnostic:
    """The finding about a payload whose plugin fails when it is written out."""
    from destinations.sdk.refusal import error_text

    message = f"the payload cannot be written: {error_text(error)}"
    return Diagnostic("E590", message, "report this to its author")


def _as_json(decision: Decision) -> dict[str, Any]:
    import json

    from actions.json_line import json_line

    # As readers of the written row get it, with numbers for decimals.
    written: dict[str, Any] = json.loads(json_line(facts_of(decision)))
    return written
