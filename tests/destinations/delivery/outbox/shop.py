"""An outbox for tests: one action type, events by number."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.cursor import Claimed, one_by_one
from destinations.delivery.outbox.disk_cursor import DiskCursor
from destinations.delivery.outbox.entry import Arrival, Entry, Kind
from destinations.delivery.outbox.outbox import Outbox
from destinations.delivery.outbox.stored import write_payload
from destinations.sdk.destination import ActionType
from destinations.sdk.payload import Payload
from destinations.sdk.request import Request

T = TypeVar("T")


class Row(Payload):
    n: int


TOY = ActionType("toy", Row, lambda *_: Request("POST", "https://toy.example/", {}, b""), "A toy.")


def name(instance: str, number: int) -> str:
    """A delivery id, as the engine makes them."""
    return f"{number:06x}-{instance.encode().hex():0>28}"


def arrival(
    number: int,
    *instances: str,
    user: str = "ada@example.com",
    name: Callable[[str, int], str] = name,
    warm: bool = False,
) -> Arrival:
    """Event `number`, with a delivery to each instance; where it is `warm`, its payload is in memory, too."""
    payload, model = write_payload(Row(n=number)), Row(n=number) if warm else None
    kinds = [Kind(one, "rows", "toy", "m1") for one in instances or ("shop",)]
    entries = [Entry(name(kind.instance, number), kind, payload, b'{"line":%d}' % number, model) for kind in kinds]
    return Arrival(b'{"n":%d}' % number, "Row", f"m-{number}", user, None, entries)


def inside(path: Path, use: Callable[[Outbox], Awaitable[T]], **options: Any) -> T:
    """What `use` makes of the open outbox."""

    async def run() -> T:
        async with Outbox(path, **options) as outbox:
            return await use(outbox)

    return asyncio.run(run())


def cursor(outbox: Outbox, expected: list[Delivered] | None = None, instance: str = "shop") -> DiskCursor:
    return outbox.cursor(instance, {"toy": TOY}, (expected if expected is not None else []).extend)


async def take(taker: DiskCursor, most: int = 100, now: float | None = None) -> Sequence[Claimed]:
    return list(one_by_one(await taker.next(most, time.time() if now is None else now)))


def rows(outbox: Outbox, query: str) -> list[Any]:
    """What a query finds, its first column alone where there is but one."""
    found = outbox.store.connection.execute(query).fetchall()
    return [row[0] if len(row) == 1 else row for row in found]


def numbers(claims: Sequence[Claimed]) -> list[int]:
    return [claim.delivery.payload.n for claim in claims if isinstance(claim.delivery.payload, Row)]


async def settled(outbox: Outbox) -> None:
    """All outcomes given to cursors are on disk."""
    await outbox.commit.write(lambda _: None)


def sizes(outbox: Outbox) -> dict[str, int]:
    """How many rows each table has in which deliveries wait."""
    tables = ("bundles", "blocks", "done", "waiting", "events")
    return {one: rows(outbox, f"SELECT count(*) FROM {one}")[0] for one in tables}  # noqa: S608
