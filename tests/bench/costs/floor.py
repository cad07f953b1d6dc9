"""What a delivery cannot do without, each step in its barest form: the limit of `delivery`, were all else free.

Decide, write the payload as JSON, name it, remember its id, keep the event and the payload until they are sent, build
and post a body.
Seconds are those of the processor that this process takes.
"""

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from hashlib import blake2b
from itertools import count, repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any
from zlib import crc32

import aiohttp
import orjson

from actions.deliver.arrivals import about_of
from actions.event.context import Context
from actions.event.delivery_id import event_part
from actions.plan.payloads.maker import payload_maker
from actions.plan.plan import Plan
from actions.run.ndjson.one_line import fields_of_line
from destinations.delivery.outbox.file.schema import open_file
from destinations.sdk import Settings
from tests.bench.costs.delivery import Row, build, made_without_delivery
from tests.bench.costs.sink import sink
from tests.bench.our_plan import plan_of
from tests.bench.workloads import SEED, clicks

BLOCK, BLOCKS = 500, 16
# Requests of a round by batch size.
REQUESTS = {1: 300, 50: 200, 500: 50}
MICRO = 1e6
HASHING = blake2b(digest_size=8, key=bytes(32))


def measure(rounds: int) -> list[Row]:
    plan = plan_of(clicks()[0])
    lines = [orjson.dumps(SEED | {"messageId": f"m-{number}"}) for number in range(BLOCK * BLOCKS)]
    payload = orjson.dumps(_fields(plan, lines[0]))
    alone = MICRO / max(made_without_delivery(plan, lines) for _ in range(rounds))
    steps = {
        "decided and written as JSON": _least(rounds, lambda: [orjson.dumps(_fields(plan, line)) for line in lines]),
        "its id, a note, its person's hash, two checksums": _least(
            rounds, lambda: [_named(one, payload) for one in lines]
        ),
        "made a payload, and built into a body": _least(rounds, lambda: _built(plan, lines)),
        "its id is remembered": _least(rounds, _remember),
        "event and payload are kept, on disk, and deleted": _least(rounds, lambda: _keep(lines[0], payload)),
    }
    common = sum(steps.values())
    with sink() as url:
        posted = {size: asyncio.run(_posted(url, payload, size, rounds)) for size in REQUESTS}
    rows = [
        ("without delivery: read and decided", alone, "us"),
        *((name, spent, "us") for name, spent in steps.items()),
    ]
    for size, spent in posted.items():
        rows.append((f"posted in batches of {size}", spent, "us"))
        rows.append(
            (
                f"all of it in batches of {size}: at most, of what is made without delivery",
                alone / (common + spent),
                "of 1",
            )
        )
    return rows


def _least(rounds: int, work: Callable[[], object]) -> float:
    """The microseconds of each of the events in the best round."""
    spent = []
    for _ in range(rounds):
        start = process_time()
        work()
        spent.append(process_time() - start)
    return min(spent) / BLOCK / BLOCKS * MICRO


def _fields(plan: Plan, line: bytes) -> dict[str, Any]:
    found = fields_of_line(line, plan, Context.current().now)
    return found[1][0][2] or {} if found else {}


def _named(event: bytes, payload: bytes) -> tuple[str, bytes, bytes, int, int]:
    hashed = HASHING.copy()
    hashed.update(b"user-1")
    return event_part("078322", "m-1"), about_of("m-1", {"line": 1}), hashed.digest(), crc32(event), crc32(payload)


def _built(plan: Plan, lines: Sequence[bytes]) -> None:
    make, fields = payload_maker(plan.actions[0].action_type.payload), _fields(plan, lines[0])
    for start in range(0, len(lines), BLOCK):
        build([make(fields, "d-1") for _ in lines[start : start + BLOCK]], Settings())


def _remember() -> None:
    with TemporaryDirectory(prefix="actions-bench-") as folder, closing(open_file(Path(folder) / "o.db")) as file:
        for block in range(BLOCKS):
            # As the engine makes them: the hour first.
            ids: Sequence[bytes] = [b"\x07\x83\x22" + os.urandom(14) for _ in range(BLOCK)]
            file.execute("BEGIN IMMEDIATE")
            file.executemany(
                "INSERT INTO ids(number, id, at) VALUES (?, ?, ?)", zip(count(block * BLOCK), ids, repeat(0))
            )
            file.commit()


def _keep(event: bytes, payload: bytes) -> None:
    with TemporaryDirectory(prefix="actions-bench-") as folder, closing(open_file(Path(folder) / "o.db")) as file:
        for block in range(1, BLOCKS + 1):
            file.execute("BEGIN IMMEDIATE")
            file.execute("INSERT INTO blocks VALUES (?, x'', ?)", (block, event * BLOCK))
            file.execute("INSERT INTO bundles VALUES (?, 0, ?, 0, 0, x'', ?)", (block, block, payload * BLOCK))
            file.commit()
            file.execute("BEGIN IMMEDIATE")
            file.execute("DELETE FROM bundles WHERE place = ?", (block - 1,))
            file.execute("DELETE FROM blocks WHERE block = ?", (block - 1,))
            file.commit()


async def _posted(url: str, payload: bytes, size: int, rounds: int) -> float:
    body, spent = b"[" + b",".join([payload] * size) + b"]", []
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        for _ in range(rounds):
            start = process_time()
            for _ in range(REQUESTS[size]):
                async with session.post(url, data=body) as answer:
                    await answer.read()
            spent.append(process_time() - start)
    return min(spent) / REQUESTS[size] / size * MICRO
