"""What became of one delivery."""

from dataclasses import dataclass
from typing import Any

import orjson

from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.disk_cursor import Note
from destinations.delivery.outbox.entry import Entry
from destinations.sdk.payload import Payload


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a delivery: `sent`, or `rejected` for a `reason`, which makes it a dead letter.

    `about` is what was known of it when it was accepted: `message_id`, of an input's event `file` and `line`, and
    `diagnostics` where there was something to remark.
    """

    delivery_id: str
    instance: str
    action: str
    type: str
    mapping_hash: str
    payload: Payload
    about: dict[str, Any]
    delivered: Delivered

    @property
    def status(self) -> str:
        return "rejected" if self.reason else "sent"

    @property
    def reason(self) -> str | None:
        """Why it never will arrive."""
        return getattr(self.delivered.outcome, "reason", None)


def outcome_of(delivered: Delivered) -> Outcome:
    """The outcome of a delivery that was in the outbox."""
    delivery = delivered.delivery
    note: Note | Entry = delivery.note
    kind = note.kind
    about = orjson.loads(note.about)
    return Outcome(delivery.id, kind.instance, kind.action, kind.type, kind.mapping, delivery.payload, about, delivered)
