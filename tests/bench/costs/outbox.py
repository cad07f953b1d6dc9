"""Deliveries per second that the outbox takes in and gives out, empty and with a backlog.

Seconds are those of the processor, as in delivery.py. What is given out is read from the disk.
"""

import asyncio
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time, time
from typing import Any

from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.cursor import one_by_one
from destinations.delivery.outbox.entry import Arrival, Entry, Kind
from destinations.delivery.outbox.outbox import Outbox
from destinations.sdk import ActionType, Payload
from destinations.sdk.outcome import Sent

EVENT = b'{"type":"track","event":"X","properties":{"text":"' + b"y" * 700 + b'"}}'
PAYLOAD = b'{"fields":{"data":{"text":"' + b"y" * 450 + b'"}}}'
BATCH, ACCEPTED, TAKEN = 500, 20_000, 10_000
# Deliveries that wait already, and instances that they are for.
CASES = ((0, 1), (500_000, 20))
Row = tuple[str, float, str]


class Data(Payload):
    data: dict[str, Any]


def measure(_: int) -> list[Row]:
    return [row for backlog, instances in CASES for row in asyncio.run(_measure(backlog, instances))]


async def _measure(backlog: int, instances: int) -> list[Row]:
    kind, ends = ActionType("row", Data, lambda *_: [], "A row."), list[Delivered]()
    with TemporaryDirectory(prefix="actions-bench-") as folder:
        async with Outbox(Path(folder) / "outbox.db") as outbox:
            for start in range(0, backlog, 10 * BATCH):
                await outbox.accept(_arrivals(1_000_000 + start, 10 * BATCH, instances))
            given = [_arrivals(start, BATCH, instances) for start in range(0, ACCEPTED, BATCH)]
            began = process_time()
            await asyncio.gather(*(outbox.accept(block) for block in given))
            accepted = ACCEPTED / (process_time() - began)
            cursors = [outbox.cursor(f"i{number}", {"row": kind}, ends.extend) for number in range(instances)]
            began, taken = process_time(), 0
            while taken < TAKEN:
                for cursor in cursors:
                    claims = await cursor.next(BATCH, time())
                    taken += sum(1 for _ in one_by_one(claims))
                    for claim in one_by_one(claims):
                        cursor.done(claim, Sent())
            await outbox.commit.write(lambda _: None)
            rate = len(ends) / (process_time() - began)
    reported = f"with {backlog:,} waiting for {instances} instances" if backlog else "empty"
    return [
        (f"accepted in blocks of {BATCH}, {reported}", accepted, "/s"),
        (f"claimed and done with, {reported}", rate, "/s"),
    ]


def _arrivals(start: int, count: int, instances: int) -> list[Arrival]:
    kinds = [Kind(f"i{number}", "a", "row", "hash") for number in range(instances)]
    return [
        Arrival(
            EVENT,
            "X",
            f"m{number}",
            f"u{number % 1000}",
            entries=[Entry(_id(number), kinds[number % instances], PAYLOAD)],
        )
        for number in range(start, start + count)
    ]


def _id(number: int) -> str:
    """As the engine makes them: the hour first, then what nobody can guess."""
    return f"{478_000 + number // 5000:06x}-{blake2b(str(number).encode(), digest_size=14).hexdigest()}"
