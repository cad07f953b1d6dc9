"""What a lane hands on: to the topic of a delay, and to that of dead letters."""

import time
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from actions.stream.failed_event import FailedEvent, write_failed_events
from actions.stream.kafka.again import DUE, NAME
from actions.stream.kafka.client import Writer
from actions.stream.kafka.names import Names
from actions.stream.oversize import dead_that_fits, part_by_size
from actions.stream.portion import Portion

# What a broker takes by default, less what stands beside it; an event of so many bytes fits as a failed one, too.
MOST_BYTES, MOST_ALONE = 900_000, 990_000


class KafkaHandoff:
    """Where one lane hands on. What is written twice has the same name, by which readers pass over the second."""

    def __init__(self, writer: Writer, names: Names, lane: str) -> None:
        self._writer = writer
        self._names = names
        self._lane = lane

    async def later(self, portion: Portion, failed_events: Sequence[FailedEvent], at: float) -> None:
        now = time.time()
        failed_events, too_large = part_by_size(failed_events, MOST_ALONE, now)
        if too_large:
            await self.dead(portion, too_large)
        topic = self._names.later(self._lane, at - now)
        records = [
            {"value": data, "key": portion.key, "headers": {NAME: name, DUE: repr(at)}}
            for data, name in _cut(portion, failed_events)
        ]
        await self._writer.write(topic, records)

    async def dead(self, portion: Portion, failed_events: Sequence[FailedEvent]) -> None:
        records = [
            {
                "value": write_failed_events([dead_that_fits(one, MOST_ALONE, portion.key)]),
                "key": self._lane,
                "headers": {NAME: _name(self._lane, portion.key, one.identity)},
            }
            for one in failed_events
        ]
        await self._writer.write(self._names.dead, records)


def _cut(portion: Portion, failed_events: Sequence[FailedEvent]) -> Iterator[tuple[bytes, str]]:
    """The failed events in records that a broker takes, with a name that only the same ones have."""
    data, parts = b"", [portion.key]
    for one in failed_events:
        written = write_failed_events([one])
        if data and len(data) + len(written) > MOST_BYTES:
            yield data, _name(*parts)
            data, parts = b"", [portion.key]
        data += written
        # The same one waits again after it has failed again.
        parts += [one.identity, str(one.tries)]
    if data:
        yield data, _name(*parts)


def _name(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
