"""What has changed on the disk, or cannot be asked, costs no more than itself."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from actions.deliver.answer import answer
from destinations.delivery.outbox.file.store import Store
from destinations.delivery.outbox.outbox import Outbox
from destinations.delivery.outbox.stored import write_payload
from destinations.sdk.outcome import Rejected, Sent
from tests.destinations.delivery.outbox.shop import (
    Row,
    arrival,
    cursor,
    inside,
    numbers,
    rows,
    settled,
    sizes,
    take,
)


@pytest.mark.parametrize("byte", [0, 9, 17, 65, 80, 120, 140, 160])
def test_where_what_is_known_of_deliveries_has_changed_on_disk_none_of_them_is_sent(path: Path, byte: int) -> None:
    async def accept(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number) for number in range(3)])
        await outbox.accept([arrival(number) for number in range(3, 6)])
        ((head,),) = outbox.store.connection.execute("SELECT head FROM bundles ORDER BY place LIMIT 1").fetchall()
        other = bytes([*head[:byte], head[byte] ^ 4, *head[byte + 1 :]])
        outbox.store.connection.execute("UPDATE bundles SET head = ? WHERE head = ?", (other, head))

    async def use(outbox: Outbox) -> Any:
        taker = cursor(outbox)
        found = numbers(claims := await take(taker))
        for claim in claims:
            taker.done(claim, Sent())
        await settled(outbox)
        return found, rows(outbox, "SELECT cause FROM letters"), outbox.store.lanes["shop"].rows

    inside(path, accept)
    assert inside(path, use) == ([3, 4, 5], ["unreadable"] * 3, 0)


@pytest.mark.parametrize(
    "changed", ["id = 'd-2'", "event = event + 1", "kind = 2", "about = x'7b7d'", "payload = x'7b7d'"]
)
def test_a_row_that_has_changed_on_disk_is_not_sent(path: Path, changed: str) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(7, "shop"), arrival(8, "crm")])
        taker = cursor(outbox)
        for claim in await take(taker):
            taker.later(claim.tried(5.0, 503, counts=True), 6.0)
        await settled(outbox)
        outbox.store.connection.execute(f"UPDATE waiting SET {changed}")  # noqa: S608 - of the table above
        found = await take(taker)
        await settled(outbox)
        return found, rows(outbox, "SELECT cause FROM letters"), outbox.store.lanes["shop"].rows

    assert inside(path, use) == ([], ["unreadable"], 0)


def test_a_delivery_ends_also_where_its_event_cannot_be_read_any_more(path: Path) -> None:
    async def accept(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number) for number in range(3)])
        outbox.store.connection.execute("UPDATE blocks SET head = ?", (b"[[2,nul",))

    async def use(outbox: Outbox) -> Any:
        taker = cursor(outbox)
        one, two, three = await take(taker)
        taker.done(one, Sent())
        taker.done(two, Rejected("no"))
        taker.later(three, 1.0)
        await asyncio.wait_for(settled(outbox), 5)
        return rows(outbox, "SELECT event, payload FROM letters"), outbox.store.lanes["shop"].rows

    inside(path, accept)
    letters, waiting = inside(path, use)
    assert (letters, waiting) == ([(b"", write_payload(Row(n=1)))], 1)


def test_a_question_that_makes_no_sense_costs_nobody_else_anything(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def ask(store: Store) -> Any:
        return answer(store, {"do": "pause", "instance": "nobody", "reason": "why not"})

    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(0)])
        taker = cursor(outbox)
        for claim in await take(taker):
            taker.done(claim, Sent())
        # All of them go into one commit.
        found = await asyncio.gather(
            outbox.accept([arrival(1)]), outbox.commit.write(ask), outbox.accept([arrival(2)]), return_exceptions=True
        )
        return [getattr(one, "accepted", type(one).__name__) for one in found], outbox.commit.trouble, sizes(outbox)

    accepted, trouble, left = inside(path, use)
    assert (accepted, trouble, caplog.messages) == ([1, "BadRequestError", 1], None, [])
    assert left["bundles"] == 2
