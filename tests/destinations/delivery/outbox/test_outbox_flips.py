"""Bytes that change on disk, anywhere in the file: it is refused, or reported; nothing wrong is sent."""

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from destinations.delivery.outbox.file.owner import OutboxError
from destinations.delivery.outbox.file.search import Found, Wanted, find
from destinations.delivery.outbox.outbox import Outbox
from destinations.sdk.outcome import Rejected, Sent
from tests.destinations.delivery.outbox.shop import Row, arrival, cursor, inside, name, numbers, settled, take

COUNT = 30
DEAD, SENT = range(5, 8), range(8, 12)
WANTED = {name(one, number): number for one in ("shop", "crm") for number in range(COUNT)}
ENDED = {name("shop", number) for number in (*DEAD, *SENT)}


async def fill(outbox: Outbox) -> None:
    """Deliveries that were never tried, that are tried again, that are dead and that were sent."""
    await outbox.accept([arrival(number, "shop", "crm", user=f"u{number}") for number in range(COUNT)])
    taker = cursor(outbox)
    for claim in await take(taker):
        (number,) = numbers([claim])
        if number in DEAD:
            taker.done(claim, Rejected("no"))
        elif number in SENT:
            taker.done(claim, Sent())
        elif number < DEAD.start:
            taker.later(claim.tried(5.0, 503, counts=True), 6.0, "answered 503")
    await settled(outbox)


async def deliver(outbox: Outbox) -> tuple[list[str], Sequence[Found]]:
    """The ids of what would be sent, which must be whole, and the letters that there are after that."""
    sent: list[str] = []
    for instance in ("shop", "crm"):
        taker = cursor(outbox, instance=instance)
        for _ in range(3):
            for claim in await take(taker, 1000, now=1e9):
                payload = claim.delivery.payload
                assert isinstance(payload, Row)
                assert WANTED[claim.delivery.id] == payload.n
                sent.append(claim.delivery.id)
                taker.done(claim, Sent())
            await settled(outbox)
    return sent, list(find(outbox.store, Wanted()))


def check(path: Path) -> str:
    """What comes of the file: refused, reported or nothing."""

    async def use(outbox: Outbox) -> Any:
        return await asyncio.wait_for(deliver(outbox), 30)

    try:
        sent, letters = inside(path, use)
    except OutboxError:
        return "refused"
    assert len(set(sent)) == len(sent)
    assert not ENDED & set(sent)
    for one in letters:
        whole = one.is_damaged or not one.event or one.id not in WANTED or one.event == b'{"n":%d}' % WANTED[one.id]
        assert whole
    reported = sum(one.is_damaged or one.cause == "unreadable" for one in letters)
    lost = WANTED.keys() - set(sent) - ENDED - {one.id for one in letters}
    assert len(lost) <= reported
    return "reported" if reported else "nothing"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_bit_that_was_flipped_anywhere_sends_nothing_wrong_and_loses_nothing_in_silence(
    tmp_path: Path, seed: int
) -> None:
    path, luck = tmp_path / "own" / "outbox.db", random.Random(seed)  # noqa: S311 - the same luck again
    inside(path, fill)
    whole = path.read_bytes()
    used = [at for at, byte in enumerate(whole) if byte]
    found = set()
    for _ in range(30):
        at = luck.choice(used)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << luck.randrange(8)]) + whole[at + 1 :])
        found.add(check(path))
    assert found == {"refused", "reported", "nothing"}
