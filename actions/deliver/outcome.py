"""What became of deliveries: `Outcome` of one, and `OutcomeStream` for a reader who may be slower than they come."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any, Self

import orjson

from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.disk_cursor import Note
from destinations.delivery.outbox.entry import Entry
from destinations.delivery.redaction.log import LOGGER
from destinations.sdk.payload import Payload

# So many outcomes wait for a reader at most.
MOST_UNREAD = 10_000


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


def read_about(written: bytes) -> dict[str, Any]:
    """What was noted about a delivery; nothing where the bytes on disk have changed."""
    try:
        about = orjson.loads(written)
    except ValueError:
        return {}
    return about if isinstance(about, dict) else {}


def outcome_of(delivered: Delivered) -> Outcome:
    """The outcome of a delivery that was in the outbox."""
    delivery = delivered.delivery
    note: Note | Entry = delivery.note
    kind = note.kind
    about = read_about(note.about)
    return Outcome(delivery.id, kind.instance, kind.action, kind.type, kind.mapping, delivery.payload, about, delivered)


class OutcomeStream:
    """What becomes of deliveries from when it was made on, in order, until `aclose()` or the deliverer's end.

        async for outcome in deliverer.outcomes():
            ...

    `most` outcomes wait for the reader. Of one who is slower, deliveries do not wait: the oldest that were not read
    give way to new ones, are counted in `missed`, and logged.
    """

    def __init__(self, most: int = MOST_UNREAD) -> None:
        if most < 1:
            raise ValueError(f"outcomes(most={most}): at least one must have room")
        self.missed = 0
        self._unread: deque[Outcome] = deque(maxlen=most)
        self._some = asyncio.Event()
        self._is_closed = False

    def put(self, outcome: Outcome) -> None:
        """One more outcome is known."""
        if self._is_closed:
            return
        if len(self._unread) == self._unread.maxlen:
            self.missed += 1
            if self.missed == 1:
                LOGGER.warning("the reader of outcomes is too slow: the oldest of %d are dropped", len(self._unread))
        self._unread.append(outcome)
        self._some.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Outcome:
        while not self._unread:
            if self._is_closed:
                raise StopAsyncIteration
            self._some.clear()
            await self._some.wait()
        return self._unread.popleft()

    def end(self) -> None:
        """No more will come: the reader gets those that are there, and then the end."""
        if self.missed and not self._is_closed:
            LOGGER.warning("the reader of outcomes was too slow: %d were dropped", self.missed)
        self._is_closed = True
        self._some.set()

    async def aclose(self) -> None:
        """Take no more; a reader that waits gets none."""
        self.end()
        self._unread.clear()
