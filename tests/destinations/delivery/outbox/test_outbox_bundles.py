"""Deliveries that were accepted together are one row; each of them has an end of its own all the same."""

import random
import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from destinations.delivery.outbox.cursor import Claimed, Claims, one_by_one
from destinations.delivery.outbox.disk_cursor import DiskCursor
from destinations.delivery.outbox.entry import Arrival
from destinations.delivery.outbox.file import schema
from destinations.delivery.outbox.file.housekeeping import REMEMBERED, keep_house
from destinations.delivery.outbox.outbox import Outbox
from destinations.sdk.outcome import Rejected, Retry, Sent
from tests.destinations.delivery.outbox.shop import arrival, cursor, inside, name, numbers, rows, settled, sizes, take

EMPTY = {"bundles": 0, "blocks": 0, "done": 0, "waiting": 0, "events": 0}
LATER = Retry("later", counts=False)


async def end(taker: DiskCursor, claims: Any, *which: int) -> None:
    for claim in claims:
        if numbers([claim])[0] in which:
            taker.done(claim, Sent())


def test_those_of_a_bundle_that_are_done_with_do_not_come_again(path: Path) -> None:
    async def some(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number, "shop", "crm") for number in range(6)])
        taker = cursor(outbox)
        await end(taker, await take(taker), 1, 2, 4)
        await settled(outbox)
        return sizes(outbox)

    async def others(outbox: Outbox) -> Any:
        taker, lane = cursor(outbox), outbox.store.lane("shop")
        waiting = lane.rows, lane.bytes
        claims = await take(taker)
        await end(taker, claims, 0, 3, 5)
        await settled(outbox)
        return waiting, numbers(claims), sizes(outbox), (lane.rows, lane.bytes)

    async def the_last(outbox: Outbox) -> Any:
        taker = cursor(outbox, instance="crm")
        await end(taker, await take(taker), *range(6))
        await settled(outbox)
        return sizes(outbox)

    assert inside(path, some) == EMPTY | {"bundles": 2, "blocks": 1, "done": 2}
    size = len(arrival(0).entries[0].payload)
    assert inside(path, others) == ((3, 3 * size), [0, 3, 5], EMPTY | {"bundles": 1, "blocks": 1}, (0, 0))
    assert inside(path, the_last) == EMPTY


def test_one_that_is_tried_again_gets_a_row_and_keeps_its_event_and_its_age(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number) for number in range(3)])
        (accepted,) = rows(outbox, "SELECT accepted FROM bundles")
        taker = cursor(outbox)
        claims = await take(taker)
        taker.later(claims[1].tried(5.0, 503, counts=True), 7.0)
        await end(taker, claims, 0, 2)
        await settled(outbox)
        found = sizes(outbox), rows(outbox, "SELECT accepted FROM waiting") == [accepted]
        (again,) = await take(taker)
        taker.done(again.tried(8.0, 404, counts=True), Rejected("no"))
        await settled(outbox)
        letter = rows(outbox, "SELECT id, event, name, message_id, tries FROM letters")
        return found, letter, sizes(outbox)

    letter = (name("shop", 1), b'{"n":1}', "Row", "m-1", 2)
    assert inside(path, use) == ((EMPTY | {"waiting": 1, "events": 1}, True), [letter], EMPTY)


def test_a_letter_of_a_bundle_has_the_event_of_its_own(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([Arrival(b"{}", "None fires"), *(arrival(number) for number in range(3))])
        taker = cursor(outbox)
        for claim in (await take(taker))[1:]:
            taker.done(claim, Rejected("no"))
        await settled(outbox)
        return rows(outbox, "SELECT id, event, payload, about FROM letters ORDER BY letter")

    assert inside(path, use) == [
        (name("shop", number), b'{"n":%d}' % number, b'{"fields":{"n":%d}}' % number, b'{"line":%d}' % number)
        for number in (1, 2)
    ]


@pytest.mark.parametrize("warm", [True, False], ids=["from memory", "from the disk"])
def test_many_events_are_several_bundles_and_come_in_their_order(path: Path, warm: bool) -> None:
    count = 1300

    async def read(outbox: Outbox) -> Any:
        taker = cursor(outbox)
        return [numbers(await take(taker, most)) for most in (3, 700, 2000)]

    async def use(outbox: Outbox) -> Any:
        receipt = await outbox.accept([arrival(number, warm=warm) for number in range(count)])
        return receipt.accepted, sizes(outbox)["bundles"], await read(outbox)

    expected = [list(range(3)), list(range(3, 703)), list(range(703, count))]
    assert inside(path, use) == (count, 3, expected)
    assert inside(path, read) == expected


def test_an_id_that_is_not_the_engines_gets_a_row_of_its_own(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number, name=lambda _, number: f"mine-{number}") for number in range(2)])
        taker = cursor(outbox)
        claims = await take(taker)
        found = sizes(outbox), [one.delivery.id for one in claims]
        await end(taker, claims, 0, 1)
        await settled(outbox)
        return *found, sizes(outbox)

    assert inside(path, use) == (EMPTY | {"waiting": 2, "events": 2}, ["mine-0", "mine-1"], EMPTY)


def test_ids_are_forgotten_after_a_day_but_not_of_those_that_wait(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number) for number in range(5)])
        taker = cursor(outbox)
        claims = await take(taker)
        await end(taker, claims, 0, 1, 3)
        taker.later(claims[4].tried(5.0, 503, counts=True), 7.0)
        await settled(outbox)
        found = []
        for after in (REMEMBERED / 2, REMEMBERED + 60):
            await outbox.commit.write(partial(keep_house, now=time.time() + after))
            found.append(rows(outbox, "SELECT count(*) FROM ids")[0])
        again = await outbox.accept([arrival(number) for number in range(5)])
        return found, again.repeated

    assert inside(path, use) == ([5, 2], (name("shop", 2), name("shop", 4)))


def test_a_file_of_an_older_version_is_brought_up_to_date(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as old:
        old.executescript(f"{schema.STEPS[0]} PRAGMA application_id={schema.APPLICATION}; PRAGMA user_version=1;")
        old.execute("INSERT INTO lanes(environment, instance, accepted) VALUES ('default', 'shop', 2)")
        old.execute("INSERT INTO kinds VALUES (1, 1, 'rows', 'toy', 'm1')")
        for number in (1, 2):
            payload = arrival(number).entries[0].payload
            old.execute("INSERT INTO ids VALUES (?, ?, 0)", (number, f"old-{number}"))
            old.execute("INSERT INTO events VALUES (?, 'Row', 'm', ?)", (number, b'{"n":%d}' % number))
            old.execute(
                "INSERT INTO waiting(place, kind, id, event, accepted, checksum, payload, about) "
                "VALUES (?, 1, ?, ?, 5, ?, ?, '{}')",
                ((1 << 40) + number, f"old-{number}", number, crc32(payload), payload),
            )
        old.commit()

    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(3)])
        taker = cursor(outbox)
        claims = await take(taker)
        await end(taker, claims, 1, 2, 3)
        await settled(outbox)
        return rows(outbox, "PRAGMA user_version"), numbers(claims), sizes(outbox)

    assert inside(path, use) == ([schema.VERSION], [1, 2, 3], EMPTY)


class Model:
    """What must be true of the outbox, by number: which wait, which are taken, and when those are ready again."""

    def __init__(self, seed: int) -> None:
        self.luck = random.Random(seed)  # noqa: S311 - the same luck again
        self.ready: dict[int, float] = {}
        self.taken: dict[int, Claimed] = {}
        self.ended: set[int] = set()
        self.next = 0

    async def step(self, outbox: Outbox, taker: DiskCursor, now: float) -> None:
        move = self.luck.choice(("accept", "take", "end", "end", "later", "give back", "write"))
        some = [one for one in self.taken if self.luck.random() < 0.4]
        if move == "accept":
            fresh = range(self.next, self.next + self.luck.randint(1, 9))
            self.next = fresh.stop
            await outbox.accept([arrival(number, warm=self.luck.random() < 0.5) for number in fresh])
            self.ready |= dict.fromkeys(fresh, 0.0)
        elif move == "take":
            for claims in await taker.next(self.luck.randint(1, 30), now):
                for claim in one_by_one([claims]):
                    (number,) = numbers([claim])
                    assert number not in self.taken
                    assert self.ready.pop(number) <= now
                    self.taken[number] = claim
                if isinstance(claims, Claims):
                    self.send_some(taker, claims, now)
        elif move == "write":
            await settled(outbox)
        else:
            for number in some:
                self.end(taker, move, number, now)

    def send_some(self, taker: DiskCursor, claims: Claims, now: float) -> None:
        """Of those that are together, some are sent at one go, and the others go on one by one."""
        start, end = sorted(self.luck.choices(range(len(claims) + 1), k=2))
        some = claims[start:end]
        if some:
            taker.sent(some, now, [200] * len(some))
            self.ended.update(numbers(some))
            self.taken = {number: one for number, one in self.taken.items() if number not in self.ended}

    def end(self, taker: DiskCursor, move: str, number: int, now: float) -> None:
        claim = self.taken.pop(number)
        if move == "end":
            taker.done(claim, self.luck.choice((Sent(), Rejected("no"))))
            self.ended.add(number)
        elif move == "later":
            self.ready[number] = now + self.luck.randint(0, 9)
            taker.later(claim.tried(now, 503, counts=True), self.ready[number])
        else:
            taker.give_back(claim, LATER)
            self.ready[number] = 0.0


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_each_delivery_is_given_out_until_it_has_ended_and_never_twice(path: Path, seed: int) -> None:
    model, start = Model(seed), time.time()

    async def use(outbox: Outbox) -> None:
        taker = cursor(outbox)
        assert outbox.store.lane("shop").rows == len(model.ready)
        for number in range(60):
            await model.step(outbox, taker, start + number)
        await settled(outbox)
        assert outbox.store.lane("shop").rows == len(model.ready) + len(model.taken)
        # Who ends without a word gives back what was taken.
        model.ready |= dict.fromkeys(model.taken, 0.0)
        model.taken.clear()

    async def finish(outbox: Outbox) -> Any:
        taker = cursor(outbox)
        claims = await take(taker, 10_000, start + 1000)
        await end(taker, claims, *numbers(claims))
        await settled(outbox)
        return sorted(numbers(claims)), sizes(outbox)

    for _ in range(3):
        inside(path, use)
    assert inside(path, finish) == (sorted(model.ready), EMPTY)
    assert len(model.ended) + len(model.ready) == model.next
