"""A delivery: one payload for one instance, and its outcome."""

from dataclasses import dataclass, field
from typing import Any

from destinations.sdk.destination import ActionType
from destinations.sdk.outcome import Outcome
from destinations.sdk.payload import Payload


# Not frozen: one is made for each delivery, and freezing it takes four times as long.
@dataclass(slots=True)
class Delivery:
    """A payload that is to reach `instance`. The same event and action always give the same `id`.

    `note` is anything the caller wants back with the outcome.
    """

    id: str
    instance: str
    # Functions with their addresses: a page in each line of a log.
    action_type: ActionType = field(repr=False)
    payload: Payload
    note: Any = None


# Not frozen: one is made for each delivery, and freezing it takes four times as long.
@dataclass(slots=True)
class Delivered:
    """The end of a delivery as far as this run is concerned.

    `Sent` and `Rejected` are final. `Retry` means that it was not delivered and may be later: the run was
    stopped, the instance waits for a person, or nothing got through for too long. `attempts` counts the times
    it was on the wire, `status` is that of the last HTTP answer, None when there was none. With `repeats`, this one was
    not sent: another of the same id and with another payload was, and the outcome is that one's. With `gave_up`, it is
    rejected for no fault of its own, but because its `RetryPolicy` has no patience left.
    """

    delivery: Delivery
    outcome: Outcome
    attempts: int = 0
    status: int | None = None
    repeats: bool = False
    gave_up: bool = False
