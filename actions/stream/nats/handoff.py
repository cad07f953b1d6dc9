"""What a lane hands on: to the stream that gives it back at its time, and to that of dead letters."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial

from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from actions.stream.failed_event import FailedEvent, write_failed_events
from actions.stream.nats.connection import ANSWER, surely
from actions.stream.nats.names import Names, token_of
from actions.stream.oversize import dead_that_fits, part_by_size
from actions.stream.portion import Portion

# A message holds headers beside its failed events; an event that this leaves room for still fits as a failed one.
FOR_HEADERS, LEAST_FOR_HEADERS = 4096, 1024
AT_ONCE = 64
MESSAGE_ID, SCHEDULE, TARGET = "Nats-Msg-Id", "Nats-Schedule", "Nats-Schedule-Target"


class NatsHandoff:
    """Where one lane hands on. What is written twice under one key is kept once, as long as the first is there."""

    def __init__(self, context: JetStreamContext, names: Names, lane: str, most_bytes: int) -> None:
        self._context = context
        self._names = names
        self._lane = lane
        self._most_bytes = most_bytes - FOR_HEADERS
        self._most_alone = most_bytes - LEAST_FOR_HEADERS

    async def later(self, portion: Portion, failed_events: Sequence[FailedEvent], at: float) -> None:
        failed_events, too_large = part_by_size(failed_events, self._most_alone, time.time())
        if too_large:
            await self.dead(portion, too_large)
        # The server's clock decides when it is time: it stands in the schedule as a moment.
        moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        for part, (data, name) in enumerate(self._cut(portion, failed_events)):
            # Under one subject, what is written later takes the place of what still waits.
            subject = self._names.later(self._lane, token_of(portion.key, str(part)))
            headers = {
                SCHEDULE: f"@at {moment}",
                TARGET: self._names.again(self._lane),
                MESSAGE_ID: f"later-{self._lane}-{name}",
            }
            await self._publish(subject, data, headers)

    async def dead(self, portion: Portion, failed_events: Sequence[FailedEvent]) -> None:
        # Each in a message of its own: people try or drop them one by one.
        for start in range(0, len(failed_events), AT_ONCE):
            await asyncio.gather(*(self._bury(portion, one) for one in failed_events[start : start + AT_ONCE]))

    async def _bury(self, portion: Portion, failed: FailedEvent) -> None:
        name = token_of(portion.key, failed.identity)
        data = write_failed_events([dead_that_fits(failed, self._most_alone, portion.key)])
        await self._publish(self._names.dead(self._lane), data, {MESSAGE_ID: f"dead-{self._lane}-{name}"})

    def _cut(self, portion: Portion, failed_events: Sequence[FailedEvent]) -> Iterator[tuple[bytes, str]]:
        """The failed events in messages that the server takes, with a name that only the same failed events have."""
        data, names = b"", [portion.key]
        for failed in failed_events:
            written = write_failed_events([failed])
            if data and len(data) + len(written) > self._most_bytes:
                yield data, token_of(*names)
                data, names = b"", [portion.key]
            data += written
            names.append(failed.identity)
        if data:
            yield data, token_of(*names)

    async def _publish(self, subject: str, data: bytes, headers: dict[str, str]) -> None:
        while (first := await self._written_before(subject, data, headers)) is not None:
            # Of a lane that was rewound, people may have dropped what was written first, or it has come again already.
            headers = {**headers, MESSAGE_ID: f"{headers[MESSAGE_ID]}-{first}"}

    async def _written_before(self, subject: str, data: bytes, headers: dict[str, str]) -> int | None:
        """The number of the message that has the same id, and is gone; None where this one, or that, is kept."""
        ack = await surely(
            lambda: self._context.publish(subject, data, timeout=ANSWER, headers=headers),
            what=f"{self._lane}: what is handed on to {subject.split('.')[1]}",
        )
        if not ack.duplicate:
            return None
        try:
            await surely(partial(self._context.get_msg, ack.stream, ack.seq))
        except NotFoundError:
            return ack.seq
        return None
